namespace Core.Values;

/// <summary>Decimal strings of the wire as scaled integers and back, without floating point.</summary>
internal static class Decimals
{
    /// <summary>Reads <c>[-]digits[.digits]</c> as an integer count of 10^-<paramref name="scale"/>.</summary>
    /// <returns>Null when malformed, when it has more decimals than the scale, or more than 15 whole digits.</returns>
    public static long? ParseScaled(string? text, int scale)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var negative = text[0] == '-';
        var digits = negative ? text.AsSpan(1) : text.AsSpan();
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var part = point < 0 ? [] : digits[(point + 1)..];
        if (whole.Length is 0 or > 15 || part.Length > scale || (point >= 0 && part.Length == 0))
        {
            return null;
        }

        long value = 0;
        foreach (var c in whole)
        {
            if (!char.IsAsciiDigit(c))
            {
                return null;
            }

            value = (value * 10) + (c - '0');
        }

        for (var i = 0; i < scale; i++)
        {
            var c = i < part.Length ? part[i] : '0';
            if (!char.IsAsciiDigit(c) || value > long.MaxValue / 20)
            {
                return null;
            }

            value = (value * 10) + (c - '0');
        }

        return negative ? -value : value;
    }

    /// <summary>Writes a scaled integer; trimmed of trailing zeros when asked.</summary>
    public static string FormatScaled(long value, int scale, bool trim)
    {
        var sign = value < 0 ? "-" : "";
        var digits = ((UInt128)Int128.Abs(value)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        digits = digits.PadLeft(scale + 1, '0');
        var (whole, part) = (digits[..^scale], digits[^scale..]);
        part = trim ? part.TrimEnd('0') : part;
        return part.Length == 0 ? sign + whole : $"{sign}{whole}.{part}";
    }
}
