using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

/// <summary>The story that the product exists for (W1), day by day, against the figures that finance signed.</summary>
public sealed class HomeStoryTests
{
    private readonly House house = new(Home);
    private readonly List<Fact> facts =
    [
        Recorded("o-2", "2026-03-20T16:00:00", staff: "consultant-1"),
        Progressed("o-3", "2026-03-25T15:00:00", Milestone.Signed),
    ];
    private readonly Decision agency = Won("2026-03-20T16:00:00", Agency, ReasonCode.PriFirstValidRegistration);
    private readonly Decision own = Won(
        "2026-05-20T10:00:00",
        OwnApp,
        ReasonCode.PstOwnerRevealed,
        ReasonCode.HhDocSpouse,
        ReasonCode.PriOwnLead
    );

    [Fact]
    public void The_books_hold_what_finance_signed()
    {
        Play();

        foreach (var expected in Items("home-expected"))
        {
            var ask = expected.GetProperty("expect").GetString()!;
            if (ask.Contains("/statement?period=", StringComparison.Ordinal))
            {
                var parts = ask.Split('/', '=');
                var statement = house.Statement(parts[3], Period.Parse(parts[^1])!.Value);
                Assert.Equal(expected.GetProperty("opening").GetString(), statement.Opening.ToString());
                Assert.Equal(expected.GetProperty("earned").GetString(), statement.Earned.ToString());
                Assert.Equal(expected.GetProperty("adjusted").GetString(), statement.Adjusted.ToString());
                Assert.Equal(expected.GetProperty("toReceivable").GetString(), statement.ToReceivable.ToString());
                Assert.Equal(expected.GetProperty("offset").GetString(), statement.Offset.ToString());
                Assert.Equal(expected.GetProperty("withheld").GetString(), statement.Withheld.ToString());
                Assert.Equal(expected.GetProperty("paid").GetString(), statement.Paid.ToString());
                Assert.Equal(expected.GetProperty("closing").GetString(), statement.Closing.ToString());
                Assert.Equal(
                    expected.GetProperty("receivableOpening").GetString(),
                    statement.ReceivableOpening.ToString()
                );
                Assert.Equal(expected.GetProperty("receivable").GetString(), statement.Receivable.ToString());
            }
            else if (ask.StartsWith("GET /api/ledger/balances", StringComparison.Ordinal))
            {
                Assert.All(
                    expected.EnumerateObject().Where(p => p.Name != "expect"),
                    p => Assert.Equal(p.Value.GetString(), new Money(house.Balance(p.Name)).ToString())
                );
            }
        }
    }

    [Fact]
    public void The_case_is_what_finance_signed()
    {
        var proposal = UntilRevealed().Case!;

        var expected = Items("home-expected").Single(e => e.TryGetProperty("netExpense", out _));
        Assert.Equal("PST_OWNER_REVEALED", proposal.Cause);
        Assert.Equal(expected.GetProperty("netExpense").GetString(), proposal.Net.ToString());
        Assert.Equal(
            expected.GetProperty("totals").EnumerateObject().Select(p => (p.Name, p.Value.GetString()!)),
            proposal.Totals.Select(t => (t.Key, t.Value.ToString()))
        );
        Assert.Equal(
            expected.GetProperty("lines").EnumerateArray().Select(l => string.Join(' ', l.EnumerateArray())),
            proposal.Lines.Select(l => $"{l.Key.Payee} {l.Key.Milestone} {l.OriginalPeriod} {l.Delta}")
        );
        Assert.All(proposal.Lines, l => Assert.Equal("attribution", l.Why));
    }

    [Fact]
    public void The_entries_of_the_case_are_those_of_W1()
    {
        var proposal = UntilRevealed().Case!;

        house.Approve(proposal, new(2026, 5), At("2026-05-22T10:00:00"));

        Assert.Equal(
            [
                "CLAWBACK 2026-05 (2026-03) Receivable:agency-a 57600.00 Expense:Commission:Channel -57600.00",
                "CLAWBACK 2026-05 (2026-04) Receivable:agency-a 43200.00 Expense:Commission:Channel -43200.00",
                "EARN 2026-05 (2026-03) Expense:Commission:Sales 4800.00 Payable:consultant-1 -4800.00",
                "EARN 2026-05 (2026-04) Expense:Commission:Sales 3600.00 Payable:consultant-1 -3600.00",
                "EARN 2026-05 (2026-03) Expense:Commission:Sales 480.00 Payable:manager-1 -480.00",
                "EARN 2026-05 (2026-04) Expense:Commission:Sales 360.00 Payable:manager-1 -360.00",
            ],
            house
                .Entries.Where(e => e.Case == proposal.Id)
                .Select(e =>
                    $"{e.Type.Wire()} {e.Period} ({e.OriginalPeriod}) {string.Join(' ', e.Legs.Select(l => $"{l.Account} {l.Net}"))}"
                )
        );
        Assert.All(
            house.Entries.Where(e => e.Type == EntryType.Clawback),
            e =>
                Assert.Equal(
                    house
                        .Entries.Single(x =>
                            x.Type == EntryType.Earn
                            && x.Payee == e.Payee
                            && x.Sale == e.Sale
                            && x.Milestone == e.Milestone
                        )
                        .Id,
                    e.Corrects
                )
        );
    }

