using Core.Commission;
using CsCheck;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

/// <summary>
/// The ledger's promises L1 to L11 over random lives of two sales. The house verifies every book after every posting
/// (L1, L3, L4, L6, L7, L8); the rest is here.
/// </summary>
public sealed class BookPropertiesTests
{
    private static readonly Gen<(int Op, int X, int Y)[]> Lives = Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, 3],
        Gen.Int[0, 5]
    ).Array[1, 30];

    // L2, L5, L9, L11 and the statement's identity.
    [Fact]
    public void Whatever_happens_the_books_end_at_what_the_last_facts_earn() =>
        Lives.Sample(
            life =>
            {
                Life world = new();
                foreach (var (op, x, y) in life)
                {
                    var before = world.House.Entries.ToList();
                    world.Step(op, x, y);
                    Assert.Equal(before, world.House.Entries.Take(before.Count));
                    world.CheckSums();
                }

                world.ApproveEverything();

                world.CheckSums();
                world.CheckTargets();
                world.CheckClosedMonths();
                world.CheckStatements();
            },
            iter: 100
        );

    // What posts and what is proposed follows from the facts, not from when somebody looked at them.
    [Fact]
    public void Settling_once_at_the_end_gives_what_settling_at_every_step_gave() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 5])
            .Array[1, 12]
            .Sample(
                life =>
                {
                    Life world = new();
                    foreach (var (op, x, y) in life)
                    {
                        world.Step(op, x, y);
                    }

                    world.CheckSettledOnce();
                },
                iter: 200
            );

    // L10
    [Fact]
    public void Deciding_there_and_back_nets_to_nothing_for_everybody() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 3])
            .Sample(
                (price, paid, closes) =>
                {
                    Life world = new();
                    world.Step(2, 0, price);
                    world.Step(0, 0, 0);
                    world.Step(0, 0, 1);
                    for (var i = 0; i < closes; i++)
                    {
                        world.Step(6, i, paid);
                        world.Step(8, 0, 0);
                    }

                    world.Step(1, 0, 2);
                    world.ApproveEverything();
                    world.Step(7, 0, 0);
                    world.Step(1, 0, 0);
                    world.ApproveEverything();

                    Assert.Contains(world.House.Entries, e => e.Case is not null);
                    Assert.All(
                        world.House.Entries.Where(e => e.Case is not null).GroupBy(e => e.Payee),
                        g => Assert.Equal(0, Life.Expense(g))
                    );
                },
                iter: 40
            );

    [Fact]
    public void A_payout_that_is_booked_before_what_it_pays_for_leaves_the_same_balances() =>
        Gen.Long[1, 9_000_000]
            .Sample(amount =>
            {
                House first = new(Home);
                House last = new(Home);
                var view = View(
                    "S-1",
                    [
                        Recorded("r", "2026-03-20T16:00:00"),
                        Progressed("s", "2026-03-25T15:00:00", Core.Leads.Milestone.Signed),
                    ],
                    Won("2026-03-20T16:00:00", Agency)
                );

                first.Settle(view, At("2026-03-25T15:00:00"));
                first.Pay("agency-a", new(amount), "2026-03-28T11:00:00");
                last.Pay("agency-a", new(amount), "2026-03-28T11:00:00");
                last.Settle(view, At("2026-03-29T15:00:00"));

                Assert.Equal(
                    first.Book("agency-a").Balances.Where(b => b.Value != 0),
                    last.Book("agency-a").Balances.Where(b => b.Value != 0)
                );
                Assert.Equal(first.LinesOf("agency-a").Single().Settled, last.LinesOf("agency-a").Single().Settled);
            });

    [Fact]
    public void What_is_earned_after_an_overpayment_is_payable_until_the_pay_run()
    {
        House house = new(Home);
        house.Pay("agency-a", Yuan("1000.00"), "2026-03-01T11:00:00");
        house.Settle(
            View(
                "S-1",
                [
                    Recorded("r", "2026-03-20T16:00:00"),
                    Progressed("s", "2026-03-25T15:00:00", Core.Leads.Milestone.Signed),
                ],
                Won("2026-03-20T16:00:00", Agency)
            ),
            At("2026-03-25T15:00:00")
        );

        Assert.Equal(
            ("57600.00", "1000.00"),
            (house.Book("agency-a").Payable.ToString(), house.Book("agency-a").Receivable.ToString())
        );
        house.Offset(new(2026, 3), At("2026-03-28T11:00:00"));
        house.Offset(new(2026, 3), At("2026-03-28T12:00:00"));
        Assert.Equal(
            ("56600.00", "0.00"),
            (house.Book("agency-a").Payable.ToString(), house.Book("agency-a").Receivable.ToString())
        );
        Assert.Empty(house.Book("agency-a").Overpaid);
    }

    // 工资支付暂行规定, article 16: at most a fifth of the wage, and never below the minimum wage.
    [Theory]
    [InlineData("9000.00", "2520.00", "1800.00")]
    [InlineData("3000.00", "2520.00", "480.00")]
    [InlineData("2520.00", "2520.00", "0.00")]
    public void An_employees_offset_leaves_them_a_living(string wage, string minimum, string limit)
    {
        var payee = HomePayees[1] with { Wages = [new(new(2026, 1), Yuan(wage), Yuan(minimum))] };

        Assert.Equal(limit, BookKeeper.OffsetLimit(Yuan("10000.00"), payee, new(2026, 5)).ToString());
        Assert.Equal("0.00", BookKeeper.OffsetLimit(Yuan("10000.00"), payee, new(2025, 12)).ToString());
    }

    [Fact]
    public void A_payout_settles_what_it_names_before_what_is_oldest()
    {
        House house = new(Home);
        house.Settle(
            View(
                "S-1",
                [
                    Recorded("r", "2026-03-20T16:00:00"),
                    Progressed("s", "2026-03-25T15:00:00", Core.Leads.Milestone.Signed),
                    Progressed("c", "2026-04-25T15:00:00", Core.Leads.Milestone.Collected, "0.30"),
                ],
                Won("2026-03-20T16:00:00", Agency)
            ),
            At("2026-04-25T15:00:00")
        );

        house.Pay("agency-a", Yuan("43200.00"), "2026-04-28T11:00:00", covers: "S-1|collected");

        Assert.Equal(
            [("collected", "43200.00"), ("signed", "0.00")],
            house.LinesOf("agency-a").Select(l => (l.Key.Milestone, l.Settled.ToString()))
        );
    }
}
