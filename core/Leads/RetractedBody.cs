using System.Collections.Immutable;
using System.Globalization;

namespace Core.Leads;

/// <summary>
/// What a fact still says without its retracted parts. A fact that loses a value it cannot do without (its project, its
/// price) keeps only what it says about people.
/// </summary>
internal static class RetractedBody
{
    /// <summary>The body without these parts.</summary>
    public static FactBody Without(FactBody body, RetractedParts parts)
    {
        var people = Keep(
            body.People,
            "/people",
            parts,
            RetractedPerson.Without,
            p => new PersonRecord { Ref = p.Ref }
        );
        var relations = Keep(body.Relations, "/relations", parts, Relation);
        return body switch
        {
            FactBody.LeadRegistered b => parts.GoneAny("", "project", "opportunity")
            || Channel(b.Channel, parts) is null
                ? Evidence(people, relations)
                : b with
                {
                    Channel = Channel(b.Channel, parts) ?? b.Channel,
                    Persons = people,
                    Related = relations,
                    HasArtefact = b.HasArtefact && !parts.GoneAny("", "artefact/kind", "artefact/reference"),
                    ReferrerSale = parts.Gone("/referrer/sale") ? null : b.ReferrerSale,
                },
            FactBody.ContactMade b => parts.GoneAny("", "project", "medium", "twoWay")
            || Channel(b.Channel, parts) is null
                ? Evidence(people, relations)
                : b with
                {
                    Channel = Channel(b.Channel, parts) ?? b.Channel,
                    Persons = people,
                    Seconds = parts.Gone("/seconds") ? null : b.Seconds,
                },
            FactBody.VisitConfirmed b => parts.GoneAny("", "project", "confirmedBy", "accompanied")
                ? Evidence(people, relations)
                : b with
                {
                    Channel = Channel(b.Channel, parts),
                    Persons = people,
                    ReceivedBy = parts.Gone("/receivedBy") ? null : b.ReceivedBy,
                    BookedBy = parts.Gone("/bookedBy") ? null : b.BookedBy,
                },
            FactBody.PersonObserved => Evidence(people, relations),
            FactBody.OpportunityChanged b => parts.GoneAny("", "opportunityId", "project", "kind")
                ? Evidence(people, relations)
                : b with
                {
                    Persons = people,
                    Stage = parts.Gone("/stage") ? null : b.Stage,
                },
            FactBody.SaleRecorded b => parts.GoneAny("", "sale", "project", "opportunity", "stage", "at")
            || parts.GoneAny("/price", "value", "currency")
                ? Evidence(people, relations)
                : b with
                {
                    Product = parts.Gone("/product") ? null : b.Product,
                    Persons = people,
                    Related = relations,
                    Staff = Staff(b.Staff, parts),
                    Channel = Channel(b.Channel, parts),
                    Attributes = RetractedPerson.Entries(b.Attributes, "/attributes", parts),
                },
            FactBody.SaleProgressed b => parts.GoneAny("", "sale", "milestone", "at")
                ? new FactBody.Noted("sale.progressed", b.Sale, [])
                : b with
                {
                    Collected = parts.GoneAny("/collected", "value", "currency") ? null : b.Collected,
                    CollectedShare = parts.Gone("/collectedShare") ? null : b.CollectedShare,
                    Staff = Staff(b.Staff, parts),
                },
            FactBody.SaleRepriced b => parts.GoneAny("", "sale", "at") || parts.GoneAny("/price", "value", "currency")
                ? new FactBody.Noted("sale.repriced", b.Sale, [])
                : b,
            FactBody.SaleCancelled b => parts.GoneAny("", "sale", "at")
                ? new FactBody.Noted("sale.cancelled", b.Sale, [])
                : b with
                {
                    Reason = parts.Gone("/reason") ? null : b.Reason,
                    ExchangedFor = parts.Gone("/exchangedFor") ? null : b.ExchangedFor,
                },
            FactBody.OwnerRevealed b => parts.GoneAny("", "sale", "evidence/kind")
                ? Evidence(people, relations)
                : b with
                {
                    Persons = people,
                    Related = relations,
                    EvidenceReference = parts.Gone("/evidence/reference") ? null : b.EvidenceReference,
                },
            FactBody.PayoutMade b => parts.GoneAny("", "payee", "batch", "at")
            || parts.GoneAny("/amount", "value", "currency")
                ? new FactBody.Noted("payout.made", null, [])
                : b with
                {
                    Withheld = parts.GoneAny("/withheld", "value", "currency") ? null : b.Withheld,
                    StatementPeriod = parts.Gone("/statement/period") ? null : b.StatementPeriod,
                    StatementVersion = parts.Gone("/statement/version") ? null : b.StatementVersion,
                    Covers = Keep(b.Covers, "/covers", parts, (c, _, _) => c),
                    Reference = parts.Gone("/reference") ? null : b.Reference,
                },
            FactBody.Noted b => b with { Sale = parts.Gone("/sale") ? null : b.Sale, Persons = people },
            _ => body,
        };
    }

    /// <summary>
    /// The elements of a list that remain, each without its own parts; an element that is gone is left out, or replaced
    /// when its place counts.
    /// </summary>
    public static ImmutableArray<T> Keep<T>(
        ImmutableArray<T> items,
        string place,
        RetractedParts parts,
        Func<T, string, RetractedParts, T?> without,
        Func<T, T>? blank = null
    )
        where T : class
    {
        var kept = ImmutableArray.CreateBuilder<T>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{place}/{i}");
            var item = parts.Gone(path) ? blank?.Invoke(items[i]) : without(items[i], path, parts);
            if (item is not null)
            {
                kept.Add(item);
            }
        }

        return kept.ToImmutable();
    }

    private static FactBody.PersonObserved Evidence(
        ImmutableArray<PersonRecord> people,
        ImmutableArray<RelationStatement> relations
    ) => new(people, relations, null);

    private static ChannelRef? Channel(ChannelRef? channel, RetractedParts parts) =>
        channel is null || parts.GoneAny("/channel", "kind", "organisation") ? null
        : parts.Gone("/channel/person") ? channel with { Person = null }
        : channel;

    private static ImmutableArray<StaffShare> Staff(ImmutableArray<StaffShare> staff, RetractedParts parts) =>
        Keep(staff, "/staff", parts, (s, path, p) => p.GoneAny(path, "role", "person", "share") ? null : s);

    private static RelationStatement? Relation(RelationStatement relation, string path, RetractedParts parts) =>
        parts.GoneAny(path, "from", "to", "kind", "evidence")
            ? null
            : relation with
            {
                Reference = parts.Gone($"{path}/reference") ? null : relation.Reference,
                ValidFrom = parts.Gone($"{path}/validFrom") ? null : relation.ValidFrom,
                ValidTo = parts.Gone($"{path}/validTo") ? null : relation.ValidTo,
            };
}
