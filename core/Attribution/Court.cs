using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>What a situation decides to, before it is compared with earlier decisions.</summary>
/// <param name="Situation">What was looked at.</param>
/// <param name="Claims">Every claim with its standing, in order of precedence.</param>
/// <param name="Winner">The claim that wins; null: a residual or a tie.</param>
/// <param name="Outcome">What was decided.</param>
/// <param name="Credits">Who earned it.</param>
/// <param name="Reasons">Household codes, priority code, flags.</param>
internal sealed record Judgement(
    Situation Situation,
    ImmutableArray<Candidate> Claims,
    Candidate? Winner,
    Outcome Outcome,
    ImmutableArray<Credit> Credits,
    ImmutableArray<Reason> Reasons
)
{
    /// <summary>Facts whose relations are too weak for money and would matter to service.</summary>
    public ImmutableHashSet<FactId> Suspects { get; init; } = [];

    /// <summary>The policy that the winning claim is pinned to, else the one in force.</summary>
    public string Policy => Winner?.Claim.Policy.Name ?? Situation.Policy.Name;

    /// <summary>Whether two judgements credit the same claimants in the same shares.</summary>
    public static bool SameCredits(ImmutableArray<Credit> one, ImmutableArray<Credit> other) =>
        one.Length == other.Length
        && one.All(c => other.Any(o => o.Share == c.Share && o.Channel.SameClaimant(c.Channel)));
}

/// <summary>Who wins (docs/rules.md PRI and TIE): the earliest valid claim of the household that is live at the deciding visit.</summary>
internal static class Court
{
    /// <summary>Judges a situation.</summary>
    public static Judgement Judge(Situation situation)
    {
        var claims = Standing(situation);
        var own = claims.FirstOrDefault(c => c.Buyers && Stands(c));
        claims = [.. claims.Select(c => c.Buyers ? c : AgainstBuyers(c, own))];
        var valid = claims.Where(Stands).ToList();
        var winner = valid.FirstOrDefault();
        if (winner is null)
        {
            return Residual(situation, claims);
        }

        if (valid.Any(c => Tied(c, winner)))
        {
            return new(situation, claims, null, Outcome.Review, [], [new(ReasonCode.TieReview)]);
        }

        claims = [.. claims.Select(c => c != winner && Stands(c) ? c with { LosesTo = winner } : c)];
        return new(
            situation,
            claims,
            winner,
            Outcome.Won,
            [new(winner.Claim.Channel, Rate.One)],
            [
                .. HouseholdCodes.Of(winner.Way),
                new(PriorityCode(winner.Claim.Kind)),
                .. NearTie(situation, valid, winner),
            ]
        );
    }

    /// <summary>Every claim by itself, in order of precedence, with repetitions of the same claimant's found (ADM-05).</summary>
    private static ImmutableArray<Candidate> Standing(Situation situation)
    {
        List<Candidate> claims = [];
        foreach (var claim in situation.Claims.Select(c => Candidate.Of(c, situation)).Order(Precedence.Instance))
        {
            claims.Add(claim with { DuplicateOf = claims.Find(earlier => Repeats(claim, earlier)) });
        }

        return [.. claims];
    }

    private static bool Repeats(Candidate claim, Candidate earlier) =>
        claim.Claim.Kind != ClaimKind.Touch
        && claim.Claim.Channel.SameClaimant(earlier.Claim.Channel)
        && claim.Claim.Kind == earlier.Claim.Kind
        && earlier.DuplicateOf is null
        && IsValidBy(earlier)
        && earlier.LiveAt(claim.Claim.Time)
        && SameHousehold(claim, earlier);

    /// <summary>Admitted and valid, whatever its window says today: a registration that still ran could be repeated.</summary>
    private static bool IsValidBy(Candidate c) =>
        Rules.FirstFailing(c)
            is null
                or ReasonCode.WinRegExpired
                or ReasonCode.WinVisitExpired
                or ReasonCode.WinDealExpired
                or ReasonCode.WinNaturalExpired
                or ReasonCode.WinOwnExpired;

