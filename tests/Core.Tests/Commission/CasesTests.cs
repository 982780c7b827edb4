using System.Collections.Immutable;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

public sealed class CasesTests
{
    private static readonly CaseProposal Large = Propose("4000000.00");
    private static readonly IReadOnlySet<string> Paid = new HashSet<string>(StringComparer.Ordinal) { "he.jing" };
    private readonly AdjustmentCase proposed = Cases.Propose(
        Large,
        ApprovalThresholds.Default,
        new(2026, 5),
        At("2026-05-20T10:00:00")
    );

    [Fact]
    public void A_large_correction_needs_two_people()
    {
        Assert.Equal(["check", "approve"], proposed.Required);

        var @checked = Value(Check(proposed, "reviewer-1"));
        var approved = Value(Approve(@checked, "approver-1"));

        Assert.Equal((false, false, true), (proposed.IsReady, @checked.IsReady, approved.IsReady));
        Assert.Equal((CaseState.Preparing, 1), (Cases.Prepare(approved).State, Cases.Prepare(approved).Attempt));
        Assert.Equal(new Period(2026, 5), Cases.Commit(Cases.Prepare(approved), new(2026, 5)).PostPeriod);
    }

    [Fact]
    public void The_same_person_cannot_be_both_pairs_of_eyes() =>
        Refused("FOUR_EYES_SAME_PERSON", Approve(Value(Check(proposed, "reviewer-1")), "reviewer-1"));

    [Fact]
    public void Nobody_decides_about_their_own_money()
    {
        Refused("CONFLICT_OF_INTEREST", Check(proposed, "he.jing"));
        Refused("CONFLICT_OF_INTEREST", Approve(Value(Check(proposed, "reviewer-1")), "he.jing"));
        Refused("CONFLICT_OF_INTEREST", Reject(proposed, "he.jing", "no"));
    }

    [Fact]
    public void What_was_not_checked_cannot_be_approved() =>
        Refused("CASE_NOT_CHECKED", Approve(proposed, "approver-1"));

    [Fact]
    public void A_preview_that_changed_must_be_seen_again() =>
        Refused(
            "STALE_PREVIEW",
            Cases.Check(proposed, "reviewer-1", Paid, null, At("2026-05-21T10:00:00"), "sha256:other")
        );

    // W14
    [Fact]
    public void The_second_approver_learns_that_it_is_posted()
    {
        var approved = Value(Approve(Value(Check(proposed, "reviewer-1")), "approver-1"));
        var posted = Cases.Complete(Cases.Commit(Cases.Prepare(approved), new(2026, 5)), At("2026-05-22T10:00:00"));

        Refused("ALREADY_POSTED", Approve(posted, "approver-2"));
        Refused("ALREADY_POSTED", Reject(posted, "approver-2", "no"));
    }

    [Fact]
    public void A_rejection_needs_a_reason_and_ends_the_case()
    {
        Refused("REASON_REQUIRED", Reject(proposed, "reviewer-1", " "));

        var rejected = Value(Reject(proposed, "reviewer-1", "forged"));

        Assert.False(rejected.IsOpen);
        Refused("CASE_NOT_OPEN", Check(rejected, "reviewer-2"));
        Refused("CASE_NOT_OPEN", Check(Cases.Supersede(proposed, At("2026-05-21T10:00:00")), "reviewer-2"));
    }

    [Fact]
    public void A_small_correction_approves_itself_unless_it_is_drawn()
    {
        var drawn = 0;
        for (var i = 0; i < 2000; i++)
        {
            var proposal = Propose("7999000.00") with { Id = $"adj_{i}" };
            var steps = Cases.RequiredFor(proposal, ApprovalThresholds.Default, new(2026, 5));
            drawn += steps.Length;
            Assert.Equal(
                steps.IsEmpty,
                Cases.Propose(proposal, ApprovalThresholds.Default, new(2026, 5), default).IsReady
            );
        }

        Assert.InRange(drawn, 60, 140);
    }

    [Fact]
    public void Sizes_count_for_approving_itself_and_never_the_net()
    {
        var proposal = Large with { Lines = [Line("a", "0.00", "300.00"), Line("b", "300.00", "0.00")] };

        Assert.Equal(["check"], Cases.RequiredFor(proposal, ApprovalThresholds.Default, new(2026, 5)));
    }

    [Theory]
    [InlineData("19999.99", 1)]
    [InlineData("20000.00", 2)]
    public void A_loss_of_twenty_thousand_needs_a_second_person(string loss, int people) =>
        Assert.Equal(people, Required(Line("a", loss, "0.00")).Length);

    [Theory]
    [InlineData("49999.99", 1)]
    [InlineData("50000.00", 2)]
    public void A_net_of_fifty_thousand_needs_a_second_person(string gain, int people) =>
        Assert.Equal(people, Required(Line("a", "0.00", gain)).Length);

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    public void A_month_closed_more_than_two_closes_ago_needs_a_second_person(int month, int people) =>
        Assert.Equal(people, Required(Line("a", "0.00", "1000.00") with { OriginalPeriod = new(2026, month) }).Length);

    private static ImmutableArray<string> Required(CaseLine line) =>
        Cases.RequiredFor(Large with { Lines = [line] }, ApprovalThresholds.Default, new(2026, 5));

    private static CaseLine Line(string payee, string before, string after) =>
        new(new(payee, "p", "S-1", "signed"), "p@1", new(2026, 4), Yuan(before), Yuan(after), "attribution");

    private static CaseProposal Propose(string price)
    {
        House house = new(Home);
        List<Fact> facts =
        [
            Recorded("r", "2026-03-20T16:00:00"),
            Progressed("s", "2026-03-25T15:00:00", Milestone.Signed),
        ];
        var agent = Won("2026-03-20T16:00:00", Agency, ReasonCode.PriFirstValidRegistration);
        house.Settle(View("S-1", facts, agent), At("2026-03-25T15:00:00"));
        facts.Add(Repriced("p", "2026-05-20T10:00:00", price));
        return house.Settle(View("S-1", facts, agent), At("2026-05-20T10:00:00")).Case!;
    }

    private static Result<AdjustmentCase> Check(AdjustmentCase on, string user) =>
        Cases.Check(on, user, Paid, "seen", At("2026-05-21T10:00:00"), on.Proposal.PreviewHash);

    private static Result<AdjustmentCase> Approve(AdjustmentCase on, string user) =>
        Cases.Approve(on, user, Paid, "approved", At("2026-05-22T10:00:00"), on.Proposal.PreviewHash);

    private static Result<AdjustmentCase> Reject(AdjustmentCase on, string user, string reason) =>
        Cases.Reject(on, user, Paid, reason, At("2026-05-22T10:00:00"), on.Proposal.PreviewHash);

    private static void Refused(string code, Result<AdjustmentCase> result) =>
        Assert.Equal([code], result.Errors?.Select(e => e.Code) ?? []);
}
