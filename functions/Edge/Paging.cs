using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Functions.Contracts;

namespace Functions.Edge;

/// <summary><c>?limit=&amp;continuation=</c> of lists. A continuation names the last item's key, so pages stay true while rows are added.</summary>
internal static class Paging
{
    /// <summary>Items on a page when the caller does not say.</summary>
    public const int Default = 100;

    /// <summary>Most items on a page.</summary>
    public const int Max = 1000;

    /// <summary>Cuts one page out of items that are sorted by an ordinal key.</summary>
    public static Page<T> Cut<T>(IEnumerable<T> sorted, Func<T, string> key, int? limit, string? continuation)
    {
        var take = Math.Clamp(limit ?? Default, 1, Max);
        var after = continuation is null ? null : Read(continuation);
        var rest = sorted.SkipWhile(item => after is not null && string.CompareOrdinal(key(item), after) <= 0);
        List<T> items = [.. rest.Take(take + 1)];
        var more = items.Count > take;
        return new(more ? items[..take] : items, more ? Write(key(items[take - 1])) : null);
    }

    /// <summary>Cuts one page out of items in a given order, which the continuation counts.</summary>
    public static Page<T> CutByPlace<T>(IReadOnlyList<T> ordered, int? limit, string? continuation)
    {
        var take = Math.Clamp(limit ?? Default, 1, Max);
        var from =
            continuation is not null
            && int.TryParse(Read(continuation), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                ? place
                : 0;
        List<T> items = [.. ordered.Skip(from).Take(take)];
        var next = from + items.Count;
        return new(items, next < ordered.Count ? Write(next.ToString(CultureInfo.InvariantCulture)) : null);
    }

    private static string Write(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static string Read(string continuation)
    {
        var buffer = new byte[continuation.Length];
        return Base64Url.IsValid(continuation) && Base64Url.TryDecodeFromChars(continuation, buffer, out var length)
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : "";
    }
}
