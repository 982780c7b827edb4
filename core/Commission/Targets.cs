using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>What every line of a sale should hold (docs/commission.md).</summary>
public static class Targets
{
    /// <summary>
    /// Every line of every plan without tiers that applies, for milestones that became known until then (inclusive; null: all);
    /// ordered by payee, plan, and the plan's milestones. A cancelled sale's lines are listed with what it forfeits.
    /// </summary>
    public static ImmutableArray<TargetLine> Of(
        SaleView sale,
        SaleStep step,
        CommissionSettings settings,
        Instant? knownUntil
    )
    {
        List<TargetLine> lines = [];
        foreach (var earning in Earnings.Of(sale, step, settings))
        {
            foreach (var (milestone, amount) in Shares(earning.Total, earning.Milestones))
            {
                if (ReachedFor(sale, milestone, knownUntil) is { } reached)
                {
                    LineKey key = new(earning.Payee, earning.Plan.Id, sale.Sale, milestone.Id);
                    lines.Add(
                        new(key, amount, earning.Plan.Reference, reached)
                        {
                            Retention = RetentionNow(sale, earning.Plan, knownUntil),
                        }
                    );
                }
            }
        }

        return [.. lines];
    }

    /// <summary>What payees earn over the sale's life, whatever was reached; ordered by payee, then plan.</summary>
    public static ImmutableArray<(string Payee, string Plan, Money Total)> TotalsOf(
        SaleView sale,
        SaleStep step,
        CommissionSettings settings
    ) => [.. Earnings.Of(sale, step, settings).Select(e => (e.Payee, e.Plan.Id, e.Total))];

    /// <summary>
    /// A total in the shares of milestones by cumulative rounding: round(total × shares so far) − what the earlier ones hold,
    /// so that the parts add up whatever is reached first.
    /// </summary>
    public static IEnumerable<(PlanMilestone Milestone, Money Amount)> Shares(
        Money total,
        ImmutableArray<PlanMilestone> milestones
    )
    {
        var share = Rate.Zero;
        var before = Money.Zero;
        foreach (var milestone in milestones)
        {
            share += milestone.Share;
            var until = share.Of(total);
            yield return (milestone, until - before);
            before = until;
        }
    }

    /// <summary>The first known fact that satisfies a plan's milestone; null: not reached.</summary>
    public static MilestoneReached? ReachedFor(SaleView sale, PlanMilestone milestone, Instant? knownUntil) =>
        sale
            .Milestones.Where(reached => knownUntil is not { } until || reached.KnownFrom <= until)
            .Where(reached => milestone.When.Any(when => Satisfies(reached, when, milestone.AtLeast)))
            .OrderBy(reached => reached.KnownFrom)
            .ThenBy(reached => reached.Milestone)
            .ThenBy(reached => reached.At)
            .FirstOrDefault();

    /// <summary>Full payment implies everything collected and satisfies the loan; signing implies subscription.</summary>
    private static bool Satisfies(MilestoneReached reached, Milestone when, Rate? atLeast) =>
        (reached.Milestone, when) switch
        {
            (Milestone.Collected, Milestone.Collected) => atLeast is not { } share || reached.CollectedShare >= share,
            (Milestone.FullyPaid, Milestone.Collected or Milestone.LoanReleased) => true,
            (Milestone.Signed, Milestone.Subscribed) => true,
            var (have, want) => have == want,
        };

    internal static Rate RetentionNow(SaleView sale, Plan plan, Instant? knownUntil) =>
        plan.Retention is { } retention
        && !sale.Milestones.Any(r =>
            r.Milestone == retention.ReleaseAt && (knownUntil is not { } until || r.KnownFrom <= until)
        )
            ? retention.Share
            : Rate.Zero;
}
