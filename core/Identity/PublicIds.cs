using System.Globalization;
using Core.Leads;

namespace Core.Identity;

/// <summary>
/// Ids of persons and households that others may keep: made of the anchor record alone, so they survive merges,
/// and an old one leads, through its record's birth row, to wherever that record now belongs.
/// </summary>
public static class PublicIds
{
    private const int BirthLength = 32;

    /// <summary><c>p_</c>, the birth id of the anchor's event, and the anchor's index as two or more hex digits.</summary>
    public static string Person(RecordId anchor) => "p_" + Of(anchor);

    /// <summary><c>h_</c>, the birth id of the anchor's event, and the anchor's index as two or more hex digits.</summary>
    public static string Household(RecordId anchor) => "h_" + Of(anchor);

    /// <summary>The birth id and index that an id was made of; null when the text is no id of ours.</summary>
    public static (string Birth, int Index)? Parse(string? id) =>
        id is ['p' or 'h', '_', .. var rest]
        && rest.Length is > BirthLength + 1 and <= BirthLength + 4
        && rest.All(char.IsAsciiHexDigitLower)
        && int.TryParse(
            rest.AsSpan(BirthLength),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var index
        )
            ? (rest[..BirthLength], index)
            : null;

    private static string Of(RecordId anchor) =>
        Ids.Birth(anchor.Fact) + anchor.Index.ToString("x2", CultureInfo.InvariantCulture);
}
