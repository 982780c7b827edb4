using NodaTime;
using NodaTime.Text;

namespace Core.Values;

/// <summary>Times and dates as they stand on the wire.</summary>
public static class Times
{
    /// <summary>Years that are believed: far enough for every contract, near enough that no window overflows the calendar.</summary>
    private const int FirstYear = 1800;

    private const int LastYear = 2999;

    /// <summary>Reads RFC 3339 with an offset or <c>Z</c> and at most nine decimals of a second.</summary>
    /// <returns>Null when the text is anything else, or a year outside 1800 to 2999.</returns>
    public static Instant? Parse(string? text) =>
        text is { Length: <= 40 }
        && !text.Contains(',', StringComparison.Ordinal) // NodaTime takes it for a decimal point; RFC 3339 does not.
        && OffsetDateTimePattern.Rfc3339.Parse(text.ToUpperInvariant()) is { Success: true, Value: var time }
        && time.Year is >= FirstYear and <= LastYear
            ? time.ToInstant()
            : null;

    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    /// <returns>Null when the text is anything else, or a year outside 1800 to 2999.</returns>
    public static LocalDate? ParseDate(string? text) =>
        text is { Length: 10 }
        && LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date }
        && date.Year is >= FirstYear and <= LastYear
            ? date
            : null;

    /// <summary>RFC 3339 in UTC, with as many decimals as it takes: <c>2026-05-20T02:00:00Z</c>.</summary>
    public static string Format(Instant time) => InstantPattern.ExtendedIso.Format(time);
}
