namespace Core.Identity;

/// <summary>
/// A partition of records that grows by links and never joins what must stay apart: holders of different documents of
/// one kind, people whom one event tells apart, and, for evidence that several people may share (a phone), people of
/// different surnames. What one record of a cluster forbids, all of it forbids.
/// </summary>
internal sealed class Clusters
{
    private readonly int[] parents;
    private readonly HashSet<(string Kind, string Number)>?[] documents;
    private readonly List<PersonName>[] names;
    private readonly List<int>?[] foes;

    public Clusters(IReadOnlyList<RecordFeatures> records)
    {
        parents = [.. Enumerable.Range(0, records.Count)];
        documents = [.. records.Select(r => r.Documents.IsEmpty ? null : Linker.Documents(r).ToHashSet())];
        names = [.. records.Select(r => r.Names.Where(n => n.HasSurname).ToList())];
        foes = new List<int>?[records.Count];
    }

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
    /// <returns>What kept them apart; null when they are one now.</returns>
    public Obstacle? Unite(int a, int b, Comparison? by)
    {
        (a, b) = (Root(a), Root(b));
        if (a == b)
        {
            return null;
        }

        if (documents[a] is { } mine && documents[b] is { } theirs && Comparison.DocumentsDiffer(mine, theirs))
        {
            return Obstacle.DocumentsDiffer;
        }

        if (by?.JoinsAlways != true && foes[a]?.Any(foe => Root(foe) == b) == true)
        {
            return Obstacle.ToldApart;
        }

        if (by?.AsksNames == true && !Comparison.NamesAgree(names[a], names[b]))
        {
            return Obstacle.NamesDiffer;
        }

        (parents[b], documents[a]) = (a, Union(documents[a], documents[b]));
        names[a].AddRange(names[b].Where(n => !names[a].Exists(m => m.Folded == n.Folded)));
        foes[a] = foes[b] is { } more ? [.. foes[a] ?? [], .. more] : foes[a];
        return null;
    }

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
