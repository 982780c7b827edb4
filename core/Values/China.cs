using NodaTime;

namespace Core.Values;

/// <summary>Days and months as contracts count them: in Asia/Shanghai.</summary>
public static class China
{
    /// <summary>The time zone of every date in settings, windows and periods.</summary>
    public static DateTimeZone Zone { get; } = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    /// <summary>The day that an instant falls into.</summary>
    public static LocalDate DateOf(Instant at) => at.InZone(Zone).Date;

    /// <summary>Midnight at which a day begins.</summary>
    public static Instant StartOf(LocalDate day) => day.AtStartOfDayInZone(Zone).ToInstant();

    /// <summary>
    /// The exclusive end of a window of natural days (自然日): the starting day is not counted,
    /// so the window ends at 00:00 of day start + N + 1 (docs/rules.md, WIN).
    /// </summary>
    public static Instant EndOfNaturalDays(Instant start, int days) => StartOf(DateOf(start).PlusDays(days + 1));
}
