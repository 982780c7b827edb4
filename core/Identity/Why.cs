using System.Collections.Immutable;
using Core.Leads;
using Core.Values;

namespace Core.Identity;

/// <summary>What one comparison of two records found.</summary>
/// <param name="Rule">The comparison.</param>
/// <param name="Verdict">What it saw.</param>
/// <param name="Grade">How good the evidence is; null unless they agree.</param>
public sealed record Compared(string Rule, Verdict Verdict, Grade? Grade);

/// <summary>Something that keeps two people apart.</summary>
/// <param name="Code">
/// DOCUMENTS_DIFFER, TOLD_APART, NAMES_DIFFER, GENERIC_KEY, MASK_PROVISIONAL, MASK_AMBIGUOUS, MASK_NAME_MISMATCH or NO_SHARED_KEY.
/// </param>
/// <param name="A">A record of one.</param>
/// <param name="B">A record of the other.</param>
/// <param name="Rule">The link that would have joined them; null: none.</param>
public sealed record Separation(string Code, RecordId A, RecordId B, string? Rule);

/// <summary>Why two records are, or are not, one person or one household.</summary>
public sealed record Explanation
{
    /// <summary>Whether the service view takes them for one person.</summary>
    public required bool SamePerson { get; init; }

    /// <summary>Whether the evidence is good enough for money, too.</summary>
    public required bool SamePersonForMoney { get; init; }

    /// <summary>Whether they are served as one household.</summary>
    public required bool SameHousehold { get; init; }

    /// <summary>Every comparison of the two.</summary>
    public ImmutableArray<Compared> Comparisons { get; init; } = [];

    /// <summary>The links that lead from one to the other, each as it joined them; empty for two persons.</summary>
    public ImmutableArray<Link> Path { get; init; } = [];

    /// <summary>The relations that lead from one person to the other, fewest first; empty for one person or strangers.</summary>
    public ImmutableArray<Relation> Relations { get; init; } = [];

    /// <summary>What keeps two persons apart; empty for one.</summary>
    public ImmutableArray<Separation> Separations { get; init; } = [];
}

/// <summary>Explains identity, record by record.</summary>
public static class Why
{
    /// <summary>Why two records are, or are not, one person or one household, by everything known.</summary>
    /// <returns>Null when one of them is not known (any more).</returns>
    public static Explanation? Explain(DossierFacts facts, RecordId a, RecordId b)
    {
        var deriver = new IdentityDeriver(facts);
        var clustering = deriver.Cluster(null, Grade.E6);
        var view = deriver.At(null, Grade.E6);
        if (view.PersonOf(a) is not { } one || view.PersonOf(b) is not { } other)
        {
            return null;
        }

        var money = deriver.At(null, Grade.E3);
        var records = clustering.Records.ToDictionary(r => r.Id);
        var path = Paths.Between(a, b, clustering.Clusters.Joined.Select(l => (l.A, l.B, l)));
        var relations = Paths.Between(one.Id, other.Id, view.Relations.Select(r => (r.From, r.To, r)));
        return new Explanation
        {
            SamePerson = one.Id == other.Id,
            SamePersonForMoney = money.PersonOf(a)!.Id == money.PersonOf(b)!.Id,
            SameHousehold = view.HouseholdOf(one.Id)!.Id == view.HouseholdOf(other.Id)!.Id,
            Comparisons =
            [
                .. Comparison
                    .All.Select(c => (c.Rule, Found: c.Compare(records[a], records[b], facts.GenericKeys)))
                    .Select(c => new Compared(c.Rule, c.Found.Verdict, c.Found.Grade)),
            ],
            Path = [.. path],
            Relations = [.. relations],
            Separations = one.Id == other.Id ? [] : Separations(one, other, view, clustering, facts),
        };
    }

    private static ImmutableArray<Separation> Separations(
        Person one,
        Person other,
        IdentityView view,
        Clustering clustering,
        DossierFacts facts
    )
    {
        var (mine, theirs) = (one.Records.ToHashSet(), other.Records.ToHashSet());
        bool Between(RecordId a, RecordId b) =>
            (mine.Contains(a) && theirs.Contains(b)) || (mine.Contains(b) && theirs.Contains(a));

        var refused = clustering
            .Clusters.Refused.Where(r => Between(r.Link.A, r.Link.B))
            .Select(r => new Separation(CodeOf(r.Obstacle), r.Link.A, r.Link.B, r.Link.Rule));
        var records = clustering.Records.ToDictionary(r => r.Id);
        var compared =
            from a in one.Records
            from b in other.Records
            from c in Comparison.All
            let verdict = c.Compare(records[a], records[b], facts.GenericKeys).Verdict
            where verdict is Verdict.Generic or Verdict.NamesDiffer
            select new Separation(verdict == Verdict.Generic ? "GENERIC_KEY" : "NAMES_DIFFER", a, b, c.Rule);
        var documents =
            from a in one.Records
            from b in other.Records
            where Comparison.DocumentsDiffer(records[a].DocumentNumbers, records[b].DocumentNumbers)
            select new Separation("DOCUMENTS_DIFFER", a, b, null);
        var masks =
            from m in view.Masked
            where m.State != MaskState.Bound
            from candidate in m.Candidates
            where Between(m.Record, candidate)
            select new Separation(CodeOf(m.State), m.Record, candidate, Linker.MaskBound);
        ImmutableArray<Separation> found = [.. refused.Concat(compared).Concat(documents).Concat(masks).Distinct()];
        return found.IsEmpty ? [new("NO_SHARED_KEY", one.Anchor, other.Anchor, null)] : found;
    }

    private static string CodeOf(Obstacle obstacle) =>
        obstacle switch
        {
            Obstacle.DocumentsDiffer => "DOCUMENTS_DIFFER",
            Obstacle.ToldApart => "TOLD_APART",
            Obstacle.NamesDiffer => "NAMES_DIFFER",
        };

    private static string CodeOf(MaskState state) =>
        state switch
        {
            MaskState.Provisional => "MASK_PROVISIONAL",
            MaskState.Ambiguous => "MASK_AMBIGUOUS",
            MaskState.NameMismatch => "MASK_NAME_MISMATCH",
            MaskState.Bound => "MASK_BOUND",
        };
}

/// <summary>Shortest paths over few edges.</summary>
internal static class Paths
{
    /// <summary>The edges of a shortest path, in order; empty when there is none or the ends are one.</summary>
    public static List<TEdge> Between<TNode, TEdge>(
        TNode from,
        TNode to,
        IEnumerable<(TNode A, TNode B, TEdge Edge)> edges
    )
        where TNode : notnull
    {
        var neighbours = edges
            .SelectMany(e => new[] { (e.A, e.B, e.Edge), (A: e.B, B: e.A, e.Edge) })
            .ToLookup(e => e.A, e => (Node: e.B, e.Edge));
        var cameBy = new Dictionary<TNode, (TNode Before, TEdge Edge)>();
        var queue = new Queue<TNode>([from]);
        while (queue.TryDequeue(out var node) && !node.Equals(to))
        {
            foreach (var (next, edge) in neighbours[node])
            {
                if (!next.Equals(from) && cameBy.TryAdd(next, (node, edge)))
                {
                    queue.Enqueue(next);
                }
            }
        }

        List<TEdge> path = [];
        for (var node = to; cameBy.TryGetValue(node, out var step); node = step.Before)
        {
            path.Insert(0, step.Edge);
        }

        return path;
    }
}
