using System.Collections.Immutable;
using Core.Values;

namespace Core.Leads;

/// <summary>Reads <c>data</c> of the events about sales and their money.</summary>
internal static class SaleBodies
{
    /// <summary><c>sale.recorded</c>.</summary>
    public static FactBody.SaleRecorded Recorded(Field data)
    {
        var people = PersonReader.People(data["people"].Need());
        data["opportunityId"].Id();
        data["referredBySale"].Id();
        return new(
            data["sale"].Need().Id() ?? "",
            data["project"].Need().Id() ?? "",
            data["product"].Need().Text(),
            data["opportunity"].Need().Choice<OpportunityKind>() ?? default,
            data["price"].Need().PositiveMoney() ?? Money.Zero,
            people,
            SharedShapes.Relations(data["relations"], people),
            SharedShapes.Staff(data["staff"]),
            SharedShapes.Channel(data["channel"]),
            data["stage"].Need().Choice<SaleStage>() ?? default,
            data["at"].Need().Time() ?? default
        )
        {
            Attributes = Attributes(data["attributes"].Object()),
        };
    }

    /// <summary><c>sale.progressed</c>.</summary>
    public static FactBody.SaleProgressed Progressed(Field data) =>
        new(
            data["sale"].Need().Id() ?? "",
            data["milestone"].Need().Choice<Milestone>() ?? default,
            data["collected"].PositiveMoney(),
            data["collectedShare"].Share(Rate.Zero, Rate.One),
            SharedShapes.Staff(data["staff"]),
            data["at"].Need().Time() ?? default
        );

    /// <summary><c>sale.repriced</c>.</summary>
    public static FactBody.SaleRepriced Repriced(Field data) =>
        new(
            data["sale"].Need().Id() ?? "",
            data["price"].Need().PositiveMoney() ?? Money.Zero,
            data["at"].Need().Time() ?? default
        );

    /// <summary><c>sale.cancelled</c>.</summary>
    public static FactBody.SaleCancelled Cancelled(Field data)
    {
        var sale = data["sale"].Need().Id() ?? "";
        var exchangedFor = data["exchangedFor"].Id();
        if (exchangedFor is not null && exchangedFor == sale)
        {
            data["exchangedFor"].Refuse("SALE_EXCHANGED_FOR_ITSELF", "Name the sale of the other unit.");
        }

        return new(sale, data["at"].Need().Time() ?? default, data["reason"].Need().Text(Field.Long), exchangedFor);
    }

    /// <summary><c>owner.revealed</c>.</summary>
    public static FactBody.OwnerRevealed OwnerRevealed(Field data)
    {
        var people = PersonReader.People(data["people"].Need());
        var evidence = data["evidence"].Need().Object();
        return new(
            data["sale"].Need().Id() ?? "",
            people,
            SharedShapes.Relations(data["relations"], people),
            evidence.Present ? evidence["kind"].Need().Text() : null,
            evidence["reference"].Text()
        );
    }

    /// <summary><c>payout.made</c>.</summary>
    public static FactBody.PayoutMade PayoutMade(Field data)
    {
        var statement = data["statement"].Object();
        return new(
            data["payee"].Need().Id() ?? "",
            data["batch"].Need().Id() ?? "",
            data["amount"].Need().PositiveMoney() ?? Money.Zero,
            data["withheld"].MoneyOrZero(),
            (statement.Present ? statement["period"].Need() : statement["period"]).Month(),
            (statement.Present ? statement["version"].Need() : statement["version"]).Whole(1, 1_000_000),
            data["covers"].Texts(1_000),
            data["reference"].Text(),
            data["at"].Need().Time() ?? default
        );
    }

    private static ImmutableSortedDictionary<string, string> Attributes(Field attributes)
    {
        var texts = PersonReader.Scalars(attributes);
        foreach (var name in (ReadOnlySpan<string>)["area", "downPaymentShare"])
        {
            if (texts.TryGetValue(name, out var text) && (Rate.Parse(text) is not { } value || value < Rate.Zero))
            {
                attributes[name]
                    .Refuse("DECIMAL_INVALID", "Send a decimal string with at most six decimals: \"143.20\".");
            }
        }

        return texts;
    }
}
