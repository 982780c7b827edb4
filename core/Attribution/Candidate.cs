using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>A claim with what the rules ask about it. Later stages fill in what depends on other claims.</summary>
internal sealed record Candidate
{
    /// <summary>The claim.</summary>
    public required Claim Claim { get; init; }

    /// <summary>What it is a claim to.</summary>
    public required Situation Situation { get; init; }

    /// <summary>Whether it is a purchasing party's own.</summary>
    public required bool Buyers { get; init; }

    /// <summary>Visits by the claim's household, up to the subject's moment, in order (HH-04 at claim and visit).</summary>
    public required ImmutableArray<Visit> Visits { get; init; }

    /// <summary>The first of the episode that is open at the subject's moment; null: none is.</summary>
    public required Visit? Deciding { get; init; }

    /// <summary>Contacts with the claim's people from registration to <see cref="At"/> (exclusive), in order.</summary>
    public required ImmutableArray<Contact> Contacts { get; init; }

    /// <summary>When a full phone of the claim's people was first proved; null: never.</summary>
    public required Instant? VerifiedAt { get; init; }

    /// <summary>The same claimant's earlier claim that this one repeats (ADM-05).</summary>
    public Candidate? DuplicateOf { get; init; }

    /// <summary>Why the claim's person does not count to the household, against the competing claim (HH-03…05).</summary>
    public ReasonCode? Household { get; init; }

    /// <summary>The way by which they do; null for a purchasing party.</summary>
    public Way? Way { get; init; }

    /// <summary>The earlier valid claim that wins over this one.</summary>
    public Candidate? LosesTo { get; init; }

    /// <summary>The instant that protection is judged at: the deciding visit, else the subject's own moment.</summary>
    public Instant At => Deciding?.Time ?? Situation.Subject.At;

    /// <summary>The first visit at or after registration; null: none.</summary>
    public Visit? First => Visits.FirstOrDefault(v => v.Time >= Claim.Time);

    /// <summary>When VAL-01 and WIN-01 take the customer to have come: the first visit, else the sale; null before either.</summary>
    public Instant? Came => First?.Time ?? (Situation.Subject.Sold ? Situation.Subject.At : null);

    /// <summary>Earliest visit with this claimant, for TIE-02; <see cref="Instant.MaxValue"/> without one.</summary>
    public Instant BroughtAt =>
        Visits.FirstOrDefault(v => v.Time >= Claim.Time && v.Channel.SameClaimant(Claim.Channel))?.Time
        ?? Instant.MaxValue;

    /// <summary>Gathers what the rules ask of one claim.</summary>
    public static Candidate Of(Claim claim, Situation situation)
    {
        var (subject, family) = (situation.Subject, situation.Family);
        bool Together(ImmutableArray<string> others, Instant at) =>
            claim.People.Any(p =>
                others.Any(o => family.Joins(p, o, situation.Policy.Household, claim.Time, at, subject.At))
            );
        ImmutableArray<Visit> visits =
        [
            .. situation.Visits.Where(v => v.Time <= subject.At && Together(v.People, v.Time)),
        ];
        var deciding = Episode.DecidingVisit(visits, subject.At);
        var until = deciding?.Time ?? subject.At;
        return new()
        {
            Claim = claim,
            Situation = situation,
            Buyers = claim.People.Any(family.Buys),
            Visits = visits,
            Deciding = deciding,
            Contacts =
            [
                .. situation.Contacts.Where(c =>
                    c.Time >= claim.Time
                    && c.Time < until
                    && (c.Seconds is null || c.Seconds >= (claim.Section.Effective?.MinSeconds ?? 0))
                    && c.People.Intersect(claim.People, StringComparer.Ordinal).Any()
                ),
            ],
            VerifiedAt = claim.Kind == ClaimKind.Own ? FirstProof(claim, situation) : null,
        };
    }

    /// <summary>Whether the claim holds the customer at an instant, by the windows that had started by then.</summary>
    public bool LiveAt(Instant at) =>
        Claim.Kind switch
        {
            ClaimKind.ThirdParty => Windows.Registered(this, at) && Windows.Protected(this, at),
            ClaimKind.Own => Windows.OwnLive(this, at),
            ClaimKind.WalkIn => Windows.NaturalLive(this, at),
            ClaimKind.Touch => false,
        };

    private static Instant? FirstProof(Claim claim, Situation situation)
    {
        var records = claim
            .People.Select(situation.View.PersonWith)
            .OfType<Person>()
            .SelectMany(p => p.Records)
            .ToLookup(r => r.Fact, r => r.Index);
        Instant? first = null;
        foreach (var fact in situation.About)
        {
            foreach (var index in records[fact.Id].Where(i => i < fact.Body.People.Length))
            {
                foreach (var phone in fact.Body.People[index].Phones)
                {
                    if (phone.Verified && Phones.Normalise(phone.Number).E164 is not null)
                    {
                        var at = phone.VerifiedAt ?? fact.ReceivedAt;
                        first = first is null || at < first ? at : first;
                    }
                }
            }
        }

        return first;
    }
}
