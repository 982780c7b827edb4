using System.Collections.Immutable;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>Anchors: dossiers that are known by name before anybody is known to be in them.</summary>
internal static class Anchors
{
    /// <summary>The dossier ids that a fact belongs to whatever its people are called.</summary>
    public static IEnumerable<string> Of(Fact fact) =>
        fact.Body switch
        {
            FactBody.SaleRecorded sale => [Ids.SaleAnchor(sale.Sale)],
            FactBody.SaleProgressed progress => [Ids.SaleAnchor(progress.Sale)],
            FactBody.SaleRepriced price => [Ids.SaleAnchor(price.Sale)],
            FactBody.SaleCancelled cancelled => [Ids.SaleAnchor(cancelled.Sale)],
            FactBody.OwnerRevealed revealed => [Ids.SaleAnchor(revealed.Sale)],
            FactBody.FactRetracted retracted => [Ids.Birth(retracted.Target)],
            FactBody.Noted { Sale: { } sale } => [Ids.SaleAnchor(sale)],
            _ => [],
        };
}

/// <summary>Facts and anchors that must share one dossier.</summary>
/// <param name="Members">Facts by birth id; perhaps placed already.</param>
/// <param name="Anchors">Anchor ids.</param>
/// <param name="Generic">Keys of members that are generic.</param>
internal sealed record Group(
    ImmutableSortedDictionary<string, PlacedFact> Members,
    ImmutableSortedSet<string> Anchors,
    ImmutableSortedSet<string> Generic
)
{
    /// <summary>The fact that is born at an id; none for an anchor.</summary>
    public ImmutableSortedDictionary<string, PlacedFact> FactsOf(string id)
    {
        var none = ImmutableSortedDictionary.Create<string, PlacedFact>(StringComparer.Ordinal);
        return Members.TryGetValue(id, out var fact) ? none.Add(id, fact) : none;
    }
}

/// <summary>Union-find over birth ids and anchors.</summary>
internal sealed class Groups
{
    private readonly Dictionary<string, string> parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedFact> members = new(StringComparer.Ordinal);
    private readonly HashSet<string> anchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableSortedSet<string>> generic = new(StringComparer.Ordinal);

    /// <summary>Adds a fact with its anchors: whoever places a fact, ours or another's, places it where its anchors lead.</summary>
    public void AddMember(string birth, PlacedFact fact)
    {
        parents.TryAdd(birth, birth);
        members.TryAdd(birth, fact);
        foreach (var anchor in Anchors.Of(fact.Fact))
        {
            parents.TryAdd(anchor, anchor);
            anchors.Add(anchor);
            Unite(birth, anchor);
        }
    }

    /// <summary>Whether an id was added.</summary>
    public bool Contains(string id) => parents.ContainsKey(id);

    /// <summary>Anchors added so far.</summary>
    public IReadOnlyCollection<string> AnchorIds => anchors;

    public void AddGeneric(string birth, ImmutableSortedSet<string> keys) => generic[birth] = keys;

    public void Unite(string one, string other)
    {
        var (a, b) = (Find(one), Find(other));
        if (a != b)
        {
            var (small, large) = string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);
            parents[large] = small;
        }
    }

    public IReadOnlyList<Group> Build() =>
        [
            .. parents
                .Keys.GroupBy(Find, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new Group(
                    g.Where(members.ContainsKey)
                        .ToImmutableSortedDictionary(id => id, id => members[id], StringComparer.Ordinal),
                    g.Where(anchors.Contains).ToImmutableSortedSet(StringComparer.Ordinal),
                    g.SelectMany(id => generic.GetValueOrDefault(id, [])).ToImmutableSortedSet(StringComparer.Ordinal)
                )),
        ];

    private string Find(string id)
    {
        while (parents[id] != id)
        {
            parents[id] = parents[parents[id]];
            id = parents[id];
        }

        return id;
    }
}
