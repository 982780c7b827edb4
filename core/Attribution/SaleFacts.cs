using System.Collections.Immutable;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>What is known about one sale at a cut, as far as it matters to whose customer it was.</summary>
internal sealed record SaleFacts
{
    /// <summary><c>sale.recorded</c>, in order; the first is the sale, later ones add people and stage.</summary>
    public required ImmutableArray<Fact> Recorded { get; init; }

    /// <summary><c>owner.revealed</c>, in order.</summary>
    public required ImmutableArray<Fact> Revealed { get; init; }

    /// <summary>What says that it was subscribed; null: nothing.</summary>
    public required (Fact Fact, Instant At)? Subscribed { get; init; }

    /// <summary>What says that it was signed; null: nothing.</summary>
    public required (Fact Fact, Instant At)? Signed { get; init; }

    /// <summary>The sale itself.</summary>
    public FactBody.SaleRecorded First => (FactBody.SaleRecorded)Recorded[0].Body;

    /// <summary>When it was subscribed, else signed, else recorded; business time.</summary>
    public Instant At => Subscribed?.At ?? Signed?.At ?? First.At;

    /// <summary>When the signing became known; null: it is not.</summary>
    public Instant? SignedKnown => Signed?.Fact.ReceivedAt;

    /// <summary>Reads what some facts say; null when they do not record the sale.</summary>
    public static SaleFacts? Read(string sale, ImmutableArray<Fact> known)
    {
        ImmutableArray<Fact> recorded = [.. known.Where(f => f.Body is FactBody.SaleRecorded s && s.Sale == sale)];
        if (recorded.IsEmpty)
        {
            return null;
        }

        return new()
        {
            Recorded = recorded,
            Revealed = [.. known.Where(f => f.Body is FactBody.OwnerRevealed r && r.Sale == sale)],
            Subscribed = Reached(known, sale, SaleStage.Subscribed, Milestone.Subscribed),
            Signed = Reached(known, sale, SaleStage.Signed, Milestone.Signed),
        };
    }

    /// <summary>What the decision is about. Who is added after signing counts like a revealed owner.</summary>
    public Subject Subject(HouseholdSettings household)
    {
        var buying = Recorded.Where(f => SignedKnown is not { } signed || f.ReceivedAt <= signed).ToList();
        var parties = buying.Count > 0 ? buying : [Recorded[0]];
        return new()
        {
            Project = First.Project,
            Opportunity = First.Opportunity,
            At = At,
            Sold = true,
            SalesOffice =
                Recorded[0].SenderKind is null or "salesOffice" || First.Channel?.Kind == ChannelKind.SalesOffice,
            Buyers = Purchasing(parties, household),
            Revealed = Purchasing([.. Recorded.Except(parties), .. Revealed], household),
            Facts =
            [
                .. Recorded.Select(f => f.Id),
                .. Revealed.Select(f => f.Id),
                .. new[] { Subscribed?.Fact.Id, Signed?.Fact.Id }.OfType<FactId>(),
            ],
        };
    }

    /// <summary>Records with a purchasing role; when nobody has one, everybody.</summary>
    private static ImmutableArray<RecordId> Purchasing(IReadOnlyCollection<Fact> facts, HouseholdSettings household)
    {
        ImmutableArray<(RecordId Id, PersonRecord Person)> all =
        [
            .. facts.SelectMany(f => f.Body.People.Select((p, i) => (new RecordId(f.Id, i), p))),
        ];
        var buying = all.Where(r => r.Person.Roles.Intersect(household.PurchasingRoles, StringComparer.Ordinal).Any())
            .Select(r => r.Id)
            .ToImmutableArray();
        return buying.IsEmpty ? [.. all.Select(r => r.Id)] : buying;
    }

    private static (Fact, Instant)? Reached(
        ImmutableArray<Fact> known,
        string sale,
        SaleStage stage,
        Milestone milestone
    )
    {
        foreach (var fact in known)
        {
            if (fact.Body is FactBody.SaleRecorded recorded && recorded.Sale == sale && recorded.Stage == stage)
            {
                return (fact, recorded.At);
            }

            if (
                fact.Body is FactBody.SaleProgressed progressed
                && progressed.Sale == sale
                && progressed.Milestone == milestone
            )
            {
                return (fact, progressed.At);
            }
        }

        return null;
    }
}
