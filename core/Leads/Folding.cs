using System.Text;

namespace Core.Leads;

/// <summary>Numbers as people type them, folded to ASCII capitals.</summary>
internal static class Folding
{
    /// <summary>Longer than any number with its separators; beyond it nothing is folded.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// Full-width forms become ASCII, letters capitals; spaces, invisible marks and the dashes, dots, slashes and
    /// brackets between groups of digits are dropped. Everything else stays.
    /// </summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            // U+FF01 to U+FF5E are ! to ~ in full width.
            var narrow = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;
            if (!IsSeparator(narrow))
            {
                folded.Append(char.ToUpperInvariant(narrow));
            }
        }

        return folded.ToString();
    }

    private static bool IsSeparator(char c) =>
        char.IsWhiteSpace(c)
        || c is '-' or '.' or '/' or '(' or ')' or '·' or '−' or '—' or '\uFEFF'
        || c is >= '\u2010' and <= '\u2015'
        || c is >= '\u200B' and <= '\u200F'
        || c is >= '\u202A' and <= '\u202E';
}
