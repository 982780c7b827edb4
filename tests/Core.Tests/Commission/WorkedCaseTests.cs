using Core.Commission;
using Core.Leads;
using Core.Values;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

/// <summary>The worked cases of docs/commission.md that are about one sale.</summary>
public sealed class WorkedCaseTests
{
    private const string Day = "2026-03-20T16:00:00";
    private static readonly ChannelRef Rival = new(ChannelKind.Agency, "agency-b", null);

    // W4: 3,333,333.33 × 1.5 % over three equal agents; W4b and W4c below.
    [Fact]
    public void A_total_is_rounded_once_then_split_by_largest_remainder()
    {
        var settings = With(StaffPlan("0.015", ("a", "0.40"), ("b", "0.30"), ("c", "0.30")));
        var view = View(
            "S-1",
            [Recorded("r", Day, price: "3333333.33", staff: ["consultant-1", "consultant-2", "consultant-3"])],
            Won(Day, Agency)
        );

        var totals = Targets.TotalsOf(view, view.Steps[^1], settings);

        Assert.Equal(["16666.67", "16666.67", "16666.66"], totals.Select(t => t.Total.ToString()));
        Assert.Equal(
            ["6666.67", "5000.00", "5000.00"],
            Targets.Shares(totals[0].Total, settings.Plans[0].Milestones).Select(s => s.Amount.ToString())
        );
        Assert.Equal(
            ["6666.66", "5000.00", "5000.00"],
            Targets.Shares(totals[2].Total, settings.Plans[0].Milestones).Select(s => s.Amount.ToString())
        );
    }

    // W4b
    [Fact]
    public void Milestones_round_cumulatively()
    {
        var milestones = With(StaffPlan("0.01", ("a", "0.35"), ("b", "0.35"), ("c", "0.30"))).Plans[0].Milestones;

        Assert.Equal(
            ["17500.00", "17499.99", "15000.00"],
            Targets.Shares(Yuan("49999.99"), milestones).Select(s => s.Amount.ToString())
        );
    }

    // W4c
    [Fact]
    public void An_unequal_split_gives_left_over_fen_to_the_largest_remainders()
    {
        var settings = With(StaffPlan("1", ("a", "1")));
        var recorded = Recorded("r", Day, price: "49999.99");
        recorded = recorded with
        {
            Body = (FactBody.SaleRecorded)recorded.Body with
            {
                Staff =
                [
                    new("consultant", "consultant-1", Rate.Parse("0.60")!.Value),
                    new("consultant", "consultant-2", Rate.Parse("0.25")!.Value),
                    new("consultant", "consultant-3", Rate.Parse("0.15")!.Value),
                ],
            },
        };
        var view = View("S-1", [recorded], Won(Day, Agency));

        Assert.Equal(
            ["29999.99", "12500.00", "7500.00"],
            Targets.TotalsOf(view, view.Steps[^1], settings).Select(t => t.Total.ToString())
        );
    }

    // W5
    [Fact]
    public void A_price_correction_midway_changes_what_was_posted_then_what_comes()
    {
        House house = new(With(AgencyPlan("0.02", "0.40", "0.30", "0.30")));
        List<Fact> facts =
        [
            Recorded("r", Day, price: "5000000.00"),
            Progressed("s", "2026-03-25T10:00:00", Milestone.Signed),
        ];
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-03-25T10:00:00"));
        house.Pay("agency-a", Yuan("40000.00"), "2026-03-28T10:00:00");

        facts.Add(Repriced("p", "2026-04-10T10:00:00", "4950000.00"));
        var proposal = house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-04-10T10:00:00")).Case!;

        Assert.Equal(
            ("PRICE", "price", "-400.00"),
            (proposal.Cause, proposal.Lines.Single().Why, proposal.Net.ToString())
        );
        house.Approve(proposal, new(2026, 4), At("2026-04-11T10:00:00"));
        facts.Add(Progressed("c", "2026-04-15T10:00:00", Milestone.Collected, "0.30"));
        facts.Add(Progressed("l", "2026-05-15T10:00:00", Milestone.LoanReleased));
        var plan = house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-05-15T10:00:00"));
        Assert.Equal(["29700.00", "29700.00"], plan.Automatic.Select(t => t.Amount.ToString()));
        Assert.Equal("99000.00", new Money(house.Balance("Expense:Commission:Channel")).ToString());
    }

    // W6
    [Fact]
    public void A_cancellation_takes_back_the_reserve_before_the_payee_owes()
    {
        House house = new(With(RetainedPlan("30000.00")));
        List<Fact> facts =
        [
            Recorded("r", Day),
            Progressed("s", "2026-03-25T10:00:00", Milestone.Signed),
            Progressed("l", "2026-03-26T10:00:00", Milestone.LoanReleased),
        ];
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-03-26T10:00:00"));
        Assert.Equal(
            ("27000.00", "3000.00"),
            (house.Book("agency-a").Payable.ToString(), house.Book("agency-a").Reserve.ToString())
        );
        house.Pay("agency-a", Yuan("27000.00"), "2026-03-28T10:00:00");

        facts.Add(Cancelled("x", "2026-04-10T10:00:00"));
        var proposal = house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-04-10T10:00:00")).Case!;
        house.Approve(proposal, new(2026, 4), At("2026-04-11T10:00:00"));

        Assert.Equal("CANCELLED", proposal.Cause);
        Assert.Equal(
            ("27000.00", "0.00"),
            (house.Book("agency-a").Receivable.ToString(), house.Book("agency-a").Reserve.ToString())
        );
        Assert.Equal(0, house.Balance("Expense:Commission:Channel"));
    }

