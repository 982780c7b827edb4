using System.Collections.Immutable;
using Core.Values;

namespace Core.Leads;

/// <summary>Which retractions hold, and who may make one.</summary>
public static class Retractions
{
    private static readonly ImmutableArray<RetractionReason> ClaimantReasons =
    [
        RetractionReason.Mistaken,
        RetractionReason.Withdrawn,
    ];

    /// <summary>Whether a sender may retract: a claimant only its own facts, as mistaken or withdrawn; the house anything.</summary>
    /// <param name="retraction">What it wants to retract.</param>
    /// <param name="sender">Its channel record; null for a caller of the house without one.</param>
    /// <returns>Null when it may; otherwise why not (<c>RETRACTION_NOT_ALLOWED</c>).</returns>
    public static Refusal? Allowed(FactBody.FactRetracted retraction, ChannelRecord? sender)
    {
        if (sender is not { Trust: Trust.ThirdParty })
        {
            return null;
        }

        if (!SenderRules.Owns(sender, retraction.Target.Source))
        {
            return new("RETRACTION_NOT_ALLOWED", "/data/factSource", "Retract only events of your own sources.");
        }

        return ClaimantReasons.Contains(retraction.Reason)
            ? null
            : new("RETRACTION_NOT_ALLOWED", "/data/reason", "Give the reason mistaken or withdrawn.");
    }

    /// <summary>
    /// The retractions among facts that are not retracted themselves. Retractions that retract each other in a circle
    /// are a matter of time: the one received last holds.
    /// </summary>
    /// <param name="known">Facts in order of arrival; targets may be missing or come later.</param>
    internal static ImmutableArray<FactBody.FactRetracted> InForce(ImmutableArray<Fact> known)
    {
        var all = known.Where(f => f.Body is FactBody.FactRetracted).ToList();
        if (all.Count == 0)
        {
            return [];
        }

        var ids = all.Select(f => f.Id).ToHashSet();
        var against = all.Select(f => (By: f.Id, (FactBody.FactRetracted)f.Body))
            .Where(r => RetractedParts.IsWhole(r.Item2.Part) && ids.Contains(r.Item2.Target))
            .ToLookup(r => r.Item2.Target, r => r.By);
        var holds = new Dictionary<FactId, bool>();
        while (holds.Count < all.Count)
        {
            var before = holds.Count;
            foreach (var id in ids.Where(id => !holds.ContainsKey(id)))
            {
                if (against[id].Any(by => holds.GetValueOrDefault(by)))
                {
                    holds[id] = false;
                }
                else if (against[id].All(by => holds.TryGetValue(by, out var held) && !held))
                {
                    holds[id] = true;
                }
            }

            if (holds.Count == before)
            {
                holds[all.Last(f => !holds.ContainsKey(f.Id)).Id] = true;
            }
        }

        return [.. all.Where(f => holds[f.Id]).Select(f => (FactBody.FactRetracted)f.Body)];
    }
}