    private static bool SameHousehold(Candidate one, Candidate other)
    {
        var situation = one.Situation;
        return one.Claim.People.Any(p =>
            other.Claim.People.Any(o =>
                situation.Family.Joins(
                    p,
                    o,
                    situation.Policy.Household,
                    one.Claim.Time,
                    other.Claim.Time,
                    situation.Subject.At
                )
            )
        );
    }

    /// <summary>
    /// HH-03 to HH-05 for a relative's claim, against the buyers' best claim; without one, against the moment that decides.
    /// A later relative's claim never displaces the buyers' own, so it is barred only when the relation is.
    /// </summary>
    private static Candidate AgainstBuyers(Candidate claim, Candidate? own)
    {
        var situation = claim.Situation;
        var against = own?.Claim.Time ?? claim.At;
        Candidate? best = null;
        foreach (var way in claim.Claim.People.SelectMany(situation.Family.WaysOf))
        {
            var code = way.Barred ?? Missing(way, claim.Claim.Time, against, situation);
            if (code is null)
            {
                return claim with { Way = way, Household = null };
            }

            if (best?.Household is null || Telling(code.Value) < Telling(best.Household.Value))
            {
                best = claim with { Way = way, Household = code };
            }
        }

        return best ?? claim with { Household = ReasonCode.HhOutOfScope };
    }

    /// <summary>The household code that says most: a relation that was in scope and over, before one out of scope.</summary>
    private static int Telling(ReasonCode code) =>
        code switch
        {
            ReasonCode.HhRelationEnded => 0,
            ReasonCode.HhRelationNotYet => 1,
            ReasonCode.HhOutOfScope => 2,
            _ => 3,
        };

    private static ReasonCode? Missing(Way way, Instant claim, Instant against, Situation situation)
    {
        var when = situation.Policy.Household.RelationAt;
        var deal = situation.Subject.At;
        foreach (var relation in way.Steps.Where(r => !Family.Holds(r, when, claim, against, deal)))
        {
            var first = China.DateOf(when == RelationAt.DealTime ? deal : Instant.Min(claim, against));
            return first < relation.ValidFrom ? ReasonCode.HhRelationNotYet : ReasonCode.HhRelationEnded;
        }

        return null;
    }

    private static bool Stands(Candidate c) => c.Claim.Kind != ClaimKind.Touch && Rules.FirstFailing(c) is null;

    /// <summary>TIE-02: nothing but chance or the alphabet would tell the two apart.</summary>
    private static bool Tied(Candidate one, Candidate other) =>
        !one.Claim.Channel.SameClaimant(other.Claim.Channel) && Precedence.Compare(one, other, byName: false) == 0;

    /// <summary>TIE-01: exactly the seconds still count as near.</summary>
    private static IEnumerable<Reason> NearTie(Situation situation, List<Candidate> valid, Candidate winner)
    {
        var seconds = Duration.FromSeconds(situation.Policy.Decision.NearTieSeconds);
        return valid.Any(c =>
            !c.Claim.Channel.SameClaimant(winner.Claim.Channel) && c.Claim.Time - winner.Claim.Time <= seconds
        )
            ? [new(ReasonCode.TieNear)]
            : [];
    }

    /// <summary>PRI-03: without a valid claim the sales office's customer is a walk-in, which never expires; else nobody's.</summary>
    private static Judgement Residual(Situation situation, ImmutableArray<Candidate> claims) =>
        situation.Subject.SalesOffice || situation.Visits.Any(v => v.People.Any(situation.Family.Buys))
            ? new(
                situation,
                claims,
                null,
                Outcome.Won,
                [new(ChannelRef.WalkIn, Rate.One)],
                [new(ReasonCode.PriNatural)]
            )
            : new(situation, claims, null, Outcome.None, [], [new(ReasonCode.PriNone)]);

    private static ReasonCode PriorityCode(ClaimKind kind) =>
        kind switch
        {
            ClaimKind.ThirdParty => ReasonCode.PriFirstValidRegistration,
            ClaimKind.Own => ReasonCode.PriOwnLead,
            ClaimKind.WalkIn => ReasonCode.PriNatural,
            ClaimKind.Touch => ReasonCode.PriNone,
        };
}
