namespace Core.Values;

/// <summary>A rate or a share, counted in millionths: 0.018 is 18,000 ppm; a whole is 1,000,000 ppm.</summary>
/// <param name="Ppm">Millionths. Shares lie in [0, 1,000,000]; rates may exceed a whole.</param>
public readonly record struct Rate(long Ppm) : IComparable<Rate>
{
    /// <summary>A whole: share 1.</summary>
    public static Rate One { get; } = new(1_000_000);

    /// <summary>Nothing: share 0.</summary>
    public static Rate Zero { get; }

    /// <summary>Reads a decimal string with at most six decimals, as it stands on the wire: <c>0.018</c>.</summary>
    /// <returns>The rate; null when the text is anything else.</returns>
    public static Rate? Parse(string? text) => Decimals.ParseScaled(text, 6) is { } ppm ? new Rate(ppm) : null;

    /// <summary>The sum. Overflow throws.</summary>
    public static Rate operator +(Rate left, Rate right) => new(checked(left.Ppm + right.Ppm));

    /// <summary>
    /// This part of an amount, rounded half away from zero (四舍五入) to whole fen.
    /// The one place where commission is rounded; see docs/commission.md.
    /// </summary>
    public Money Of(Money amount) => new(Rounded((Int128)amount.Fen * Ppm, 1_000_000));

    /// <inheritdoc />
    public int CompareTo(Rate other) => Ppm.CompareTo(other.Ppm);

    /// <summary>Whether the left rate is less.</summary>
    public static bool operator <(Rate left, Rate right) => left.Ppm < right.Ppm;

    /// <summary>Whether the left rate is more.</summary>
    public static bool operator >(Rate left, Rate right) => left.Ppm > right.Ppm;

    /// <summary>Whether the left rate is the same or less.</summary>
    public static bool operator <=(Rate left, Rate right) => left.Ppm <= right.Ppm;

    /// <summary>Whether the left rate is the same or more.</summary>
    public static bool operator >=(Rate left, Rate right) => left.Ppm >= right.Ppm;

    /// <summary>A decimal string without trailing zeros: <c>0.018</c>, <c>1</c>. The wire form.</summary>
    public override string ToString() => Decimals.FormatScaled(Ppm, 6, trim: true);

    /// <summary>A quotient rounded half away from zero; the divisor is positive.</summary>
    internal static long Rounded(Int128 dividend, Int128 divisor)
    {
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        if (Int128.Abs(remainder) * 2 >= divisor)
        {
            quotient += Int128.Sign(dividend);
        }

        return checked((long)quotient);
    }
}
