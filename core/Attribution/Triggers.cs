using System.Collections.Immutable;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>What became known at one instant that asks for a look after signing (PST-01).</summary>
/// <param name="Owner">Who owns was told.</param>
/// <param name="Retraction">Something that a decision rested on was taken back.</param>
/// <param name="Relations">Facts that state relations, of whomever.</param>
/// <param name="Facts">All of these.</param>
internal sealed record Triggers(
    bool Owner,
    bool Retraction,
    ImmutableArray<FactId> Relations,
    ImmutableArray<FactId> Facts
)
{
    /// <summary>Finds them.</summary>
    public static Triggers Of(string sale, Known known, Instant at, bool retracts)
    {
        var now = known.All.Where(f => f.ReceivedAt == at).ToList();
        var owners = now.Where(f =>
                f.Body is FactBody.OwnerRevealed o && o.Sale == sale
                || f.Body is FactBody.SaleRecorded s && s.Sale == sale
            )
            .ToList();
        var retractions = retracts ? now.Where(f => f.Body is FactBody.FactRetracted).ToList() : [];
        var relations = now.Where(f => f.Body.Relations.Length > 0).Select(f => f.Id).ToImmutableArray();
        return new(
            owners.Count > 0,
            retractions.Count > 0,
            relations,
            [.. owners.Concat(retractions).Select(f => f.Id).Concat(relations).Distinct().Order()]
        );
    }

    /// <summary>Whether any concerns the people whose claims were looked at.</summary>
    public bool Any(Judgement judgement) =>
        Owner
        || Retraction
        || Relations.Any(r => Concerns(judgement.Situation, r))
        || Relations.Any(r => judgement.Suspects.Contains(r));

    private static bool Concerns(Situation situation, FactId fact) =>
        situation.View.Relations.Any(r =>
            r.Facts.Contains(fact)
            && situation.Family.WaysOf(r.From).Count > 0
            && situation.Family.WaysOf(r.To).Count > 0
        );
}
