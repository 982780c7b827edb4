using System.Collections.Immutable;
using NodaTime;

namespace Core.Leads;

/// <summary>What was known at an instant: facts received by then, less what had been retracted by then.</summary>
public static class KnownFacts
{
    /// <summary>The cut.</summary>
    public static ImmutableArray<Fact> At(ImmutableArray<Fact> facts, Instant? until) =>
        [.. facts.Where(f => until is null || f.ReceivedAt <= until).OrderBy(f => f.ReceivedAt).ThenBy(f => f.Id)];
}
