using System.Collections.Immutable;
using Core.Values;

namespace Core.Leads;

/// <summary>Reads <c>data</c> of the types whose effect no decider reads yet; they are checked like all others.</summary>
internal static class NotedBodies
{
    /// <summary>What can be done with a registration.</summary>
    public static readonly ImmutableArray<string> ClaimActions =
    [
        "accepted",
        "objected",
        "extended",
        "released",
        "edited",
    ];

    /// <summary>On what people decided.</summary>
    public static readonly ImmutableArray<string> RulingBases =
    [
        "customerChoice",
        "arbitration",
        "appeal",
        "goodFaith",
    ];

    /// <summary>How far a handover is.</summary>
    public static readonly ImmutableArray<string> HandoverStates =
    [
        "offered",
        "accepted",
        "returned",
        "refusedByCustomer",
    ];

    /// <summary><c>customer.lookedUp</c>.</summary>
    public static FactBody.Noted CustomerLookedUp(Field data)
    {
        data["project"].Need().Id();
        data["by"].Need().Text();
        PersonReader.Number(data["phone"].Need());
        return new("customer.lookedUp", null, []);
    }

    /// <summary><c>agent.left</c> and <c>agent.moved</c>.</summary>
    public static FactBody.Noted AgentChanged(Field data, string type)
    {
        data["agent"].Need().Id();
        data["organisation"].Need().Id();
        data["to"].Id();
        data["successor"].Id();
        data["share"].Share(Rate.Zero, Rate.One);
        data["at"].Need().Time();
        return new(type, null, []);
    }

    /// <summary><c>claim.changed</c>.</summary>
    public static FactBody.Noted ClaimChanged(Field data)
    {
        var claim = data["claim"].Need().Object();
        if (claim.Present)
        {
            claim["source"].Need().Id();
            claim["id"].Need().Text();
        }

        data["action"].Need().OneOf(ClaimActions);
        data["days"].Whole(1, 3_650);
        data["reason"].Text(Field.Long);
        SharedShapes.Open(data["evidence"]);
        data["at"].Need().Time();
        return new("claim.changed", null, PersonReader.People(data["people"]));
    }

    /// <summary><c>dispute.opened</c>.</summary>
    public static FactBody.Noted DisputeOpened(Field data)
    {
        data["dispute"].Need().Id();
        data["payee"].Id();
        data["period"].Month();
        data["line"].Text();
        data["by"].Need().Text();
        data["reason"].Need().Text(Field.Long);
        data["at"].Need().Time();
        return new("dispute.opened", data["sale"].Id(), []);
    }

    /// <summary><c>attribution.ruled</c>.</summary>
    public static FactBody.Noted AttributionRuled(Field data)
    {
        data["dispute"].Id();
        data["basis"].Need().OneOf(RulingBases);
        data["by"].Need().Text();
        SharedShapes.Open(data["evidence"].Need());
        data["at"].Need().Time();

        var shares = data["shares"].Need().Items(1, PersonReader.MaxEntries);
        var sum = Rate.Zero;
        var complete = true;
        foreach (var item in shares)
        {
            var credit = item.Object();
            if (!credit.Present)
            {
                complete = false;
                continue;
            }

            SharedShapes.Channel(credit["channel"].Need());
            var share = credit["share"].Need().Share(new Rate(1), Rate.One);
            complete &= share is not null;
            sum += share ?? Rate.Zero;
        }

        if (shares.Length > 0 && complete && sum != Rate.One)
        {
            data["shares"].Refuse("SHARES_SUM", "Send shares that add up to exactly 1.");
        }

        return new("attribution.ruled", data["sale"].Need().Id(), []);
    }

    /// <summary><c>invoice.received</c>.</summary>
    public static FactBody.Noted InvoiceReceived(Field data)
    {
        data["payee"].Need().Id();
        data["number"].Need().Text();
        data["period"].Need().Month();
        data["amount"].Need().SignedMoney();
        data["vat"].SignedMoney();
        data["corrects"].Text();
        data["at"].Need().Time();
        return new("invoice.received", null, []);
    }

    /// <summary><c>handover.changed</c>.</summary>
    public static FactBody.Noted HandoverChanged(Field data)
    {
        data["opportunityId"].Need().Id();
        data["from"].Need().Text();
        data["to"].Need().Text();
        data["state"].Need().OneOf(HandoverStates);
        SharedShapes.OpenList(data["items"]);
        data["at"].Need().Time();
        return new("handover.changed", null, []);
    }
}
