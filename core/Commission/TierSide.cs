using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>The side of a sale that counts in tier groups: what it counts for, and what moves when that changes.</summary>
internal sealed class TierSide(SaleView view, CommissionSettings settings, GroupContext groups)
{
    /// <summary>The groups as they stand.</summary>
    internal GroupContext Groups => groups;

    /// <summary>Whether the sale ever counted, so that other sales' money may have followed its basis.</summary>
    internal bool Binds { get; } = groups.Groups.Any(g => groups.Entry(g.Key, view.Sale).Ever);

    /// <summary>What the sale counts for now.</summary>
    internal ImmutableArray<Membership> Published { get; } = PublishedIn(groups, view.Sale);

    /// <summary>What every line of the groups would hold if the sale counted as a step says.</summary>
    internal IEnumerable<TargetLine> LinesUnder(SaleStep step, Instant? knownUntil)
    {
        var members = Memberships.Of(view, step, settings, knownUntil);
        return members.IsEmpty && groups.Groups.IsEmpty ? [] : groups.Only(view.Sale, members).Targets(settings);
    }

    /// <summary>What the sale counts for under a step, with those milestones that may make their part due.</summary>
    internal ImmutableArray<Membership> Under(SaleStep step, Func<LineKey, MilestoneReached, bool> counts) =>
        [
            .. Memberships
                .Of(view, step, settings, knownUntil: null)
                .Select(m =>
                    m with
                    {
                        Members =
                        [
                            .. m.Members.Select(member =>
                                member with
                                {
                                    Reached = member.Reached.RemoveAll(r =>
                                        !counts(new(member.Payee, m.Group.PlanId, view.Sale, r.Id), r.Reached)
                                    ),
                                }
                            ),
                        ],
                    }
                ),
        ];

    /// <summary>Lines of the sale that are due by what it counts for now.</summary>
    internal ImmutableHashSet<LineKey> Due { get; } =
    [
        .. PublishedIn(groups, view.Sale)
            .SelectMany(m =>
                m.Members.SelectMany(member =>
                    member.Reached.Select(r => new LineKey(member.Payee, m.Group.PlanId, view.Sale, r.Id))
                )
            ),
    ];

    /// <summary>
    /// What changes by itself on the way to what the sale should count for: joining, a milestone reached, a release; nothing
    /// that changes a line which some sale has already. Plan by plan; the others need a case.
    /// </summary>
    internal ImmutableArray<Membership> Automatic(ImmutableArray<Membership> wish)
    {
        List<Membership> changes = [];
        foreach (var plan in Changes(wish).GroupBy(c => c.Group.PlanId, StringComparer.Ordinal))
        {
            var counted = groups.Groups.Keys.Any(g =>
                g.PlanId == plan.Key && groups.Entry(g, view.Sale) is { Ever: true }
            );
            if (!counted || IsHarmless([.. plan]))
            {
                changes.AddRange(plan);
            }
        }

        return [.. changes];
    }

    /// <summary>Every group in which a wish differs from what the sale counts for now, ordered.</summary>
    internal ImmutableArray<Membership> Changes(ImmutableArray<Membership> wish) =>
        [
            .. Published
                .Where(p => wish.All(w => w.Group != p.Group))
                .Select(p => p with { Members = [] })
                .Concat(
                    wish.Where(w =>
                        GroupMember.TextOf(w.Members) != GroupMember.TextOf(groups.Entry(w.Group, view.Sale).Members)
                    )
                )
                .OrderBy(m => m.Group),
        ];

    /// <summary>
    /// The lines that move with a change, each as it should be before and after; the sale's own and those of others. Ordered
    /// by group, signing, sale, payee, and the plan's milestones.
    /// </summary>
    internal static ImmutableArray<(LineKey Key, TargetLine? Before, TargetLine? After)> Moves(
        string sale,
        GroupContext groups,
        ImmutableArray<Membership> changes,
        CommissionSettings settings
    )
    {
        var touched = new GroupContext(
            changes.ToImmutableSortedDictionary(c => c.Group, c => groups.EntriesOf(c.Group))
        );
        var before = touched.Targets(settings);
        var after = touched.With(sale, changes).Targets(settings);
        var (old, now) = (before.ToDictionary(t => t.Key), after.ToDictionary(t => t.Key));
        return
        [
            .. before
                .Concat(after)
                .Select(t => t.Key)
                .Distinct()
                .Select(key => (key, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(m => (m.Item2?.Amount ?? Money.Zero) != (m.Item3?.Amount ?? Money.Zero)),
        ];
    }

    private bool IsHarmless(ImmutableArray<Membership> changes) =>
        Moves(view.Sale, groups, changes, settings).All(m => m.Before is null || m.Before.Amount == Money.Zero);

    private static ImmutableArray<Membership> PublishedIn(GroupContext groups, string sale) =>
        [
            .. groups
                .Groups.Keys.Select(g => new Membership(g, groups.Entry(g, sale).Members))
                .Where(m => !m.Members.IsEmpty),
        ];
}
