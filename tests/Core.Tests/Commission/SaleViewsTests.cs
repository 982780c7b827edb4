using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;
using CsCheck;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

public sealed class SaleViewsTests
{
    private static readonly Decision Agent = Won("2026-03-20T16:00:00", Agency);
    private static readonly Decision Own = Won("2026-05-20T10:00:00", OwnApp, ReasonCode.PstOwnerRevealed);
    private static readonly Fact[] Facts =
    [
        Recorded("r", "2026-03-20T16:00:00", staff: "consultant-1"),
        Recorded("r2", "2026-03-21T16:00:00", price: "1.00", staff: "consultant-2"),
        Progressed("s", "2026-03-25T15:00:00", Milestone.Signed),
        Progressed("c1", "2026-04-01T10:00:00", Milestone.Collected, "0.20"),
        Progressed("c2", "2026-04-02T10:00:00", Milestone.Collected, "0.20"),
        Progressed("c3", "2026-04-03T10:00:00", Milestone.Collected, "0.30"),
        Repriced("p", "2026-05-01T10:00:00", "7900000.00"),
        Cancelled("x", "2026-06-01T10:00:00"),
        Fact("n", "2026-07-01T10:00:00", new FactBody.Noted("customer.lookedUp", null, [])),
    ];

    [Fact]
    public void Steps_tell_what_changed_and_when()
    {
        var view = View("S-1", Facts, Agent, Own);

        Assert.Equal(
            ["SALE", "STAFF", "SIGNED", "PRICE", "PST_OWNER_REVEALED", "CANCELLED"],
            view.Steps.Select(s => s.Cause)
        );
        Assert.Equal(Facts[6].ReceivedAt, view.Steps[3].AsKnownAt);
        Assert.Equal(Yuan("7900000.00"), view.Steps[^1].Price);
    }

    [Fact]
    public void Collections_count_once_for_each_larger_share()
    {
        var view = View("S-1", Facts, Agent);

        Assert.Equal(
            ["Subscribed ", "Signed ", "Collected 0.2", "Collected 0.3"],
            view.Milestones.Select(m => $"{m.Milestone} {m.CollectedShare}")
        );
    }

    [Fact]
    public void Collected_money_counts_as_its_share_of_the_price()
    {
        var body = new FactBody.SaleProgressed(
            "S-1",
            Milestone.Collected,
            Yuan("2400000.00"),
            null,
            [],
            At("2026-04-01T10:00:00")
        );

        var view = View("S-1", [Facts[0], Fact("c", "2026-04-01T10:00:00", body)], Agent);

        Assert.Equal(new Rate(300_000), view.Milestones[^1].CollectedShare);
    }

    [Fact]
    public void The_order_of_facts_does_not_matter() =>
        Gen.Shuffle(Facts)
            .Sample(shuffled =>
                Assert.Equal(
                    CommissionStore.Write(View("S-1", Facts, Agent, Own)),
                    CommissionStore.Write(View("S-1", shuffled, Agent, Own))
                )
            );

    [Fact]
    public void Facts_learned_later_never_change_the_steps_before() =>
        Gen.Int[1, Facts.Length]
            .Sample(count =>
            {
                var all = View("S-1", Facts, Agent, Own).Steps;
                var until = Facts[..count].Max(f => f.ReceivedAt);
                var then = View(
                    "S-1",
                    Facts[..count],
                    [.. new[] { Agent, Own }.Where(d => d.AsKnownAt <= until)]
                ).Steps;

                Assert.Equal(all.Take(then.Length).Select(s => s.BasisHash), then.Select(s => s.BasisHash));
            });

    [Fact]
    public void A_price_that_is_retracted_becomes_the_old_one_again()
    {
        var view = View("S-1", [.. Facts[..7], Retracted("t", "2026-05-10T10:00:00", Facts[6])], Agent);

        Assert.Equal(["SALE", "STAFF", "SIGNED", "PRICE", "PRICE"], view.Steps.Select(s => s.Cause));
        Assert.Equal(view.Steps[2].BasisHash, view.Steps[^1].BasisHash);
    }

    [Fact]
    public void A_sale_without_a_decision_has_no_view() =>
        Assert.Null(SaleViews.Derive("S-1", "h", new([.. Facts], []), []));

    [Fact]
    public void Full_payment_implies_everything_collected()
    {
        var view = View("S-1", [Facts[0], Progressed("f", "2026-04-01T10:00:00", Milestone.FullyPaid)], Agent);

        Assert.Equal(
            ["collected", "loanReleased"],
            HomePlans[0].Milestones.Where(m => Targets.ReachedFor(view, m, null) is not null).Select(m => m.Id)
        );
    }
}
