using Core.Values;

namespace Core.Identity;

/// <summary>A link between two records by their places in a list.</summary>
internal readonly record struct FoundLink(int A, int B, Grade Grade, Comparison By);

/// <summary>Finds the links among many records without comparing all pairs.</summary>
internal static class LinkFinder
{
    /// <summary>
    /// Links of records that share a key that is not generic, strongest first. Records alike in names and documents are
    /// linked to the first of them only, and only the first of each kind is compared with the others: that connects
    /// whatever comparing all of them would.
    /// </summary>
    public static List<FoundLink> Find(IReadOnlyList<RecordFeatures> records, IReadOnlySet<string> genericKeys)
    {
        var order = Enumerable
            .Range(0, records.Count)
            .OrderBy(i => records[i].ReceivedAt)
            .ThenBy(i => records[i].Id)
            .ToList();
        var blocks = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        var pairs = new HashSet<(int, int)>();
        foreach (var i in order)
        {
            foreach (var key in records[i].Keys)
            {
                if (genericKeys.Contains(key))
                {
                    continue;
                }

                if (!blocks.TryGetValue(key, out var firsts))
                {
                    blocks.Add(key, firsts = new(StringComparer.Ordinal));
                }

                if (firsts.TryGetValue(records[i].Profile, out var first))
                {
                    pairs.Add((first, i));
                    continue;
                }

                foreach (var other in firsts.Values)
                {
                    pairs.Add((other, i));
                }

                firsts.Add(records[i].Profile, i);
            }
        }

        return
        [
            .. pairs
                .SelectMany(pair => Compare(records, pair.Item1, pair.Item2, genericKeys))
                .OrderBy(link => link.Grade)
                .ThenBy(link => Earlier(records[link.A], records[link.B]).ReceivedAt)
                .ThenBy(link => Later(records[link.A], records[link.B]).ReceivedAt)
                .ThenBy(link => Earlier(records[link.A], records[link.B]).Id)
                .ThenBy(link => Later(records[link.A], records[link.B]).Id)
                .ThenBy(link => link.By.Rule, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<FoundLink> Compare(
        IReadOnlyList<RecordFeatures> records,
        int a,
        int b,
        IReadOnlySet<string> genericKeys
    ) =>
        Comparison.DocumentsDiffer(Linker.Documents(records[a]), Linker.Documents(records[b]))
            ? []
            : Comparison
                .All.Select(c => (By: c, c.Compare(records[a], records[b], genericKeys).Grade))
                .Where(found => found.Grade is not null)
                .Select(found => new FoundLink(a, b, found.Grade!.Value, found.By));

    private static RecordFeatures Earlier(RecordFeatures a, RecordFeatures b) => Precedes(a, b) ? a : b;

    private static RecordFeatures Later(RecordFeatures a, RecordFeatures b) => Precedes(a, b) ? b : a;

    private static bool Precedes(RecordFeatures a, RecordFeatures b) =>
        a.ReceivedAt != b.ReceivedAt ? a.ReceivedAt < b.ReceivedAt : a.Id.CompareTo(b.Id) <= 0;
}
