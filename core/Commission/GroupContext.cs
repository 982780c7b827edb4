using System.Collections.Immutable;

namespace Core.Commission;

/// <summary>
/// Tier groups as they stand: what every sale counts for. What each line of a group should hold follows from this and the
/// plan alone.
/// </summary>
/// <param name="Groups">Entries by sale, by group.</param>
public sealed record GroupContext(
    ImmutableSortedDictionary<GroupKey, ImmutableSortedDictionary<string, GroupEntry>> Groups
)
{
    /// <summary>No group counts anything.</summary>
    public static GroupContext Empty { get; } =
        new(ImmutableSortedDictionary<GroupKey, ImmutableSortedDictionary<string, GroupEntry>>.Empty);

    private static readonly ImmutableSortedDictionary<string, GroupEntry> Nobody = ImmutableSortedDictionary.Create<
        string,
        GroupEntry
    >(StringComparer.Ordinal);

    /// <summary>What a group knows of a sale.</summary>
    public GroupEntry Entry(GroupKey group, string sale) => EntriesOf(group).GetValueOrDefault(sale, GroupEntry.None);

    /// <summary>What a group knows of every sale.</summary>
    public ImmutableSortedDictionary<string, GroupEntry> EntriesOf(GroupKey group) =>
        Groups.GetValueOrDefault(group, Nobody);

    /// <summary>The same with a sale counting for something else; groups that are not named stay as they are.</summary>
    public GroupContext With(string sale, IEnumerable<Membership> memberships) =>
        new(
            Groups.SetItems(
                memberships.Select(m =>
                    KeyValuePair.Create(
                        m.Group,
                        EntriesOf(m.Group)
                            .SetItem(sale, new(m.Members, Entry(m.Group, sale).Ever || !m.Members.IsEmpty))
                    )
                )
            )
        );

    /// <summary>The same with a sale counting for exactly this, over all groups.</summary>
    internal GroupContext Only(string sale, IReadOnlyCollection<Membership> memberships) =>
        With(
            sale,
            Groups
                .Where(g => g.Value.ContainsKey(sale))
                .Select(g => new Membership(g.Key, []))
                .Where(m => memberships.All(w => w.Group != m.Group))
                .Concat(memberships)
        );

    /// <summary>What every line of every group should hold; ordered by group, signing, sale, payee, and the plan's milestones.</summary>
    public ImmutableArray<TargetLine> Targets(CommissionSettings settings) =>
        [.. Groups.SelectMany(g => Memberships.TargetsOf(g.Key, g.Value, settings)).DistinctBy(t => t.Key)];
}
