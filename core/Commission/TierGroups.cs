using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>A sale as a tier group counts it.</summary>
/// <param name="Sale">Id of the sale.</param>
/// <param name="SignedAt">Orders the group; then by id.</param>
/// <param name="Price">Price in force.</param>
/// <param name="Share">The payee's share of the credit.</param>
/// <param name="Cancelled">Whether it was cancelled.</param>
public sealed record TierSale(string Sale, Instant SignedAt, Money Price, Rate Share, bool Cancelled);

/// <summary>
/// Tier groups: one plan's measure over one month (docs/commission.md, tiers). One sale changes what others earn, so a group
/// derives all of its sales together.
/// </summary>
public static class TierGroups
{
    /// <summary>
    /// What every sale of a group earns over its life, ordered by signing, then id; cancelled ones earn what is forfeit.
    /// A tier applies from its minimum on, exactly is enough. Graded units carry the tier that they reach, graded value is
    /// cut at the minimum. Every total is rounded cumulatively, so that the group's sum is rounded once.
    /// </summary>
    public static ImmutableArray<(string Sale, Money Total)> Derive(Plan plan, ImmutableArray<TierSale> sales)
    {
        List<TierSale> ordered = [.. sales.OrderBy(s => s.SignedAt).ThenBy(s => s.Sale, StringComparer.Ordinal)];
        var excluded = plan.Measure?.CancelledExcluded ?? true;
        Int128 SizeOf(TierSale sale) =>
            (plan.Kind == PlanKind.TierUnits ? UnitScale : sale.Price.Fen) * (Int128)sale.Share.Ppm;
        var whole = ordered.Where(s => !(s.Cancelled && excluded)).Aggregate(Int128.Zero, (sum, s) => sum + SizeOf(s));
        var ladder = plan.TierMode == TierMode.Whole ? Flat(plan, whole) : plan.Tiers;

        List<(string, Money)> totals = [];
        var measured = Int128.Zero;
        var before = Money.Zero;
        foreach (var sale in ordered)
        {
            var counts = !(sale.Cancelled && excluded);
            var until = measured + SizeOf(sale);
            var (from, to) = (Earned(plan, ladder, measured), Earned(plan, ladder, until));
            var total = counts ? Round(to) - before : Round(to - from);
            totals.Add((sale.Sale, sale.Cancelled ? plan.Forfeit.Of(total) : total));
            if (counts)
            {
                measured = until;
                before = Round(to);
            }
        }

        return [.. totals];
    }

    /// <summary>A unit in hundredths, so that the minimum of a tier may be one.</summary>
    private const long UnitScale = 100;

    /// <summary>Whole-jump: the tier that the group reached, from nothing on.</summary>
    private static ImmutableArray<Tier> Flat(Plan plan, Int128 measured) =>
        [plan.Tiers.Last(t => (Int128)t.Min * Rate.One.Ppm <= measured) with { Min = 0 }];

    /// <summary>
    /// Earned on the first part of the measure, in fen times 10^12. A unit belongs as a whole to the tier that it reaches: with
    /// a minimum of 15, the fifteenth carries the tier's amount; value is cut exactly at the minimum.
    /// </summary>
    private static Int128 Earned(Plan plan, ImmutableArray<Tier> ladder, Int128 measured)
    {
        var earned = Int128.Zero;
        for (var i = 0; i < ladder.Length; i++)
        {
            var from = Start(plan, ladder[i]);
            var to = i + 1 < ladder.Length ? Int128.Min(Start(plan, ladder[i + 1]), measured) : measured;
            if (to > from)
            {
                // Units: hundredths × ppm × fen × 10^4; value: fen × ppm × ppm.
                earned +=
                    plan.Kind == PlanKind.TierUnits
                        ? (to - from) * (ladder[i].Amount ?? Money.Zero).Fen * (Rate.One.Ppm / UnitScale)
                        : (to - from) * (ladder[i].Rate ?? Rate.Zero).Ppm;
            }
        }

        return earned;
    }

    private static Int128 Start(Plan plan, Tier tier) =>
        Int128.Max(0, tier.Min - (plan.Kind == PlanKind.TierUnits && tier.Min > 0 ? UnitScale : 0)) * Rate.One.Ppm;

    private static Money Round(Int128 earned) => new(Rate.Rounded(earned, (Int128)Rate.One.Ppm * Rate.One.Ppm));
}
