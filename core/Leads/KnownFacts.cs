using System.Collections.Immutable;
using NodaTime;

namespace Core.Leads;

/// <summary>What was known at an instant. "As known then" is this filter, never a second way to decide.</summary>
public static class KnownFacts
{
    /// <summary>
    /// Facts received by then (inclusive), less what retractions received by then take away: whole facts, or parts of
    /// them, where a person taken away leaves an empty record in its place. Retractions themselves stay in the list.
    /// </summary>
    /// <param name="facts">Each once, in any order.</param>
    /// <param name="until">Null: everything known now.</param>
    /// <returns>Sorted by time of arrival, then id; the same for every order of <paramref name="facts"/>.</returns>
    public static ImmutableArray<Fact> At(ImmutableArray<Fact> facts, Instant? until)
    {
        var known = until is null ? facts : facts.RemoveAll(f => f.ReceivedAt > until.Value);
        if (!IsInOrder(known))
        {
            known = [.. known.OrderBy(f => f.ReceivedAt).ThenBy(f => f.Id)];
        }

        var retractions = Retractions.InForce(known);
        if (retractions.IsEmpty)
        {
            return known;
        }

        var byTarget = retractions.ToLookup(r => r.Target, r => r.Part);
        return [.. known.Select(f => Remaining(f, [.. byTarget[f.Id]])).OfType<Fact>()];
    }

    private static bool IsInOrder(ImmutableArray<Fact> facts)
    {
        for (var i = 1; i < facts.Length; i++)
        {
            var order = facts[i - 1].ReceivedAt.CompareTo(facts[i].ReceivedAt);
            if (order > 0 || (order == 0 && facts[i - 1].Id.CompareTo(facts[i].Id) > 0))
            {
                return false;
            }
        }

        return true;
    }

    private static Fact? Remaining(Fact fact, ImmutableArray<string?> parts)
    {
        if (parts.IsEmpty || fact.Body is FactBody.FactRetracted)
        {
            return fact;
        }

        return parts.Any(RetractedParts.IsWhole)
            ? null
            : fact with
            {
                Body = RetractedBody.Without(fact.Body, RetractedParts.Of(parts.OfType<string>())),
            };
    }
}
