using System.Globalization;
using Core.Leads;
using NodaTime;

namespace Core.Identity;

/// <summary>Numbers of identity documents as keys (docs/rules.md NRM-06).</summary>
public static class IdentityDocuments
{
    /// <summary>The wire's name of the resident identity card.</summary>
    public const string ResidentCard = "residentIdentityCard";

    /// <summary>The wire's name for a document of any other kind; two of them may be of two kinds.</summary>
    public const string OtherKind = "other";

    /// <summary>The number in capitals without separators; a resident card as its 18 characters.</summary>
    /// <returns>Null for a resident card that is none, and for a number without a letter or digit.</returns>
    public static string? Normalise(string kind, string number) =>
        kind == ResidentCard ? IdentityCards.Normalise(number)
        : TextFold.Code(number) is { Length: > 0 } code ? code
        : null;

    /// <summary>The date of birth in a normalised resident card.</summary>
    public static LocalDate BirthDate(string card)
    {
        var day = int.Parse(card.AsSpan(6, 8), NumberStyles.None, CultureInfo.InvariantCulture);
        return new LocalDate(day / 10000, day / 100 % 100, day % 100);
    }

    /// <summary>The sex in a normalised resident card: the last digit of its serial is odd for men.</summary>
    public static string Gender(string card) => (card[16] - '0') % 2 == 1 ? "male" : "female";
}