    // W11: the appeal succeeds before June's offset.
    [Fact]
    public void An_appeal_that_succeeds_restores_what_is_owed_first()
    {
        UntilMayIsClosed();
        var appeal = Won("2026-06-10T10:00:00", Agency, ReasonCode.PstUpward);

        var proposal = house.Settle(View("S-1", facts, agency, own, appeal), At("2026-06-10T10:00:00")).Case!;
        house.Approve(proposal, new(2026, 6), At("2026-06-11T10:00:00"));

        var reversed = house.Entries.Where(e => e.Case == proposal.Id && e.Payee == "agency-a").ToList();
        Assert.All(reversed, e => Assert.Equal(EntryType.Reverse, e.Type));
        Assert.Equal(
            [
                ("Expense:Commission:Channel", "100800.00"),
                ("Payable:agency-a", "-60000.00"),
                ("Receivable:agency-a", "-40800.00"),
            ],
            reversed
                .SelectMany(e => e.Legs)
                .GroupBy(l => l.Account, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, new Money(g.Sum(l => l.Net.Fen)).ToString()))
        );
        // Paid already in May, so they owe it.
        Assert.Equal(Yuan("8400.00"), house.Book("consultant-1").Receivable);
        Assert.Equal(Yuan("840.00"), house.Book("manager-1").Receivable);
        Assert.All(
            house.Entries.Where(e => e.Case is not null).GroupBy(e => e.Payee),
            g =>
                Assert.Equal(
                    0,
                    g.SelectMany(e => e.Legs)
                        .Where(l => l.Account.StartsWith("Expense", StringComparison.Ordinal))
                        .Sum(l => l.Net.Fen)
                )
        );

        facts.Add(Progressed("o-9", "2026-06-12T10:00:00", Milestone.LoanReleased, "1"));
        house.Settle(View("S-1", facts, agency, own, appeal), At("2026-06-12T10:00:00"));
        Assert.Equal(
            Yuan("43200.00"),
            house.Account("S-1").Posted[new("agency-a", "px-agency", "S-1", "loanReleased")]
        );
    }

    // W14, the part without storage.
    [Fact]
    public void The_same_event_and_the_same_approval_again_change_nothing()
    {
        var proposal = UntilRevealed().Case!;
        Assert.Equal(
            proposal.PreviewHash,
            house
                .Settle(View("S-1", Enumerable.Reverse(facts), agency, own), At("2026-05-20T11:00:00"))
                .Case!.PreviewHash
        );
        Assert.Equal(proposal.Id, house.Settle(View("S-1", facts, agency, own), At("2026-05-20T12:00:00")).Case!.Id);

        house.Approve(proposal, new(2026, 5), At("2026-05-22T10:00:00"));
        var once = house.Entries.Count;
        house.Approve(proposal, new(2026, 5), At("2026-05-22T10:00:00"));

        Assert.Equal(once, house.Entries.Count);
        Assert.Null(house.Settle(View("S-1", facts, agency, own), At("2026-05-23T10:00:00")).Case);
    }

    private SettlementPlan UntilRevealed()
    {
        house.Settle(View("S-1", facts, agency), At("2026-03-25T15:00:00"));
        house.Pay("agency-a", Yuan("57600.00"), "2026-03-28T11:00:00", statement: new(2026, 3));
        house.Pay("consultant-1", Yuan("3200.00"), "2026-03-28T11:00:00", statement: new(2026, 3));
        house.Pay("manager-1", Yuan("320.00"), "2026-03-28T11:00:00", statement: new(2026, 3));
        house.Close(new(2026, 3), At("2026-04-01T09:00:00"));
        facts.Add(Progressed("o-4", "2026-04-15T10:00:00", Milestone.Collected, "0.30"));
        house.Settle(View("S-1", facts, agency), At("2026-04-15T10:00:00"));
        house.Pay("agency-a", Yuan("43200.00"), "2026-04-28T11:00:00", statement: new(2026, 4));
        house.Pay("consultant-1", Yuan("2400.00"), "2026-04-28T11:00:00", statement: new(2026, 4));
        house.Pay("manager-1", Yuan("240.00"), "2026-04-28T11:00:00", statement: new(2026, 4));
        house.Close(new(2026, 4), At("2026-05-01T09:00:00"));
        Other("S-2", "2026-05-15T10:00:00", "6000000.00");
        return house.Settle(View("S-1", facts, agency, own), At("2026-05-20T10:00:00"));
    }

    private void UntilMayIsClosed()
    {
        house.Approve(UntilRevealed().Case!, new(2026, 5), At("2026-05-22T10:00:00"));
        house.Pay("consultant-1", Yuan("8400.00"), "2026-05-28T11:00:00", statement: new(2026, 5));
        house.Pay("manager-1", Yuan("840.00"), "2026-05-28T11:00:00", statement: new(2026, 5));
        house.Close(new(2026, 5), At("2026-06-01T09:00:00"));
    }

    private void Play()
    {
        UntilMayIsClosed();
        facts.Add(Progressed("o-9", "2026-06-12T10:00:00", Milestone.LoanReleased, "1"));
        house.Settle(View("S-1", facts, agency, own), At("2026-06-12T10:00:00"));
        Other("S-3", "2026-06-16T10:00:00", "5500000.00");
        house.Pay("agency-a", Yuan("14200.00"), "2026-06-28T11:00:00", statement: new(2026, 6));
        house.Pay("consultant-1", Yuan("6000.00"), "2026-06-28T11:00:00", statement: new(2026, 6));
        house.Pay("manager-1", Yuan("600.00"), "2026-06-28T11:00:00", statement: new(2026, 6));
        house.Close(new(2026, 6), At("2026-07-01T09:00:00"));
    }

    /// <summary>A sale of project PY that agency A earned: 2 %, half at signing.</summary>
    private void Other(string sale, string at, string price) =>
        house.Settle(View(sale, [Recorded(sale, at, sale, price, "PY", SaleStage.Signed)], Won(at, Agency)), At(at));
}
