using System.Collections.Immutable;
using Core.Commission;
using Core.Values;
using NodaTime;

namespace Core.Tests.Commission;

/// <summary>A house in memory: books and accounts, posted to one call after the other, verified after each.</summary>
internal sealed class House(CommissionSettings settings)
{
    private readonly SortedDictionary<string, BookHead> heads = new(StringComparer.Ordinal);
    private readonly SortedDictionary<LineKey, BookLine> lines = [];
    private readonly Dictionary<string, SaleAccount> accounts = new(StringComparer.Ordinal);
    private readonly List<Entry> entries = [];
    private GroupContext groups = GroupContext.Empty;
    private int payouts;
    private bool isClosed;

    internal Period OldestOpen { get; private set; } = new(2026, 1);

    internal IReadOnlyList<Entry> Entries => entries;

    internal IEnumerable<BookLine> Lines => lines.Values;

    internal IEnumerable<string> Payees => heads.Keys;

    /// <summary>A book that begins late has the house's closed months.</summary>
    internal BookHead Book(string payee) =>
        heads.GetValueOrDefault(payee)
        ?? (isClosed ? BookKeeper.Close(BookHead.Empty(payee), OldestOpen.Previous) : BookHead.Empty(payee));

    internal SaleAccount Account(string sale) => accounts.GetValueOrDefault(sale) ?? SaleAccount.Empty;

    internal ImmutableArray<Entry> EntriesOf(string payee) => [.. entries.Where(e => e.Payee == payee)];

    internal ImmutableArray<BookLine> LinesOf(string payee) => [.. lines.Values.Where(l => l.Key.Payee == payee)];

    /// <summary>Whether every tier line holds what its group says.</summary>
    internal bool GroupsAgree() =>
        groups
            .Targets(settings)
            .ToDictionary(t => t.Key, t => t.Amount)
            .Where(t => t.Value != Money.Zero)
            .ToHashSet()
            .SetEquals(
                lines
                    .Values.Where(l => settings.IsTier(l.Key) && l.Posted != Money.Zero)
                    .Select(l => KeyValuePair.Create(l.Key, l.Posted))
            );

    internal long Balance(string account) => Books.Balances(entries, null).GetValueOrDefault(account);

    /// <summary>Posts what posts by itself and gives the rest.</summary>
    internal SettlementPlan Settle(SaleView view, Instant at)
    {
        var plan = Settlement.Plan(view, Account(view.Sale), settings, groups);
        foreach (var target in plan.Automatic)
        {
            Apply(
                BookKeeper.Earn(
                    Book(target.Key.Payee),
                    lines.GetValueOrDefault(target.Key),
                    target,
                    revision: 1,
                    plan.Effective!.Decision,
                    OldestOpen,
                    at,
                    ClassOf(target.Key.Payee, at)
                )
            );
        }

        groups = groups.With(view.Sale, plan.Memberships);
        foreach (var target in groups.Targets(settings))
        {
            Apply(
                BookKeeper.Earn(
                    Book(target.Key.Payee),
                    lines.GetValueOrDefault(target.Key),
                    target,
                    revision: 1,
                    decision: 0,
                    OldestOpen,
                    at,
                    ClassOf(target.Key.Payee, at)
                )
            );
        }

        accounts[view.Sale] = Account(view.Sale) with { Accepted = plan.Effective };
        Recount(view.Sale);
        return plan;
    }

    internal void Approve(CaseProposal proposal, Period period, Instant at)
    {
        foreach (var payee in proposal.Lines.Select(l => l.Key.Payee).Distinct(StringComparer.Ordinal))
        {
            Apply(
                BookKeeper.Adjust(
                    Book(payee),
                    [.. LinesOf(payee).Where(l => proposal.Lines.Any(p => p.Key.Sale == l.Key.Sale))],
                    proposal.Lines,
                    proposal.Id,
                    proposal.After.Decision,
                    period,
                    at,
                    ClassOf(payee, at)
                )
            );
        }

        Assert.True(proposal.StillMoves(groups, settings));
        groups = groups.With(proposal.Sale, proposal.Memberships);
        accounts[proposal.Sale] = Account(proposal.Sale) with { Accepted = proposal.After };
        Recount(proposal.Sale);
    }

    internal void Reject(CaseProposal proposal) =>
        accounts[proposal.Sale] = Account(proposal.Sale) with
        {
            Upheld = Account(proposal.Sale).Upheld.Add(proposal.UpheldKey),
        };

    internal BookChange Pay(
        string payee,
        Money amount,
        string at,
        Money? withheld = null,
        Period? statement = null,
        params string[] covers
    )
    {
        var instant = Given.At(at);
        return Apply(
            BookKeeper.Payout(
                Book(payee),
                LinesOf(payee),
                new(payee, "PB", amount, withheld, statement, 1, [.. covers], null, instant),
                new("/finance", $"f-{++payouts}"),
                instant,
                instant
            )
        );
    }

    internal void Offset(Period period, Instant at)
    {
        foreach (var payee in heads.Keys.ToList())
        {
            if (settings.Payee(payee, at) is { } record)
            {
                Apply(BookKeeper.Offset(Book(payee), LinesOf(payee), record, period, at));
            }
        }
    }

    internal void Close(Period period, Instant at)
    {
        Offset(period, at);
        foreach (var payee in heads.Keys.ToList())
        {
            heads[payee] = BookKeeper.Close(heads[payee], period);
        }

        isClosed = true;
        OldestOpen = period < OldestOpen ? OldestOpen : period.Next;
    }

    internal Statement Statement(string payee, Period period) =>
        Statements.Derive(payee, period, EntriesOf(payee), version: 1);

    internal string[] Verify() =>
        [.. heads.Keys.SelectMany(payee => Books.Verify(heads[payee], LinesOf(payee), EntriesOf(payee)))];

    private BookChange Apply(BookChange change)
    {
        heads[change.Head.Payee] = change.Head;
        entries.AddRange(change.Entries);
        foreach (var line in change.Lines)
        {
            lines[line.Key] = line;
        }

        Assert.Empty(Verify());
        return change;
    }

    private void Recount(string sale) =>
        accounts[sale] = Account(sale) with
        {
            Posted = lines
                .Values.Where(l => l.Key.Sale == sale && !settings.IsTier(l.Key))
                .ToImmutableDictionary(l => l.Key, l => l.Posted),
        };

    private string ClassOf(string payee, Instant at) => settings.Payee(payee, at)?.Class ?? "Sales";
}
