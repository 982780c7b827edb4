using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;
using NodaTime;
using NodaTime.Text;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

/// <summary>
/// Random lives of two sales, and beside them a reference that knows nothing of books, steps or cases: only the last
/// facts, decimals, and what was paid.
/// </summary>
internal sealed class Life
{
    private static readonly ChannelRef[] Channels = [Agency, new(ChannelKind.Agency, "agency-b", null), OwnApp];
    private static readonly Milestone[] Milestones =
    [
        Milestone.Signed,
        Milestone.Collected,
        Milestone.LoanReleased,
        Milestone.FullyPaid,
    ];
    private static readonly string[] Prices = ["8000000.00", "7999999.99", "3333333.33", "1.00", "0.05", "12345678.91"];
    private static readonly string[] Payees = ["agency-a", "agency-b", "consultant-1", "manager-1"];

    private readonly Dictionary<string, List<Fact>> facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Decision>> decisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CaseProposal?> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> paid = new(StringComparer.Ordinal);
    private readonly HashSet<string> rejected = new(StringComparer.Ordinal);
    private readonly Dictionary<Period, string> closed = [];
    private Instant now = At("2026-03-01T10:00:00");
    private int count;

    internal Life()
    {
        foreach (var sale in new[] { "S-0", "S-1" })
        {
            facts[sale] = [Recorded(sale, Text(now), sale, staff: "consultant-1")];
            decisions[sale] = [Won(Text(now), Agency)];
        }
    }

    internal House House { get; } = new(Settings);

    private static CommissionSettings Settings { get; } =
        Home with
        {
            Payees = [.. HomePayees, HomePayees[0] with { Id = "agency-b" }],
        };

    internal void Step(int op, int x, int y)
    {
        now += Duration.FromHours(61);
        var sale = $"S-{x % 2}";
        var at = Text(now);
        switch (op)
        {
            case 0:
                facts[sale].Add(Progressed(Id(), at, Milestones[y % 4], y % 4 == 1 ? "0.30" : null, sale));
                break;
            case 1:
                decisions[sale].Add(Won(at, Channels[y % 3], ReasonCode.PstOwnerRevealed));
                break;
            case 2:
                facts[sale].Add(Repriced(Id(), at, Prices[y], sale));
                break;
            case 3 when y == 0:
                facts[sale].Add(Cancelled(Id(), at, sale));
                break;
            case 4 when open.GetValueOrDefault(sale) is { } proposal:
                House.Approve(proposal, Period.Of(now) < House.OldestOpen ? House.OldestOpen : Period.Of(now), now);
                break;
            case 5 when y < 2 && open.GetValueOrDefault(sale) is { } proposal:
                House.Reject(proposal);
                rejected.Add(sale);
                break;
            case 6:
                Pay(Payees[(x + y) % 4], x, y, at);
                break;
            case 7:
                House.Offset(Period.Of(now), now);
                break;
            case 8:
                var month = Period.Of(now).Previous;
                House.Close(month, now);
                closed.TryAdd(month, Books.TrialBalanceHash(House.Entries, month));
                break;
            case 9 when facts[sale].Count > 1:
                var target = facts[sale][1 + (y % (facts[sale].Count - 1))];
                if (target.Body is not FactBody.FactRetracted)
                {
                    facts[sale].Add(Retracted(Id(), at, target));
                }

                break;
            default:
                break;
        }

        SettleAll();
    }

    internal void ApproveEverything()
    {
        for (var i = 0; i < 8 && open.Values.Any(p => p is not null); i++)
        {
            foreach (var proposal in open.Values.OfType<CaseProposal>().ToList())
            {
                House.Approve(proposal, House.OldestOpen, now);
            }

            SettleAll();
        }

        Assert.All(open.Values, Assert.Null);
    }

    /// <summary>What a payee is owed less what they owe is what they earned less what they got; all debits are credits.</summary>
    internal void CheckSums()
    {
        foreach (var payee in House.Payees)
        {
            var book = House.Book(payee);
            Assert.Equal(
                House.LinesOf(payee).Sum(l => l.Posted.Fen) - paid.GetValueOrDefault(payee),
                (book.Payable - book.Receivable).Fen
            );
        }

        for (var asOf = At("2026-03-01T10:00:00"); asOf <= now; asOf += Duration.FromDays(20))
        {
            Assert.Equal(0, House.Entries.Where(e => e.PostedAt <= asOf).SelectMany(e => e.Legs).Sum(l => l.Net.Fen));
        }
    }

    internal void CheckTargets()
    {
        foreach (var sale in facts.Keys.Where(s => !rejected.Contains(s)))
        {
            Assert.Equal(
                Reference(sale).Where(t => t.Value != 0).ToDictionary(),
                House.Account(sale).Posted.Where(p => p.Value != Money.Zero).ToDictionary(p => p.Key, p => p.Value.Fen)
            );
        }
    }

