using Core.Attribution;
using Core.Commission;
using Core.Leads;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

/// <summary>W2 and W3 of docs/commission.md, sale by sale: what posts by itself, and what a case of one sale moves of others.</summary>
public sealed class TierSettlementTests
{
    [Theory]
    [InlineData("whole", 14, 70_000)]
    [InlineData("whole", 15, 90_000)]
    [InlineData("whole", 16, 96_000)]
    [InlineData("graded", 14, 70_000)]
    [InlineData("graded", 15, 76_000)]
    [InlineData("graded", 16, 82_000)]
    public void A_sale_added_posts_by_itself_with_the_rise_of_the_others(string mode, int units, long total)
    {
        House house = new(With(Units(mode)));

        Sell(house, units);

        Assert.Equal(total * 100, house.Book("agency-a").Payable.Fen);
        Assert.True(house.GroupsAgree());
    }

    [Fact]
    public void The_fifteenth_unit_raises_fourteen_lines_each_by_its_own_entry()
    {
        House house = new(With(Units("whole")));
        Sell(house, 14);
        var before = house.Entries.Count;

        var plan = house.Settle(Sold(14), At("2026-03-20T10:00:00"));

        Assert.Null(plan.Case);
        Assert.Equal(15, house.Entries.Count - before);
    }

    // W2: 2 × −6,000 and 14 × −1,000.
    [Fact]
    public void Two_of_sixteen_units_turned_take_the_tier_from_all_sixteen()
    {
        House house = new(With(Units("whole")));
        Sell(house, 16);

        var first = Turn(house, 3);
        var second = Turn(house, 7);

        Assert.Equal("-6000.00", first.Net.ToString());
        Assert.Equal("-20000.00", second.Net.ToString());
        Assert.Equal("-26000.00", (first.Net + second.Net).ToString());
        Assert.Equal(15, second.Lines.Length);
        Assert.Equal(16, first.Lines.Concat(second.Lines).Select(l => l.Key).Distinct().Count());
        Assert.Equal(("attribution", "-6000.00"), WhyAndDelta(second, "S-007"));
        Assert.Equal(14, second.Lines.Count(l => l.Why == "tier" && l.Delta.ToString() == "-1000.00"));
        Assert.Equal(7_000_000, house.Book("agency-a").Payable.Fen);
        Assert.True(house.GroupsAgree());
    }

    [Fact]
    public void Graded_only_what_lay_in_the_tier_falls()
    {
        House house = new(With(Units("graded")));
        Sell(house, 16);

        var first = Turn(house, 3);
        var second = Turn(house, 7);

        Assert.Equal("-12000.00", (first.Net + second.Net).ToString());
        // The unit turned loses its 5,000.00; the first one above the tier falls back by 1,000.00.
        Assert.Equal(2, second.Lines.Length);
        Assert.True(house.GroupsAgree());
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("graded")]
    public void A_unit_cancelled_above_the_boundary_takes_six_thousand(string mode)
    {
        House house = new(With(Units(mode)));
        Sell(house, 16);

        var proposal = Cancel(house, 3);

        Assert.Equal(("CANCELLED", "-6000.00"), (proposal.Cause, proposal.Net.ToString()));
        Assert.True(house.GroupsAgree());
    }

    [Fact]
    public void A_unit_cancelled_on_the_boundary_takes_the_tier_from_the_others()
    {
        House house = new(With(Units("whole")));
        Sell(house, 15);

        var proposal = Cancel(house, 14);

        Assert.Equal("-20000.00", proposal.Net.ToString());
        Assert.Equal(("cancellation", "-6000.00"), WhyAndDelta(proposal, "S-014"));
        Assert.Equal(14, proposal.Lines.Count(l => l.Why == "tier"));
    }

    [Fact]
    public void A_turn_and_a_turn_back_net_to_zero_for_every_sale()
    {
        House house = new(With(Units("whole")));
        Sell(house, 15);
        var turned = Turn(house, 2);
        var back = Won("2026-06-01T10:00:00", Agency, ReasonCode.HhRetracted);

        var plan = house.Settle(Sold(2, [], Own, back), At("2026-06-01T10:00:00"));
        house.Approve(plan.Case!, new(2026, 6), At("2026-06-02T10:00:00"));

        Assert.Equal("0.00", (turned.Net + plan.Case!.Net).ToString());
        Assert.Equal(9_000_000, house.Book("agency-a").Payable.Fen);
        Assert.True(house.GroupsAgree());
    }

    [Fact]
    public void A_sale_that_joins_makes_an_open_preview_stale()
    {
        House house = new(With(Units("whole")));
        Sell(house, 15);
        var open = house.Settle(Sold(2, [], Own), At("2026-05-20T10:00:00")).Case!;

        house.Settle(Sold(15), At("2026-05-21T10:00:00"));
        var fresh = house.Settle(Sold(2, [], Own), At("2026-05-21T10:00:00")).Case!;

        Assert.Equal(open.Id, fresh.Id);
        Assert.NotEqual(open.PreviewHash, fresh.PreviewHash);
        Assert.Equal(("-20000.00", "-6000.00"), (open.Net.ToString(), fresh.Net.ToString()));
    }

