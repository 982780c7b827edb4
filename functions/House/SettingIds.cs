namespace Functions.House;

/// <summary>Ids of settings: safe as a row key, as a file name and in an address.</summary>
internal static class SettingIds
{
    /// <summary>Longest id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Letters, digits, dot, underscore and dash, beginning with a letter or digit.</summary>
    public static bool IsValid(string id) =>
        id is { Length: > 0 and <= MaxLength }
        && char.IsAsciiLetterOrDigit(id[0])
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