    // W6, without the cancellation.
    [Fact]
    public void What_is_kept_back_is_released_by_its_milestone_once()
    {
        House house = new(With(RetainedPlan("30000.00")));
        List<Fact> facts =
        [
            Recorded("r", Day),
            Progressed("s", "2026-03-25T10:00:00", Milestone.Signed),
            Progressed("l", "2026-03-26T10:00:00", Milestone.LoanReleased),
        ];
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-03-26T10:00:00"));

        facts.Add(Progressed("h", "2026-12-01T10:00:00", Milestone.HandedOver));
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-12-01T10:00:00"));
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-12-02T10:00:00"));

        Assert.Equal(
            ("30000.00", "0.00"),
            (house.Book("agency-a").Payable.ToString(), house.Book("agency-a").Reserve.ToString())
        );
    }

    // W6b
    [Fact]
    public void An_exchange_settles_the_difference_by_offset()
    {
        House house = new(With(RetainedPlan("30000.00"), RetainedPlan("35000.00", "PY")));
        List<Fact> facts =
        [
            Recorded("r", Day),
            Progressed("s", "2026-03-25T10:00:00", Milestone.Signed),
            Progressed("l", "2026-03-26T10:00:00", Milestone.LoanReleased),
        ];
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-03-26T10:00:00"));
        house.Pay("agency-a", Yuan("27000.00"), "2026-03-28T10:00:00");
        facts.Add(Cancelled("x", "2026-04-10T10:00:00"));
        var proposal = house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-04-10T10:00:00")).Case!;
        house.Approve(proposal, new(2026, 4), At("2026-04-11T10:00:00"));

        house.Settle(
            View(
                "S-2",
                [Recorded("n", "2026-04-12T10:00:00", "S-2", project: "PY", stage: SaleStage.Signed)],
                Won("2026-04-12T10:00:00", Agency)
            ),
            At("2026-04-12T10:00:00")
        );
        house.Offset(new(2026, 4), At("2026-04-28T10:00:00"));

        Assert.Equal("8100.00", house.Book("agency-a").Receivable.ToString());
        Assert.Equal(
            ("0.00", "2100.00"),
            (house.Book("agency-a").Payable.ToString(), house.Book("agency-a").Reserve.ToString())
        );
    }

    // W7
    [Theory]
    [InlineData("800.00", "0.00")]
    [InlineData("3000.00", "440.00")]
    [InlineData("4000.00", "640.00")]
    [InlineData("10000.00", "1600.00")]
    [InlineData("25000.00", "4000.00")]
    [InlineData("50000.00", "10000.00")]
    [InlineData("100000.00", "25000.00")]
    public void Labour_remuneration_is_withheld_by_the_table(string gross, string tax) =>
        Assert.Equal(tax, Withholding.Of(Yuan(gross)).ToString());

    // W7
    [Fact]
    public void A_payee_owes_what_they_received_and_the_tax_office_the_rest()
    {
        House house = new(With(AgencyPlan("0.01", "1")));
        List<Fact> facts =
        [
            Recorded("r", Day, price: "1000000.00"),
            Progressed("s", "2026-03-25T10:00:00", Milestone.Signed),
        ];
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-03-25T10:00:00"));
        var paid = house.Pay("agency-a", Yuan("8400.00"), "2026-03-28T10:00:00", withheld: Yuan("1600.00"));
        Assert.Equal([EntryType.Withhold, EntryType.Payout], paid.Entries.Select(e => e.Type));

        facts.Add(Cancelled("x", "2026-04-10T10:00:00"));
        var proposal = house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-04-10T10:00:00")).Case!;
        house.Approve(proposal, new(2026, 4), At("2026-04-11T10:00:00"));

        Assert.Equal("8400.00", house.Book("agency-a").Receivable.ToString());
        Assert.Equal("1600.00", house.Book("agency-a").Balance(Accounts.TaxRecoverable).ToString());
        Assert.Equal(0, house.Balance("Expense:Commission:Channel"));
    }

