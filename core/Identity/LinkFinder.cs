using System.Collections.Immutable;
using Core.Values;

namespace Core.Identity;

/// <summary>A link between two records by their places in a list.</summary>
internal readonly record struct FoundLink(int A, int B, Grade Grade, Comparison By);

/// <summary>Finds the links among many records without comparing all pairs.</summary>
internal static class LinkFinder
{
    /// <summary>
    /// Links of records that share a key that is not generic, strongest first, then those known first, and only then by
    /// id. Records alike in names and documents are linked to the first of them only, and only the first of each kind is
    /// compared with the others: that connects whatever comparing all of them would.
    /// </summary>
    /// <param name="records">In the order in which they became known.</param>
    /// <param name="genericKeys">Texts of the keys that link nobody.</param>
    /// <param name="compare">The comparisons by which two records agree; it may remember.</param>
    public static List<FoundLink> Find(
        IReadOnlyList<RecordFeatures> records,
        IReadOnlySet<string> genericKeys,
        Func<RecordFeatures, RecordFeatures, ImmutableArray<(Comparison By, Grade Grade)>> compare
    )
    {
        List<FoundLink> links = [];
        foreach (var (a, b) in Pairs(records, genericKeys))
        {
            foreach (var (by, grade) in compare(records[a], records[b]))
            {
                links.Add(new FoundLink(a, b, grade, by));
            }
        }

        links.Sort((x, y) => Order(records, x, y));
        return links;
    }

    /// <summary>The comparisons by which two records agree; none when documents keep them apart.</summary>
    public static ImmutableArray<(Comparison By, Grade Grade)> Compare(
        RecordFeatures a,
        RecordFeatures b,
        IReadOnlySet<string> genericKeys
    )
    {
        if (Comparison.DocumentsDiffer(a.DocumentNumbers, b.DocumentNumbers))
        {
            return [];
        }

        var agreeing = ImmutableArray.CreateBuilder<(Comparison, Grade)>();
        foreach (var comparison in Comparison.All)
        {
            if (comparison.Compare(a, b, genericKeys).Grade is { } grade)
            {
                agreeing.Add((comparison, grade));
            }
        }

        return agreeing.ToImmutable();
    }

    private static HashSet<(int, int)> Pairs(IReadOnlyList<RecordFeatures> records, IReadOnlySet<string> genericKeys)
    {
        var blocks = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        var pairs = new HashSet<(int, int)>();
        for (var i = 0; i < records.Count; i++)
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

        return pairs;
    }

    private static int Order(IReadOnlyList<RecordFeatures> records, FoundLink x, FoundLink y)
    {
        var order = x.Grade.CompareTo(y.Grade);
        order = order != 0 ? order : records[x.A].ReceivedAt.CompareTo(records[y.A].ReceivedAt);
        order = order != 0 ? order : records[x.B].ReceivedAt.CompareTo(records[y.B].ReceivedAt);
        order = order != 0 ? order : x.A.CompareTo(y.A);
        order = order != 0 ? order : x.B.CompareTo(y.B);
        return order != 0 ? order : string.CompareOrdinal(x.By.Rule, y.By.Rule);
    }
}
