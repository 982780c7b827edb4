using System.Collections.Immutable;

namespace Core.Leads;

/// <summary>
/// Parts of one event that no longer hold, by JSON pointer (RFC 6901) into the event (<c>/data/relations/0</c>) or into
/// its data (<c>/relations/0</c>). Places are those of the event as sent, however many parts are gone.
/// </summary>
internal sealed class RetractedParts
{
    private readonly ImmutableHashSet<string> paths;

    private RetractedParts(ImmutableHashSet<string> paths) => this.paths = paths;

    /// <summary>The parts that pointers name.</summary>
    public static RetractedParts Of(IEnumerable<string> pointers) =>
        new(
            pointers
                .Select(p => p.StartsWith("/data/", StringComparison.Ordinal) ? p["/data".Length..] : p)
                .ToImmutableHashSet(StringComparer.Ordinal)
        );

    /// <summary>Whether text is a pointer to a part: <c>/a/0</c>, with <c>~</c> only as <c>~0</c> or <c>~1</c>.</summary>
    public static bool IsPointer(string text)
    {
        if (!text.StartsWith('/'))
        {
            return false;
        }

        for (var i = text.IndexOf('~', StringComparison.Ordinal); i >= 0; i = text.IndexOf('~', i + 1))
        {
            if (i + 1 == text.Length || text[i + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a retraction of this part takes the whole event away.</summary>
    public static bool IsWhole(string? part) => part is null or "" or "/data";

    /// <summary>Whether this place, or what contains it, is gone.</summary>
    /// <param name="path">Pointer into data: <c>/people/0/phones/1</c>.</param>
    public bool Gone(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (paths.Contains(path[..end]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any of these members of a place is gone.</summary>
    public bool GoneAny(string place, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (Gone($"{place}/{member}"))
            {
                return true;
            }
        }

        return false;
    }
}
