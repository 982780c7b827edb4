using System.Collections.Immutable;
using NodaTime;

namespace Core.Attribution;

/// <summary>
/// Visits that belong together: it opens at a visit while none is open, and every visit keeps it open for its channel's
/// window (docs/rules.md, episodes).
/// </summary>
internal static class Episode
{
    /// <summary>The deciding visit: the first of the episode that is open at an instant.</summary>
    /// <param name="visits">Of one household, in order.</param>
    /// <param name="at">The subscription; later visits do not count.</param>
    /// <returns>Null when none is open then.</returns>
    public static Visit? DecidingVisit(ImmutableArray<Visit> visits, Instant at)
    {
        Visit? first = null;
        var end = Instant.MinValue;
        foreach (var visit in visits)
        {
            if (visit.Time > at)
            {
                break;
            }

            if (first is null || visit.Time >= end)
            {
                (first, end) = (visit, visit.End);
            }
            else if (visit.Section.DealRefresh)
            {
                end = Instant.Max(end, visit.End);
            }
        }

        return at < end ? first : null;
    }
}
