using System.Globalization;
using Core.Leads;

namespace Functions.Contracts;

/// <summary>Names of records as callers write them: <c>source|id|index</c>. A source holds no bar; an id may.</summary>
internal static class RecordNames
{
    /// <summary>The record of a name; null when it is none.</summary>
    public static RecordId? Parse(string? name)
    {
        var first = name?.IndexOf('|', StringComparison.Ordinal) ?? -1;
        var last = name?.LastIndexOf('|') ?? -1;
        return
            name is not null
            && first > 0
            && last > first + 1
            && int.TryParse(name.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new RecordId(new(name[..first], name[(first + 1)..last]), index)
            : null;
    }
}
