using System.Collections.Immutable;

namespace Core.Attribution;

/// <summary>A rule of the catalogue (docs/rules.md).</summary>
/// <param name="Id">Its id: VAL-01.</param>
/// <param name="Fails">The reason why a claim fails; null when it passes.</param>
/// <param name="Compared">What was compared, without personal data.</param>
internal sealed record Rule(
    string Id,
    Func<Candidate, ReasonCode?> Fails,
    Func<Candidate, ImmutableSortedDictionary<string, string>> Compared
)
{
    /// <summary>Asks it of a claim.</summary>
    public RuleResult Ask(Candidate claim)
    {
        var code = Fails(claim);
        return new(Id, code is null, code, Compared(claim));
    }
}

/// <summary>
/// Every rule, in the catalogue's order. All are asked of every claim, and the first that fails is its reason. Rules about
/// other claims (HH-04, ADM-02, ADM-05, PRI-01) pass until <see cref="Court"/> has found which those are.
/// </summary>
internal static class Rules
{
    /// <summary>The catalogue.</summary>
    public static ImmutableArray<Rule> Catalogue { get; } =
    [
        new("NRM-02", Verdicts.MaskRefused, Compared.Nothing),
        new("HH-03", Verdicts.OutOfScope, Compared.Relation),
        new("HH-04", Verdicts.RelationNotThen, Compared.Relation),
        new("HH-05", Verdicts.TooDistant, Compared.Relation),
        new("ADM-01", Verdicts.ClaimantInactive, Compared.Nothing),
        new("ADM-02", Verdicts.InProtection, Compared.Winner),
        new("ADM-05", Verdicts.Duplicate, Compared.Original),
        new("VAL-01", Verdicts.TooClose, Compared.LeadTime),
        new("VAL-02", Verdicts.VisitedBefore, Compared.DecidingVisit),
        new("VAL-04", Verdicts.NotEffective, Compared.Effectiveness),
        new("WIN-01", Verdicts.RegistrationExpired, Compared.RegistrationEnd),
        new("WIN-02", Verdicts.VisitExpired, Compared.FirstVisit),
        new("WIN-03", Verdicts.DealExpired, Compared.FirstVisit),
        new("WIN-05", Verdicts.NaturalExpired, Compared.NaturalEnd),
        new("WIN-06", Verdicts.OwnExpired, Compared.OwnEnd),
        new("PRI-01", Verdicts.LaterThanWinner, Compared.Winner),
    ];

    /// <summary>Why a claim does not stand; null when it does.</summary>
    public static ReasonCode? FirstFailing(Candidate claim)
    {
        foreach (var rule in Catalogue)
        {
            if (rule.Fails(claim) is { } code)
            {
                return code;
            }
        }

        return null;
    }

    /// <summary>The trace of a claim.</summary>
    public static ClaimTrace Trace(Candidate candidate)
    {
        var claim = candidate.Claim;
        if (claim.Kind == ClaimKind.Touch)
        {
            return new(claim.Fact.Id, claim.Channel, claim.PolicyName, "touch", []);
        }

        ImmutableArray<RuleResult> results = [Clocks(claim), .. Catalogue.Select(r => r.Ask(candidate))];
        return new(
            claim.Fact.Id,
            claim.Channel,
            claim.PolicyName,
            results.All(r => r.Passed) ? "stands" : "fails",
            results
        );
    }

    /// <summary>NRM-04: clocks that differ are flagged and change nothing; our clock orders.</summary>
    private static RuleResult Clocks(Claim claim)
    {
        var skew = claim.Fact.OccurredAt - claim.Fact.ReceivedAt;
        var skewed = Math.Abs(skew.TotalSeconds) > claim.Policy.Decision.SkewSeconds;
        return new(
            "NRM-04",
            true,
            skewed ? ReasonCode.NrmClockSkew : null,
            ImmutableSortedDictionary<string, string>.Empty
        );
    }
}
