using NodaTime;

namespace Functions.Edge;

/// <summary>The clock as the core counts time.</summary>
internal static class Clock
{
    /// <summary>The time now.</summary>
    public static Instant Now(this TimeProvider clock) => Instant.FromDateTimeOffset(clock.GetUtcNow());
}
