using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>Protection windows of a claim (docs/rules.md WIN), each half-open from its start.</summary>
internal static class Windows
{
    /// <summary>WIN-01: the customer came, or could still come, within the registration's window.</summary>
    public static bool Registered(Candidate c, Instant at)
    {
        var came = c.First is { } first && first.Time <= at ? first.Time : at;
        return Holds(c.Claim.Section.Registration, c.Claim.Time, came);
    }

    /// <summary>WIN-02 and WIN-03: after the first visit, its window or the windows of the visits that refreshed it.</summary>
    public static bool Protected(Candidate c, Instant at) =>
        c.First is not { } first || at <= first.Time || at < ProtectedUntil(c, at);

    /// <summary>The exclusive end of WIN-02 and WIN-03 with the visits until an instant; never before there was one.</summary>
    public static Instant ProtectedUntil(Candidate c, Instant at)
    {
        if (c.First is not { } first)
        {
            return Instant.MaxValue;
        }

        var end = End(c.Claim.Section.Deal, first.Time);
        foreach (var visit in c.Visits)
        {
            if (c.Claim.Section.DealRefresh && visit.Time > first.Time && visit.Time < end && visit.Time <= at)
            {
                end = Instant.Max(end, End(c.Claim.Section.Deal, visit.Time));
            }
        }

        return Instant.Max(end, End(c.Claim.Section.Visit, first.Time));
    }

    /// <summary>WIN-05: a walk-in's protection.</summary>
    public static bool NaturalLive(Candidate c, Instant at) => Holds(c.Claim.Section.Natural, c.Claim.Time, at);

    /// <summary>WIN-06: from the last effective contact by then; an own lead without one counts from registration.</summary>
    public static bool OwnLive(Candidate c, Instant at) => at >= c.Claim.Time && at < OwnEnd(c, at);

    /// <summary>The exclusive end of WIN-06 with the contacts until an instant.</summary>
    public static Instant OwnEnd(Candidate c, Instant at) =>
        End(c.Claim.Section.Own, c.Contacts.LastOrDefault(k => k.Time <= at)?.Time ?? c.Claim.Time);

    /// <summary>
    /// VAL-04: a proved phone, and within the days from registration an effective contact before the customer came or a
    /// visit that the customer booked.
    /// </summary>
    public static bool IsEffective(Candidate c)
    {
        if (c.Claim.Section.Effective is not { } effective)
        {
            return true;
        }

        var end = EffectiveUntil(c);
        return (!effective.PhoneVerified || c.VerifiedAt <= c.At)
            && (
                c.Contacts.Any(k => k.Time < end)
                || c.Visits.Any(v =>
                    v.Booked
                    && v.Time >= c.Claim.Time
                    && v.Time < end
                    && v.Time <= c.At
                    && v.People.Intersect(c.Claim.People, StringComparer.Ordinal).Any()
                )
            );
    }

    /// <summary>The exclusive end of the time in which an own lead can become effective.</summary>
    public static Instant EffectiveUntil(Candidate c) =>
        c.Claim.Section.Effective is { } effective
            ? China.EndOfNaturalDays(c.Claim.Time, effective.Days)
            : Instant.MaxValue;

    /// <summary>The exclusive end of the window that runs at an instant, or ran last.</summary>
    public static Instant RunningEnd(Candidate c, Instant now) =>
        c.Claim.Kind switch
        {
            ClaimKind.ThirdParty when c.First is null => End(c.Claim.Section.Registration, c.Claim.Time),
            ClaimKind.ThirdParty => ProtectedUntil(c, now),
            ClaimKind.Own => OwnEnd(c, now),
            ClaimKind.WalkIn => End(c.Claim.Section.Natural, c.Claim.Time),
            ClaimKind.Touch => now,
        };

    /// <summary>The code of the window that <see cref="RunningEnd"/> speaks of.</summary>
    public static ReasonCode ExpiryCode(Candidate c) =>
        c.Claim.Kind switch
        {
            ClaimKind.ThirdParty when c.First is null => ReasonCode.WinRegExpired,
            ClaimKind.ThirdParty or ClaimKind.Touch => ReasonCode.WinVisitExpired,
            ClaimKind.Own => ReasonCode.WinOwnExpired,
            ClaimKind.WalkIn => ReasonCode.WinNaturalExpired,
        };

    /// <summary>The exclusive end of a window; one that never ends ends never.</summary>
    public static Instant End(Window? window, Instant start) => window?.EndFrom(start) ?? Instant.MaxValue;

    private static bool Holds(Window? window, Instant start, Instant at) => start <= at && at < End(window, start);
}
