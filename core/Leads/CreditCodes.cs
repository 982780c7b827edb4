using System.Buffers;

namespace Core.Leads;

/// <summary>Unified social credit codes (统一社会信用代码), GB 32100.</summary>
public static class CreditCodes
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    /// <summary>The code's 18 characters in capitals, full width folded, spaces dropped.</summary>
    /// <returns>Null when the length, a character or the check character is wrong.</returns>
    public static string? Normalise(string text)
    {
        if (text.Length > Folding.MaxLength)
        {
            return null;
        }

        var code = Folding.Fold(text);
        if (code.Length != 18 || code.AsSpan().IndexOfAnyExcept(Allowed) >= 0)
        {
            return null;
        }

        var (sum, weight) = (0, 1);
        for (var i = 0; i < 17; i++, weight = weight * 3 % 31)
        {
            sum += Alphabet.IndexOf(code[i], StringComparison.Ordinal) * weight;
        }

        return code[17] == Alphabet[(31 - (sum % 31)) % 31] ? code : null;
    }
}
