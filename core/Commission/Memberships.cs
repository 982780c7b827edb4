using System.Collections.Immutable;
using Core.Attribution;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>Which tier groups a sale counts in, and what each line of a group should hold.</summary>
public static class Memberships
{
    /// <summary>
    /// What a step counts for, one for each group, ordered; with milestones that became known until then (inclusive; null: all).
    /// A sale counts from its signing on; under review it counts for nothing.
    /// </summary>
    public static ImmutableArray<Membership> Of(
        SaleView sale,
        SaleStep step,
        CommissionSettings settings,
        Instant? knownUntil
    ) =>
        step.Outcome == Outcome.Review || step.SignedAt is not { } signed || !settings.Plans.Any(p => p.IsTier)
            ? []
            :
            [
                .. settings
                    .PinnedPlans(step)
                    .Where(plan => plan.IsTier && plan.AppliesTo.Covers(sale))
                    .SelectMany(plan =>
                        SharesOf(plan, step, settings)
                            .Select(share =>
                                (
                                    Key: KeyOf(plan, sale.Project, share.Payee, signed),
                                    Member: new GroupMember(
                                        share.Payee,
                                        signed,
                                        step.Price,
                                        share.Share,
                                        step.Cancelled,
                                        IsReleased(sale, plan, knownUntil),
                                        ReachedOf(sale, plan, knownUntil)
                                    )
                                )
                            )
                    )
                    .GroupBy(m => m.Key, m => m.Member)
                    .OrderBy(g => g.Key)
                    .Select(g => new Membership(g.Key, [.. g])),
            ];

    /// <summary>Every group that a sale counts in under any of its steps.</summary>
    public static ImmutableSortedSet<GroupKey> KeysOf(SaleView sale, CommissionSettings settings) =>
        [.. sale.Steps.SelectMany(step => Of(sale, step, settings, knownUntil: null)).Select(m => m.Group)];

    /// <summary>What the sale's own lines would hold in its groups if it counted as a step says.</summary>
    public static ImmutableArray<TargetLine> LinesUnder(
        SaleView sale,
        SaleStep step,
        CommissionSettings settings,
        GroupContext groups
    ) =>
        [
            .. new TierSide(sale, settings, groups)
                .LinesUnder(step, knownUntil: null)
                .Where(t => t.Key.Sale == sale.Sale),
        ];

    /// <summary>What every line of a group should hold; ordered by signing, sale, payee, and the plan's milestones.</summary>
    public static ImmutableArray<TargetLine> TargetsOf(
        GroupKey group,
        ImmutableSortedDictionary<string, GroupEntry> entries,
        CommissionSettings settings
    )
    {
        if (settings.PlanVersion(group.Plan) is not { } plan)
        {
            return [];
        }

        List<(string Sale, GroupMember Member)> members =
        [
            .. entries
                .SelectMany(e => e.Value.Members.Select(m => (Sale: e.Key, Member: m)))
                .OrderBy(m => m.Member.SignedAt)
                .ThenBy(m => m.Sale, StringComparer.Ordinal)
                .ThenBy(m => m.Member.Payee, StringComparer.Ordinal),
        ];
        var totals = TierGroups.Derive(
            plan,
            [
                .. members.Select(m => new TierSale(
                    m.Sale,
                    m.Member.SignedAt,
                    m.Member.Price,
                    m.Member.Share,
                    m.Member.Cancelled
                )),
            ]
        );
        return [.. members.Zip(totals).SelectMany(p => LinesOf(plan, p.First.Sale, p.First.Member, p.Second.Total))];
    }

    private static IEnumerable<TargetLine> LinesOf(Plan plan, string sale, GroupMember member, Money total) =>
        from share in Targets.Shares(total, plan.Milestones)
        from reached in member.Reached
        where reached.Id == share.Milestone.Id
        select new TargetLine(
            new(member.Payee, plan.Id, sale, reached.Id),
            share.Amount,
            plan.Reference,
            reached.Reached
        )
        {
            Retention = plan.Retention is { } kept && !member.Released ? kept.Share : Rate.Zero,
        };

    private static GroupKey KeyOf(Plan plan, string project, string payee, Instant signed) =>
        new(
            plan.Reference,
            plan.Measure?.ByProject == true ? project : null,
            plan.Measure?.ByPayee == true ? payee : null,
            Period.Of(signed)
        );

    /// <summary>Who earns through a sale and what part of it counts for them, ordered by payee.</summary>
    private static IEnumerable<(string Payee, Rate Share)> SharesOf(
        Plan plan,
        SaleStep step,
        CommissionSettings settings
    )
    {
        var pin = CommissionSettings.PinOf(plan, step);
        var parts =
            plan.Payee.Of == PayeeSource.CreditedChannel
                ? step
                    .Credits.Where(credit => plan.Payee.Pays(credit))
                    .Select(credit => (settings.Channels.At(credit.Channel.Organisation, pin)?.Payee, credit.Share))
                : step
                    .Staff.Where(s => s.Role == plan.Payee.Role)
                    .Select(s => (settings.Channels.PersonOn(s.Person, China.DateOf(pin), pin)?.Payee, s.Share));
        return parts
            .Where(p => p.Payee is not null && p.Share > Rate.Zero)
            .GroupBy(p => p.Payee!, p => p.Share, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Aggregate(Rate.Zero, (sum, share) => sum + share)));
    }

    private static ImmutableArray<GroupMilestone> ReachedOf(SaleView sale, Plan plan, Instant? knownUntil) =>
        [
            .. plan.Milestones.SelectMany(milestone =>
                Targets.ReachedFor(sale, milestone, knownUntil) is { } reached
                    ? new[] { new GroupMilestone(milestone.Id, reached) }
                    : []
            ),
        ];

    private static bool IsReleased(SaleView sale, Plan plan, Instant? knownUntil) =>
        plan.Retention is null || Targets.RetentionNow(sale, plan, knownUntil) == Rate.Zero;
}
