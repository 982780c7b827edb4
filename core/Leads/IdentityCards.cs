using System.Globalization;
using Core.Values;

namespace Core.Leads;

/// <summary>Resident identity cards (居民身份证), GB 11643 (docs/rules.md, NRM-06).</summary>
public static class IdentityCards
{
    private const string CheckDigits = "10X98765432";

    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>
    /// The card's 18 characters: full width folded, spaces dropped, <c>x</c> raised, a 15-digit card of the last
    /// century completed.
    /// </summary>
    /// <returns>Null when the length, the date of birth or the check digit is wrong.</returns>
    public static string? Normalise(string text)
    {
        if (text.Length > Folding.MaxLength)
        {
            return null;
        }

        var card = Folding.Fold(text);
        if (card.Length == 15)
        {
            card = $"{card[..6]}19{card[6..]}";
            return Body(card) ? card + CheckDigit(card) : null;
        }

        return card.Length == 18 && Body(card) && card[17] == CheckDigit(card) ? card : null;
    }

    /// <summary>Region, a date that exists, and serial number: the 17 digits before the check digit.</summary>
    private static bool Body(string card) =>
        card.AsSpan(0, 17).IndexOfAnyExceptInRange('0', '9') < 0
        && card[0] != '0'
        && Times.ParseDate(string.Create(CultureInfo.InvariantCulture, $"{card[6..10]}-{card[10..12]}-{card[12..14]}"))
            is not null;

    private static char CheckDigit(string card)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            sum += (card[i] - '0') * Weights[i];
        }

        return CheckDigits[sum % 11];
    }
}
