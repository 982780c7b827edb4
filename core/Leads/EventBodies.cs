using System.Collections.Immutable;
using Core.Values;

namespace Core.Leads;

/// <summary>
/// Reads <c>data</c> of each event type (contract.md, event types). Every reader is total: what is wrong is noted and
/// the body is the best that can be made of the rest, which matters only for facts stored before a rule was tightened.
/// </summary>
internal static class EventBodies
{
    /// <summary>The reader of each type.</summary>
    public static readonly ImmutableSortedDictionary<string, Func<Field, FactBody>> Readers = new Dictionary<
        string,
        Func<Field, FactBody>
    >(StringComparer.Ordinal)
    {
        ["lead.registered"] = LeadRegistered,
        ["contact.made"] = ContactMade,
        ["visit.confirmed"] = VisitConfirmed,
        ["person.observed"] = PersonObserved,
        ["opportunity.changed"] = OpportunityChanged,
        ["sale.recorded"] = SaleBodies.Recorded,
        ["sale.progressed"] = SaleBodies.Progressed,
        ["sale.repriced"] = SaleBodies.Repriced,
        ["sale.cancelled"] = SaleBodies.Cancelled,
        ["owner.revealed"] = SaleBodies.OwnerRevealed,
        ["payout.made"] = SaleBodies.PayoutMade,
        ["fact.retracted"] = FactRetracted,
        ["customer.lookedUp"] = NotedBodies.CustomerLookedUp,
        ["agent.left"] = data => NotedBodies.AgentChanged(data, "agent.left"),
        ["agent.moved"] = data => NotedBodies.AgentChanged(data, "agent.moved"),
        ["claim.changed"] = NotedBodies.ClaimChanged,
        ["dispute.opened"] = NotedBodies.DisputeOpened,
        ["attribution.ruled"] = NotedBodies.AttributionRuled,
        ["invoice.received"] = NotedBodies.InvoiceReceived,
        ["handover.changed"] = NotedBodies.HandoverChanged,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>How a visit was confirmed.</summary>
    public static readonly ImmutableArray<string> Confirmations = ["qr", "plate", "frontDesk", "remote"];

    /// <summary>Who booked a visit.</summary>
    public static readonly ImmutableArray<string> Bookers = ["customer", "channel", "staff"];

    /// <summary>Where something about a person was learned.</summary>
    public static readonly ImmutableArray<string> Contexts = ["profile", "chat", "document", "import"];

    private static FactBody.LeadRegistered LeadRegistered(Field data)
    {
        var people = PersonReader.People(data["people"].Need());
        var referrer = data["referrer"].Object();
        if (referrer.Present)
        {
            referrer["person"].Need().Text();
            var form = referrer["form"].Object();
            form["signedAt"].Time();
            form["reference"].Text();
        }

        var offline = data["offline"].Object();
        if (offline.Present)
        {
            offline["batch"].Need().Text();
            offline["signature"].Need().Text(Field.Long);
        }

        SharedShapes.Open(data["location"]);
        data["campaign"].Text();
        data["products"].Texts(PersonReader.MaxEntries);
        return new(
            data["project"].Need().Id() ?? "",
            data["opportunity"].Need().Choice<OpportunityKind>() ?? default,
            SharedShapes.Channel(data["channel"].Need()) ?? new ChannelRef(ChannelKind.SelfEntered, null, null),
            people,
            SharedShapes.Relations(data["relations"], people)
        )
        {
            HasArtefact = SharedShapes.Artefact(data["artefact"]),
            ReferrerSale = referrer["sale"].Id(),
        };
    }

    private static FactBody.ContactMade ContactMade(Field data)
    {
        data["promise"].Text(Field.Long);
        SharedShapes.Artefact(data["artefact"]);
        return new(
            data["project"].Need().Id() ?? "",
            SharedShapes.Channel(data["channel"].Need()) ?? new ChannelRef(ChannelKind.SelfEntered, null, null),
            PersonReader.People(data["people"].Need()),
            data["medium"].Need().Choice<ContactMedium>() ?? default,
            data["twoWay"].Need().Flag() ?? false,
            data["seconds"].Whole(0, 1_000_000)
        );
    }

    private static FactBody.VisitConfirmed VisitConfirmed(Field data)
    {
        data["group"].Text();
        data["gate"].Text();
        return new(
            data["project"].Need().Id() ?? "",
            SharedShapes.Channel(data["channel"]),
            PersonReader.People(data["people"].Need()),
            data["confirmedBy"].Need().OneOf(Confirmations) ?? "",
            data["accompanied"].Need().Flag() ?? false,
            data["receivedBy"].Text(),
            data["bookedBy"].OneOf(Bookers)
        );
    }

    private static FactBody.PersonObserved PersonObserved(Field data)
    {
        var people = PersonReader.People(data["people"].Need());
        return new(people, SharedShapes.Relations(data["relations"], people), data["context"].Need().OneOf(Contexts));
    }

    private static FactBody.OpportunityChanged OpportunityChanged(Field data)
    {
        data["tags"].Texts(PersonReader.MaxEntries);
        data["owner"].Text();
        data["dueDate"].Date();
        data["amount"].MoneyOrZero();
        return new(
            data["opportunityId"].Need().Id() ?? "",
            data["project"].Need().Id() ?? "",
            data["kind"].Need().Choice<OpportunityKind>() ?? default,
            PersonReader.People(data["people"].Need()),
            data["stage"].Text()
        );
    }

    private static FactBody.FactRetracted FactRetracted(Field data)
    {
        var part = data["part"];
        var pointer =
            part.Value is { ValueKind: System.Text.Json.JsonValueKind.String } empty && empty.ValueEquals("")
                ? null // The empty pointer names the whole (RFC 6901).
                : part.Text();
        if (pointer is not null && !RetractedParts.IsPointer(pointer))
        {
            part.Refuse("POINTER_INVALID", "Send a JSON pointer (RFC 6901) such as /data/relations/0.");
        }

        return new(
            new FactId(data["factSource"].Need().Id() ?? "", data["factId"].Need().Text() ?? ""),
            pointer,
            data["reason"].Need().Choice<RetractionReason>() ?? RetractionReason.Mistaken
        );
    }
}
