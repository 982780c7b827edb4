using Core.Values;

namespace Core.Identity;

/// <summary>
/// A partition of records that grows by links and never joins what must stay apart: holders of different documents of
/// one kind, people whom one event tells apart, and, for evidence that several people may share (a phone), people of
/// different surnames. What one record of a cluster forbids, all of it forbids.
/// </summary>
internal sealed class Clusters
{
    private readonly IReadOnlyList<RecordFeatures> records;
    private readonly int[] parents;
    private readonly HashSet<(string Kind, string Number)>?[] documents;
    private readonly List<PersonName>[] names;
    private readonly List<int>?[] foes;

    public Clusters(IReadOnlyList<RecordFeatures> records)
    {
        this.records = records;
        parents = [.. Enumerable.Range(0, records.Count)];
        documents = [.. records.Select(r => r.Documents.IsEmpty ? null : r.DocumentNumbers.ToHashSet())];
        names = [.. records.Select(r => r.Names.Where(n => n.HasSurname).ToList())];
        foes = new List<int>?[records.Count];
    }

    /// <summary>The links that joined two clusters, in the order in which they did: a forest.</summary>
    public List<Link> Joined { get; } = [];

    /// <summary>The links that did not, and why.</summary>
    public List<(Link Link, Obstacle Obstacle)> Refused { get; } = [];

    /// <summary>The record that stands for a record's cluster.</summary>
    public int Root(int record)
    {
        while (parents[record] != record)
        {
            record = parents[record] = parents[parents[record]];
        }

        return record;
    }

    /// <summary>Notes that two records are two people whatever they share, but for one document.</summary>
    public void KeepApart(int a, int b)
    {
        (foes[a] ??= []).Add(b);
        (foes[b] ??= []).Add(a);
    }

    /// <summary>Joins two clusters unless they must stay apart.</summary>
    /// <param name="x">A record of one.</param>
    /// <param name="y">A record of the other.</param>
    /// <param name="grade">How good the evidence is.</param>
    /// <param name="by">What links them; null: a mask.</param>
    /// <returns>Whether they are one now.</returns>
    public bool Unite(int x, int y, Grade grade, Comparison? by)
    {
        var (a, b) = (Root(x), Root(y));
        if (a == b)
        {
            return true;
        }

        var link = Linker.Of(records[x].Id, records[y].Id, grade, by?.Rule ?? Linker.MaskBound);
        if (ObstacleBetween(a, b, by) is { } obstacle)
        {
            Refused.Add((link, obstacle));
            return false;
        }

        Joined.Add(link);
        (parents[b], documents[a]) = (a, Union(documents[a], documents[b]));
        names[a].AddRange(names[b].Where(n => !names[a].Exists(m => m.Folded == n.Folded)));
        foes[a] = foes[b] is { } more ? [.. foes[a] ?? [], .. more] : foes[a];
        return true;
    }

    private Obstacle? ObstacleBetween(int a, int b, Comparison? by) =>
        documents[a] is { } mine && documents[b] is { } theirs && Comparison.DocumentsDiffer(mine, theirs)
            ? Obstacle.DocumentsDiffer
        : by?.OutweighsStatements != true && foes[a]?.Exists(foe => Root(foe) == b) == true ? Obstacle.ToldApart
        : by?.AsksNames == true && !Comparison.NamesAgree(names[a], names[b]) ? Obstacle.NamesDiffer
        : null;

    private static HashSet<T>? Union<T>(HashSet<T>? a, HashSet<T>? b)
    {
        if (a is not null && b is not null)
        {
            a.UnionWith(b);
        }

        return a ?? b;
    }
}

/// <summary>Why two records stay apart although something links them.</summary>
public enum Obstacle
{
    /// <summary>They hold different documents of one kind, or joined others who do.</summary>
    DocumentsDiffer,

    /// <summary>One event speaks of them as two people.</summary>
    ToldApart,

    /// <summary>They share what several people may share, and their surnames differ.</summary>
    NamesDiffer,
}