    // W8
    [Fact]
    public void An_award_of_halves_moves_half_of_what_was_earned()
    {
        House house = new(With(AgencyPlan("0.009", "0.40", "0.30", "0.30")));
        List<Fact> facts =
        [
            Recorded("r", Day),
            Progressed("s", "2026-03-25T10:00:00", Milestone.Signed),
            Progressed("c", "2026-03-26T10:00:00", Milestone.Collected, "0.30"),
        ];
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-03-26T10:00:00"));
        house.Pay("agency-a", Yuan("50400.00"), "2026-03-28T10:00:00");
        Rate half = new(500_000);
        var award = Decision("2026-04-20T10:00:00", new(Agency, half), new(Rival, half));

        var proposal = house.Settle(View("S-1", facts, Won(Day, Agency), award), At("2026-04-20T10:00:00")).Case!;

        Assert.Equal(
            [("agency-a", "-25200.00"), ("agency-b", "25200.00")],
            proposal.Totals.Select(t => (t.Key, t.Value.ToString()))
        );
        Assert.Equal(Money.Zero, proposal.Net);
        house.Approve(proposal, new(2026, 4), At("2026-04-21T10:00:00"));
        facts.Add(Progressed("l", "2026-05-01T10:00:00", Milestone.LoanReleased));
        var plan = house.Settle(View("S-1", facts, Won(Day, Agency), award), At("2026-05-01T10:00:00"));
        Assert.Equal(["10800.00", "10800.00"], plan.Automatic.Select(t => t.Amount.ToString()));
    }

    // W10, by default without payBoth.
    [Fact]
    public void A_good_faith_share_weighs_the_consultants_rate()
    {
        House house = new(Home);
        List<Fact> facts =
        [
            Recorded("r", Day, staff: "consultant-1"),
            Progressed("s", "2026-03-25T10:00:00", Milestone.Signed),
            Progressed("c", "2026-03-26T10:00:00", Milestone.Collected, "0.30"),
        ];
        house.Settle(View("S-1", facts, Won(Day, Agency)), At("2026-03-26T10:00:00"));
        var shared = Decision("2026-05-20T10:00:00", new(Agency, new(300_000)), new(OwnApp, new(700_000)));

        var view = View("S-1", facts, Won(Day, Agency), shared);
        var proposal = house.Settle(view, At("2026-05-20T10:00:00")).Case!;

        Assert.Equal(
            [("agency-a", "43200.00"), ("consultant-1", "16400.00"), ("manager-1", "1640.00")],
            Targets.TotalsOf(view, view.Steps[^1], Home).Select(t => (t.Payee, t.Total.ToString()))
        );
        Assert.Equal(
            [("agency-a", "-70560.00"), ("consultant-1", "5880.00"), ("manager-1", "588.00")],
            proposal.Totals.Select(t => (t.Key, t.Value.ToString()))
        );
    }

    // W12
    [Fact]
    public void Gross_commission_holds_net_and_vat() =>
        Assert.Equal((Yuan("135849.06"), Yuan("8150.94")), Vat.Split(Yuan("144000.00"), new Rate(60_000)));

    // 退房 with forfeit: x % stays.
    [Fact]
    public void A_cancelled_sale_keeps_what_is_forfeit()
    {
        var settings = With(AgencyPlan("0.01", "1"));
        settings = settings with { Plans = [settings.Plans[0] with { Forfeit = Rate.Parse("0.20")!.Value }] };
        List<Fact> facts =
        [
            Recorded("r", Day, price: "1000000.00"),
            Progressed("s", "2026-03-25T10:00:00", Milestone.Signed),
            Cancelled("x", "2026-04-10T10:00:00"),
        ];
        var view = View("S-1", facts, Won(Day, Agency));

        Assert.Equal("2000.00", Targets.Of(view, view.Steps[^1], settings, null).Single().Amount.ToString());
    }

    private static string AgencyPlan(string rate, params string[] shares)
    {
        string[] gates =
        [
            """{"id":"signed","when":"signed","share":"S"}""",
            """{"id":"collected","when":"collected","atLeast":"0.30","share":"S"}""",
            """{"id":"loanReleased","when":["loanReleased","fullyPaid"],"share":"S"}""",
        ];
        return $$"""
            {"id":"agency","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"percentOfPrice","appliesTo":{"projects":["PX"]},
             "payee":{"of":"creditedChannel","kinds":["agency"]},"rates":[{"when":{},"rate":"{{rate}}"}],
             "milestones":[{{string.Join(
                ',',
                shares.Select((s, i) => gates[i].Replace("\"S\"", $"\"{s}\"", StringComparison.Ordinal))
            )}}]}
            """;
    }

    private static string StaffPlan(string rate, params (string Id, string Share)[] milestones) =>
        $$"""
            {"id":"staff","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"percentOfPrice","appliesTo":{},
             "payee":{"of":"staff","role":"consultant"},"rates":[{"rate":"{{rate}}"}],
             "milestones":[{{string.Join(',', milestones.Select(Share))}}]}
            """;

    private static string RetainedPlan(string amount, string project = "PX") =>
        $$"""
            {"id":"fixed-{{project}}","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"fixedPerUnit","appliesTo":{"projects":["{{project}}"]},
             "payee":{"of":"creditedChannel","kinds":["agency"]},"rates":[{"amount":"{{amount}}"}],
             "milestones":[{"id":"signed","when":"signed","share":"0.60"},{"id":"loan","when":"loanReleased","share":"0.40"}],
             "retention":{"share":"0.10","releaseAt":"handedOver"} }
            """;

    private static string Share((string Id, string Share) milestone) =>
        $$"""{"id":"{{milestone.Id}}","when":"signed","share":"{{milestone.Share}}" }""";
}
