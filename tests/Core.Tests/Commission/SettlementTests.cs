using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

public sealed class SettlementTests
{
    private static readonly Decision Agent = Won("2026-03-20T16:00:00", Agency);
    private static readonly Decision Own = Won("2026-05-20T10:00:00", OwnApp, ReasonCode.PstOwnerRevealed);
    private readonly House house = new(Home);
    private readonly List<Fact> facts =
    [
        Recorded("r", "2026-03-20T16:00:00", staff: "consultant-1"),
        Progressed("s", "2026-03-25T15:00:00", Milestone.Signed),
    ];

    [Fact]
    public void A_turn_before_anything_was_due_needs_nobody()
    {
        facts.RemoveAt(1);
        house.Settle(View("S-1", facts, Agent), At("2026-03-20T16:00:00"));

        var plan = house.Settle(View("S-1", facts, Agent, Own), At("2026-05-20T10:00:00"));

        Assert.Null(plan.Case);
        Assert.Equal(OwnApp, plan.Effective!.Credits[0].Channel);
    }

    [Fact]
    public void Settling_late_gives_what_settling_at_every_step_would_have_given()
    {
        House late = new(Home);
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));

        var prompt = house.Settle(View("S-1", facts, Agent, Own), At("2026-05-20T10:00:00"));
        var once = late.Settle(View("S-1", facts, Agent, Own), At("2026-05-20T10:00:00"));

        Assert.Equal(prompt.Case!.Id, once.Case!.Id);
        Assert.Equal(prompt.Case.PreviewHash, once.Case.PreviewHash);
        Assert.Equal(house.Account("S-1").Posted, late.Account("S-1").Posted);
    }

    [Fact]
    public void A_milestone_during_a_dispute_waits_for_those_whose_amount_is_disputed()
    {
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));
        facts.Add(Progressed("c", "2026-05-25T10:00:00", Milestone.Collected, "0.30"));

        var plan = house.Settle(View("S-1", facts, Agent, Own), At("2026-05-25T10:00:00"));

        Assert.Empty(plan.Automatic);
        Assert.Equal(["agency-a", "consultant-1", "manager-1"], plan.Held.Select(t => t.Key.Payee));
        Assert.All(plan.Case!.Lines, l => Assert.Equal("signed", l.Key.Milestone));
        house.Approve(plan.Case, new(2026, 5), At("2026-05-26T10:00:00"));
        var after = house.Settle(View("S-1", facts, Agent, Own), At("2026-05-26T10:00:00"));
        Assert.Equal(["consultant-1", "manager-1"], after.Automatic.Select(t => t.Key.Payee));
        Assert.Equal("14000.00", house.Book("consultant-1").Payable.ToString());
    }

    [Fact]
    public void A_turn_back_supersedes_the_case_and_frees_what_waited()
    {
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));
        facts.Add(Progressed("c", "2026-05-25T10:00:00", Milestone.Collected, "0.30"));
        house.Settle(View("S-1", facts, Agent, Own), At("2026-05-25T10:00:00"));
        var back = Won("2026-05-30T10:00:00", Agency, ReasonCode.HhRetracted);

        var plan = house.Settle(View("S-1", facts, Agent, Own, back), At("2026-05-30T10:00:00"));

        Assert.Null(plan.Case);
        Assert.Empty(plan.Held);
        Assert.Equal("100800.00", house.Book("agency-a").Payable.ToString());
    }

    [Fact]
    public void A_milestone_known_before_the_turn_is_paid_under_the_accepted_decision_and_corrected_by_the_case()
    {
        facts.Add(Progressed("c", "2026-05-19T10:00:00", Milestone.Collected, "0.30"));

        var plan = house.Settle(View("S-1", facts, Agent, Own), At("2026-06-01T10:00:00"));

        Assert.Equal(6, plan.Automatic.Length);
        Assert.Equal(["-100800.00", "8400.00", "840.00"], plan.Case!.Totals.Values.Select(t => t.ToString()));
    }

    [Fact]
    public void A_rejection_upholds_the_accepted_decision_for_what_comes_too()
    {
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));
        house.Reject(house.Settle(View("S-1", facts, Agent, Own), At("2026-05-20T10:00:00")).Case!);
        facts.Add(Progressed("c", "2026-05-25T10:00:00", Milestone.Collected, "0.30"));

        var plan = house.Settle(View("S-1", facts, Agent, Own), At("2026-05-25T10:00:00"));

        Assert.Null(plan.Case);
        Assert.Empty(plan.Held);
        Assert.Equal("100800.00", house.Book("agency-a").Payable.ToString());
    }

    [Fact]
    public void A_price_that_changes_after_a_rejection_leaves_the_credits_where_they_are()
    {
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));
        house.Reject(house.Settle(View("S-1", facts, Agent, Own), At("2026-05-20T10:00:00")).Case!);
        facts.Add(Repriced("p", "2026-05-25T10:00:00", "7000000.00"));

        var proposal = house.Settle(View("S-1", facts, Agent, Own), At("2026-05-25T10:00:00")).Case!;

        Assert.Equal(("PRICE", "price"), (proposal.Cause, proposal.Lines[0].Why));
        Assert.Equal("-7200.00", proposal.Totals["agency-a"].ToString());
        house.Approve(proposal, new(2026, 5), At("2026-05-26T10:00:00"));
        Assert.Null(house.Settle(View("S-1", facts, Agent, Own), At("2026-05-26T10:00:00")).Case);
    }

    [Fact]
    public void New_evidence_after_a_rejection_is_proposed_again()
    {
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));
        house.Reject(house.Settle(View("S-1", facts, Agent, Own), At("2026-05-20T10:00:00")).Case!);
        var none = Decision("2026-06-01T10:00:00");

        Assert.NotNull(house.Settle(View("S-1", facts, Agent, Own, none), At("2026-06-01T10:00:00")).Case);
    }

    [Fact]
    public void A_review_freezes_what_comes_and_proposes_nothing()
    {
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));
        var review = Own with { Outcome = Outcome.Review, Credits = [] };
        facts.Add(Progressed("c", "2026-05-25T10:00:00", Milestone.Collected, "0.30"));

        var plan = house.Settle(View("S-1", facts, Agent, review), At("2026-05-25T10:00:00"));

        Assert.Null(plan.Case);
        Assert.Empty(plan.Automatic);
        Assert.Equal(3, plan.Held.Length);
        Assert.Equal(Agency, plan.Effective!.Credits[0].Channel);
    }

    [Fact]
    public void A_sale_under_review_from_the_start_pays_nobody()
    {
        var review = Agent with { Outcome = Outcome.Review, Credits = [] };

        var plan = house.Settle(View("S-1", facts, review), At("2026-03-25T15:00:00"));

        Assert.Null(plan.Effective);
        Assert.Empty(plan.Automatic);
    }

    [Fact]
    public void A_milestone_that_is_retracted_is_taken_back_by_a_case()
    {
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));
        facts.Add(Progressed("c", "2026-04-25T10:00:00", Milestone.Collected, "0.30"));
        house.Settle(View("S-1", facts, Agent), At("2026-04-25T10:00:00"));
        facts.Add(Retracted("x", "2026-05-01T10:00:00", facts[^1]));

        var proposal = house.Settle(View("S-1", facts, Agent), At("2026-05-01T10:00:00")).Case!;

        Assert.Equal("RETRACTED", proposal.Cause);
        Assert.All(proposal.Lines, l => Assert.Equal(("collected", "retraction"), (l.Key.Milestone, l.Why)));
        Assert.Equal("-43200.00", proposal.Totals["agency-a"].ToString());
    }

    [Fact]
    public void The_same_correction_made_again_later_is_another_case()
    {
        house.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));
        List<string> ids = [];
        foreach (var (day, price) in new[] { (1, "7000000.00"), (2, "8000000.00"), (3, "7000000.00") })
        {
            facts.Add(Repriced($"p{day}", $"2026-05-0{day}T10:00:00", price));
            var proposal = house.Settle(View("S-1", facts, Agent), At($"2026-05-0{day}T10:00:00")).Case!;
            house.Approve(proposal, new(2026, 5), At($"2026-05-0{day}T11:00:00"));
            ids.Add(proposal.Id);
        }

        Assert.Equal(3, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Plans_that_become_known_late_pay_what_was_due_by_themselves()
    {
        Assert.Empty(Settlement.Plan(View("S-1", facts, Agent), SaleAccount.Empty, CommissionSettings.Empty).Automatic);
        Assert.Equal(3, Settlement.Plan(View("S-1", facts, Agent), SaleAccount.Empty, Home).Automatic.Length);
    }

    [Fact]
    public void Signing_pins_the_plan_version()
    {
        var dearer = HomePlans[0] with
        {
            Version = 2,
            EffectiveFrom = At("2026-03-22T00:00:00"),
            Rates = [new([], HomePlans[0].Rates[0].Select, new Rate(20_000), null)],
        };
        var settings = Home with { Plans = [.. HomePlans, dearer] };
        House pinned = new(settings);
        pinned.Settle(View("S-1", facts[..1], Agent), At("2026-03-20T16:00:00"));

        var plan = pinned.Settle(View("S-1", facts, Agent), At("2026-03-25T15:00:00"));

        Assert.Null(plan.Case);
        Assert.Equal(("px-agency@2", "64000.00"), (plan.Automatic[0].PlanVersion, plan.Automatic[0].Amount.ToString()));
    }

    [Fact]
    public void A_milestone_of_a_closed_month_posts_in_the_oldest_open_one()
    {
        house.Close(new(2026, 4), At("2026-05-01T09:00:00"));

        house.Settle(View("S-1", facts, Agent), At("2026-05-02T10:00:00"));

        Assert.All(
            house.Entries,
            e => Assert.Equal((new(2026, 5), (Period?)new Period(2026, 3)), (e.Period, e.OriginalPeriod))
        );
    }
}