    /// <summary>A house that never looked before now posts and proposes the same.</summary>
    internal void CheckSettledOnce()
    {
        House late = new(Settings);
        foreach (var sale in facts.Keys)
        {
            var plan = late.Settle(View(sale, facts[sale], [.. decisions[sale]]), now);
            Assert.Equal(open[sale]?.PreviewHash, plan.Case?.PreviewHash);
            Assert.Equal(House.Account(sale).Posted.OrderBy(p => p.Key), late.Account(sale).Posted.OrderBy(p => p.Key));
        }
    }

    internal void CheckClosedMonths() =>
        Assert.All(closed, c => Assert.Equal(c.Value, Books.TrialBalanceHash(House.Entries, c.Key)));

    internal void CheckStatements()
    {
        foreach (var payee in House.Payees)
        {
            Money payable = default,
                receivable = default;
            foreach (var period in House.EntriesOf(payee).Select(e => e.Period).Distinct().Order())
            {
                var s = House.Statement(payee, period);
                Assert.Equal((payable, receivable), (s.Opening, s.ReceivableOpening));
                Assert.Equal(
                    s.Closing,
                    s.Opening + s.Earned + s.Adjusted + s.ToReceivable - s.Offset - s.Withheld - s.Paid
                );
                Assert.Equal(s.Receivable, s.ReceivableOpening + s.ToReceivable - s.Offset);
                (payable, receivable) = (s.Closing, s.Receivable);
            }

            Assert.Equal((House.Book(payee).Payable, House.Book(payee).Receivable), (payable, receivable));
        }
    }

    internal static long Expense(IEnumerable<Entry> entries) =>
        entries
            .SelectMany(e => e.Legs)
            .Where(l => l.Account.StartsWith("Expense:", StringComparison.Ordinal))
            .Sum(l => l.Net.Fen);

    private void Pay(string payee, int x, int y, string at)
    {
        var amount = y switch
        {
            0 => House.Book(payee).Payable.Fen,
            1 => House.Book(payee).Payable.Fen / 3,
            2 => House.Book(payee).Payable.Fen + 1 + (x * 100_000),
            _ => House.Book(payee).Payable.Fen * y / 6,
        };
        House.Pay(payee, new(amount), at);
        paid[payee] = paid.GetValueOrDefault(payee) + amount;
    }

    private void SettleAll()
    {
        foreach (var sale in facts.Keys)
        {
            var plan = House.Settle(View(sale, facts[sale], [.. decisions[sale]]), now);
            open[sale] = plan.Case;
            var again = House.Entries.Count;
            Assert.Equal(
                plan.Case?.PreviewHash,
                House.Settle(View(sale, facts[sale], [.. decisions[sale]]), now).Case?.PreviewHash
            );
            Assert.Equal(again, House.Entries.Count);
        }
    }

    private Dictionary<LineKey, long> Reference(string sale)
    {
        var gone = facts[sale].Select(f => f.Body).OfType<FactBody.FactRetracted>().Select(r => r.Target).ToHashSet();
        var live = facts[sale].Where(f => !gone.Contains(f.Id)).Select(f => f.Body).ToList();
        var price = live.OfType<FactBody.SaleRepriced>().LastOrDefault()?.Price.Fen ?? 800_000_000m;
        var reached = live.OfType<FactBody.SaleProgressed>().Select(p => p.Milestone).ToHashSet();
        var full = reached.Contains(Milestone.FullyPaid);
        var channel = decisions[sale][^1].Credits[0].Channel;
        bool[] due =
        [
            reached.Contains(Milestone.Signed),
            full || reached.Contains(Milestone.Collected),
            full || reached.Contains(Milestone.LoanReleased),
        ];
        Dictionary<LineKey, long> target = [];
        if (live.OfType<FactBody.SaleCancelled>().Any())
        {
            return target;
        }

        var consultant = Round(price * (channel.Kind == ChannelKind.Agency ? 0.0010m : 0.0025m));
        Add("consultant-1", "px-consultant", consultant);
        Add("manager-1", "px-manager", Round(consultant * 0.10m));
        if (channel.Kind == ChannelKind.Agency)
        {
            Add(channel.Organisation!, "px-agency", Round(price * 0.018m));
        }

        return target;

        void Add(string payee, string plan, decimal total)
        {
            decimal[] until = [Round(total * 0.4m), Round(total * 0.7m), total];
            string[] ids = ["signed", "collected", "loanReleased"];
            for (var i = 0; i < 3; i++)
            {
                if (due[i])
                {
                    target[new(payee, plan, sale, ids[i])] = (long)(until[i] - (i == 0 ? 0 : until[i - 1]));
                }
            }
        }
    }

    private static decimal Round(decimal fen) => Math.Round(fen, MidpointRounding.AwayFromZero);

    private string Id() => $"e-{++count}";

    private static string Text(Instant at) =>
        LocalDateTimePattern.ExtendedIso.Format(at.InZone(China.Zone).LocalDateTime);
}
