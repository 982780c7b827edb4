using System.Text;

namespace Core.Identity;

/// <summary>Folds the ways to type one text into one.</summary>
internal static class TextFold
{
    /// <summary>Full-width forms narrowed, every kind of space one space, trimmed.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            plain.Append(
                c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0)
                : char.IsWhiteSpace(c) ? ' '
                : c
            );
        }

        return plain.ToString().Trim();
    }

    /// <summary>Without what stands in brackets: 李芳（妈妈）.</summary>
    public static string WithoutBrackets(string plain)
    {
        var outside = new StringBuilder(plain.Length);
        var depth = 0;
        foreach (var c in plain)
        {
            depth += c is '(' or '[' or '【' ? 1 : 0;
            if (depth == 0)
            {
                outside.Append(c);
            }

            depth -= depth > 0 && c is ')' or ']' or '】' ? 1 : 0;
        }

        return outside.ToString().Trim();
    }

    /// <summary>A handle whose case and width do not matter: a WeChat id, an e-mail address.</summary>
    public static string Handle(string text) => Plain(text).ToLowerInvariant();

    /// <summary>Letters and digits only, in capitals: a document's number.</summary>
    public static string Code(string text) =>
        string.Concat(Plain(text).Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant));
}
