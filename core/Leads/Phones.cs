using PhoneNumbers;

namespace Core.Leads;

/// <summary>What is left visible of a masked phone: 138****1111.</summary>
/// <param name="Prefix">First three digits.</param>
/// <param name="Last4">Last four digits.</param>
public readonly record struct PhoneMask(string Prefix, string Last4)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => "PhoneMask(***)";
}

/// <summary>A phone after normalisation: one of the two, or neither when it is no phone.</summary>
/// <param name="E164">Full number, <c>+8613800001111</c>.</param>
/// <param name="Mask">Visible digits of a masked number.</param>
public readonly record struct PhoneReading(string? E164, PhoneMask? Mask)
{
    /// <summary>Whether it is a phone at all.</summary>
    public bool IsValid => E164 is not null || Mask is not null;

    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"PhoneReading({(IsValid ? "***" : "invalid")})";
}

/// <summary>Normalises phones (docs/rules.md, NRM-01 and NRM-02).</summary>
public static class Phones
{
    private static readonly string[] ChinaPrefixes = ["+86", "0086", "86", ""];

    /// <summary>
    /// Reads a phone as people write it: full-width digits, separators, +86, 86 or 0086. A mainland mobile is any
    /// <c>1[3-9]</c> with nine more digits, whether or not its segment is assigned yet; every other number is asked of
    /// libphonenumber with China as the default region.
    /// </summary>
    public static PhoneReading Normalise(string text)
    {
        if (text.Length > Folding.MaxLength)
        {
            return default;
        }

        var bare = Folding.Fold(text);
        foreach (var prefix in ChinaPrefixes)
        {
            if (bare.Length == prefix.Length + 11 && bare.StartsWith(prefix, StringComparison.Ordinal))
            {
                var national = bare[prefix.Length..];
                if (IsMasked(national))
                {
                    return new(null, new PhoneMask(national[..3], national[7..]));
                }

                if (national[0] == '1' && national[1] is >= '3' and <= '9' && AreDigits(national))
                {
                    return new("+86" + national, null);
                }
            }
        }

        var digits = bare.StartsWith('+') ? bare[1..] : bare;
        return new(digits.Length is >= 5 and <= 17 && AreDigits(digits) ? Elsewhere(bare) : null, null);
    }

    private static bool IsMasked(string national) =>
        national[3..7] == "****" && AreDigits(national.AsSpan(0, 3)) && AreDigits(national.AsSpan(7));

    private static bool AreDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static string? Elsewhere(string number)
    {
        try
        {
            var util = PhoneNumberUtil.GetInstance();
            var parsed = util.Parse(number, "CN");
            return util.IsValidNumber(parsed) ? util.Format(parsed, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