    [Fact]
    public void A_refused_case_leaves_the_group_as_it_is()
    {
        House house = new(With(Units("whole")));
        Sell(house, 15);
        house.Reject(house.Settle(Sold(2, [], Own), At("2026-05-20T10:00:00")).Case!);

        var plan = house.Settle(Sold(2, [], Own), At("2026-05-21T10:00:00"));

        Assert.Null(plan.Case);
        Assert.Equal(9_000_000, house.Book("agency-a").Payable.Fen);
    }

    // W3
    [Theory]
    [InlineData("whole", 54_250_00, "-23250.00", 31_000_00)]
    [InlineData("graded", 39_250_00, "-13250.00", 26_000_00)]
    public void Value_that_is_cancelled_takes_the_rate_that_it_reached(string mode, long three, string delta, long two)
    {
        House house = new(With(Value(mode)));
        string[] prices = ["8000000.00", "7500000.00", "6200000.00"];
        for (var i = 0; i < prices.Length; i++)
        {
            house.Settle(Sold(i, prices[i]), At("2026-03-20T10:00:00"));
        }

        Assert.Equal(three, house.Book("agency-a").Payable.Fen);
        var proposal = Cancel(house, 2, "6200000.00");

        Assert.Equal(delta, proposal.Net.ToString());
        Assert.Equal(two, house.Book("agency-a").Payable.Fen);
        Assert.True(house.GroupsAgree());
    }

    [Fact]
    public void Another_month_and_another_project_count_apart()
    {
        House house = new(With(Units("whole")));
        Sell(house, 14);

        house.Settle(
            View("S-a", [Recorded("a", "2026-04-01T09:00:00", "S-a", project: "PZ", stage: SaleStage.Signed)], Agent),
            At("2026-04-01T09:00:00")
        );

        Assert.Equal(7_500_000, house.Book("agency-a").Payable.Fen);
    }

    [Fact]
    public void A_group_is_read_back_from_its_name()
    {
        GroupKey key = new("a|b%@3", "P|Z", null, new(2026, 3));

        Assert.Equal(key, GroupKey.Parse(key.Text));
        Assert.Null(GroupKey.Parse("a@1|=PZ|2026-03"));
    }

    private static readonly Decision Agent = Won("2026-03-01T09:00:00", Agency);
    private static readonly Decision Own = Won("2026-05-20T10:00:00", OwnApp, ReasonCode.PstOwnerRevealed);

    private static string Units(string mode) =>
        Plan(
            "tierUnits",
            mode,
            "units",
            """[{"min":"0","amount":"5000.00"},{"min":"15","amount":"6000.00"},{"min":"25","amount":"7000.00"}]"""
        );

    private static string Value(string mode) =>
        Plan(
            "tierAmount",
            mode,
            "price",
            """[{"min":"0","rate":"0.0015"},{"min":"10000000.00","rate":"0.0020"},{"min":"20000000.00","rate":"0.0025"}]"""
        );

    private static string Plan(string kind, string mode, string of, string tiers) =>
        $$$"""
            {"id":"pz-tier","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"{{{kind}}}","tierMode":"{{{mode}}}",
             "appliesTo":{"projects":["PZ"],"opportunities":["new"],"select":{}},
             "payee":{"of":"creditedChannel","kinds":["agency"],"organisations":null},
             "measure":{"of":"{{{of}}}","per":"month","by":"signed","scope":["project","payee"],"cancelled":"excluded"},
             "tiers":{{{tiers}}},"milestones":[{"id":"signed","when":"signed","share":"1"}],
             "pin":"signed","clawback":"recompute","retention":null,"forfeit":"0"}
            """;

    private static SaleView Sold(int unit, string price = "8000000.00") => Sold(unit, [], price);

    private static SaleView Sold(int unit, Fact[] more, params Decision[] then) => Sold(unit, more, "8000000.00", then);

    private static SaleView Sold(int unit, Fact[] more, string price, params Decision[] then)
    {
        var day = $"2026-03-{1 + unit:D2}T09:00:00";
        return View(
            Id(unit),
            [Recorded("r", day, Id(unit), price, "PZ", SaleStage.Signed), .. more],
            [Won(day, Agency), .. then]
        );
    }

    private static string Id(int unit) => $"S-{unit:D3}";

    private static void Sell(House house, int units)
    {
        for (var i = 0; i < units; i++)
        {
            Assert.Null(house.Settle(Sold(i), At("2026-03-20T10:00:00")).Case);
        }
    }

    private static CaseProposal Turn(House house, int unit)
    {
        var proposal = house.Settle(Sold(unit, [], Own), At("2026-05-20T10:00:00")).Case!;
        house.Approve(proposal, new(2026, 5), At("2026-05-22T10:00:00"));
        return proposal;
    }

    private static CaseProposal Cancel(House house, int unit, string price = "8000000.00")
    {
        var cancelled = Cancelled("x", "2026-05-20T10:00:00", Id(unit));
        var proposal = house.Settle(Sold(unit, [cancelled], price), At("2026-05-20T10:00:00")).Case!;
        house.Approve(proposal, new(2026, 5), At("2026-05-22T10:00:00"));
        return proposal;
    }

    private static (string Why, string Delta) WhyAndDelta(CaseProposal proposal, string sale)
    {
        var line = proposal.Lines.Single(l => l.Key.Sale == sale);
        return (line.Why, line.Delta.ToString());
    }
}
