using System.Globalization;
using NodaTime;

namespace Core.Values;

/// <summary>A calendar month of the books, in Asia/Shanghai: <c>2026-05</c>.</summary>
/// <param name="Year">1 to 9999.</param>
/// <param name="Month">1 to 12.</param>
public readonly record struct Period(int Year, int Month) : IComparable<Period>
{
    /// <summary>The month that an instant falls into in Asia/Shanghai.</summary>
    public static Period Of(Instant at)
    {
        var date = China.DateOf(at);
        return new(date.Year, date.Month);
    }

    /// <summary>Reads <c>yyyy-MM</c>; null when the text is anything else.</summary>
    public static Period? Parse(string? text) =>
        text is { Length: 7 }
        && text[4] == '-'
        && int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var month)
        && year >= 1
        && month is >= 1 and <= 12
            ? new Period(year, month)
            : null;

    /// <summary>The following month.</summary>
    public Period Next => Month == 12 ? new(Year + 1, 1) : new(Year, Month + 1);

    /// <summary>The month before.</summary>
    public Period Previous => Month == 1 ? new(Year - 1, 12) : new(Year, Month - 1);

    /// <summary>The first instant of the month in Asia/Shanghai.</summary>
    public Instant Start => China.StartOf(new LocalDate(Year, Month, 1));

    /// <summary>The first instant after the month in Asia/Shanghai (exclusive end).</summary>
    public Instant End => Next.Start;

    /// <inheritdoc />
    public int CompareTo(Period other) =>
        Year != other.Year ? Year.CompareTo(other.Year) : Month.CompareTo(other.Month);

    /// <summary>Whether the left month is earlier.</summary>
    public static bool operator <(Period left, Period right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left month is later.</summary>
    public static bool operator >(Period left, Period right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left month is the same or earlier.</summary>
    public static bool operator <=(Period left, Period right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left month is the same or later.</summary>
    public static bool operator >=(Period left, Period right) => left.CompareTo(right) >= 0;

    /// <summary><c>yyyy-MM</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Month:D2}");
}
