using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Core.Values;

/// <summary>Members of an enum as they stand on the wire: camelCase, <c>marriageCertificate</c>. Case matters.</summary>
public static class WireNames
{
    /// <summary>Every name, in the order of the enum.</summary>
    public static ImmutableArray<string> All<T>()
        where T : struct, Enum => Names<T>.All;

    /// <summary>The member of that name; null when there is none.</summary>
    public static T? Parse<T>(string? name)
        where T : struct, Enum => name is not null && Names<T>.ByName.TryGetValue(name, out var value) ? value : null;

    /// <summary>The name of a member.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToFrozenDictionary(v => v, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));

        public static readonly FrozenDictionary<string, T> ByName = ByValue.ToFrozenDictionary(
            p => p.Value,
            p => p.Key,
            StringComparer.Ordinal
        );

        public static readonly ImmutableArray<string> All = [.. Enum.GetValues<T>().Select(v => ByValue[v])];
    }
}
