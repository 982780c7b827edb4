using System.Collections.Immutable;
using System.Text.Json;
using Core.Commission;
using Core.Values;
using CsCheck;
using NodaTime;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

/// <summary>W2 and W3 of docs/commission.md.</summary>
public sealed class TierGroupsTests
{
    [Theory]
    [InlineData(14, 70_000, 70_000)]
    [InlineData(15, 90_000, 76_000)]
    [InlineData(16, 96_000, 82_000)]
    [InlineData(24, 144_000, 130_000)]
    [InlineData(25, 175_000, 137_000)]
    public void Unit_tiers_start_exactly_at_their_minimum(int units, long whole, long graded)
    {
        Assert.Equal(whole * 100, Total(UnitPlan("whole"), Units(units)));
        Assert.Equal(graded * 100, Total(UnitPlan("graded"), Units(units)));
    }

    [Fact]
    public void Graded_units_carry_the_tier_that_they_reach()
    {
        var totals = TierGroups.Derive(UnitPlan("graded"), Units(16));

        Assert.Equal(
            [.. Enumerable.Repeat("5000.00", 14), "6000.00", "6000.00"],
            totals.Select(t => t.Total.ToString())
        );
    }

    [Fact]
    public void Two_units_fewer_lower_every_unit_of_a_whole_jump()
    {
        Assert.Equal(-26_000_00, Total(UnitPlan("whole"), Units(14)) - Total(UnitPlan("whole"), Units(16)));
        Assert.Equal(-12_000_00, Total(UnitPlan("graded"), Units(14)) - Total(UnitPlan("graded"), Units(16)));
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("graded")]
    public void A_cancelled_unit_does_not_count(string mode)
    {
        var sales = Units(16);

        var cancelled = sales.SetItem(3, sales[3] with { Cancelled = true });

        Assert.Equal(-6_000_00, Total(UnitPlan(mode), cancelled) - Total(UnitPlan(mode), sales));
    }

    [Theory]
    [InlineData("whole", "54250.00", "31000.00")]
    [InlineData("graded", "39250.00", "26000.00")]
    public void Amount_tiers_count_what_the_group_sold(string mode, string three, string two)
    {
        Assert.Equal(Yuan(three).Fen, Total(AmountPlan(mode), Sold("8000000.00", "7500000.00", "6200000.00")));
        Assert.Equal(Yuan(two).Fen, Total(AmountPlan(mode), Sold("8000000.00", "7500000.00")));
    }

    [Theory]
    [InlineData("19999999.99", "40000.00")]
    [InlineData("20000000.00", "50000.00")]
    public void One_fen_decides_a_whole_jump(string sold, string total) =>
        Assert.Equal(Yuan(total).Fen, Total(AmountPlan("whole"), Sold(sold)));

    [Fact]
    public void A_group_sums_to_its_measure_rounded_once_in_any_order() =>
        Gen.Long[1, 3_000_000_000]
            .Array[1, 8]
            .Select(Gen.Bool, Gen.Int)
            .Sample(
                (prices, graded, seed) =>
                {
                    var plan = AmountPlan(graded ? "graded" : "whole");
                    var sales = prices.Select((p, i) => Sale(i, new(p))).ToImmutableArray();
                    var totals = TierGroups.Derive(plan, sales);

                    Assert.Equal(Reference(prices.Sum(), graded), totals.Sum(t => t.Total.Fen));
                    Assert.Equal(
                        totals,
                        TierGroups.Derive(plan, [.. sales.OrderBy(s => HashCode.Combine(seed, s.Sale))])
                    );
                }
            );

    private static long Reference(long fen, bool graded)
    {
        var exact = graded
            ? (Math.Min(fen, 1_000_000_000) * 0.0015m)
                + (Math.Clamp(fen - 1_000_000_000, 0, 1_000_000_000) * 0.0020m)
                + (Math.Max(fen - 2_000_000_000, 0) * 0.0025m)
            : fen
                * (
                    fen >= 2_000_000_000 ? 0.0025m
                    : fen >= 1_000_000_000 ? 0.0020m
                    : 0.0015m
                );
        return (long)Math.Round(exact, MidpointRounding.AwayFromZero);
    }

    private static long Total(Plan plan, ImmutableArray<TierSale> sales) =>
        TierGroups.Derive(plan, sales).Sum(t => t.Total.Fen);

    private static ImmutableArray<TierSale> Units(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Sale(i, Yuan("1000000.00")))];

    private static ImmutableArray<TierSale> Sold(params string[] prices) =>
        [.. prices.Select((p, i) => Sale(i, Yuan(p)))];

    private static TierSale Sale(int i, Money price) =>
        new($"S-{i:D3}", Instant.FromUnixTimeSeconds(i), price, Rate.One, Cancelled: false);

    private static Plan UnitPlan(string mode) =>
        HomePlans.Single(p => p.Kind == PlanKind.TierUnits) with
        {
            TierMode = mode == "whole" ? TierMode.Whole : TierMode.Graded,
        };

    private static Plan AmountPlan(string mode) =>
        PlanOf(
            JsonElement.Parse(
                $$"""
                {"id":"tiers","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"tierAmount","tierMode":"{{mode}}","appliesTo":{},
                 "payee":{"of":"creditedChannel"},"measure":{"of":"price","per":"month","by":"signed","scope":["payee"],"cancelled":"excluded"},
                 "tiers":[{"min":"0","rate":"0.0015"},{"min":"10000000","rate":"0.0020"},{"min":"20000000","rate":"0.0025"}],
                 "milestones":[{"id":"signed","when":"signed","share":"1"}]}
                """
            )
        );
}
