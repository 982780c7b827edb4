using System.Collections.Immutable;
using System.Globalization;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>Questions to the books, and the promises that they keep (commission.md 7).</summary>
public static class Books
{
    /// <summary>Everything that is wrong with a book, in words without personal data; empty: clean.</summary>
    public static ImmutableArray<string> Verify(
        BookHead head,
        ImmutableArray<BookLine> lines,
        ImmutableArray<Entry> entries
    )
    {
        List<string> findings = [];
        var ordered = entries.OrderBy(e => e.Seq).ToList();
        Chain(head, ordered, findings);
        Balance(head, ordered, findings);
        Lines(head, lines, ordered, findings);
        return [.. findings];
    }

    /// <summary>Account → fen on its natural side, over entries posted until then (inclusive; null: all).</summary>
    public static ImmutableSortedDictionary<string, long> Balances(IEnumerable<Entry> entries, Instant? asOf)
    {
        SortedDictionary<string, long> balances = new(StringComparer.Ordinal);
        foreach (var leg in entries.Where(e => asOf is not { } at || e.PostedAt <= at).SelectMany(e => e.Legs))
        {
            balances[leg.Account] = checked(balances.GetValueOrDefault(leg.Account) + Accounts.Natural(leg));
        }

        return balances.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>
    /// <c>sha256:…</c> over every account's movement in the months up to one. It never changes once that month is closed.
    /// </summary>
    public static string TrialBalanceHash(IEnumerable<Entry> entries, Period period) =>
        Sha.Named(
            Sha.Join(
                entries
                    .Where(e => e.Period <= period)
                    .GroupBy(e => e.Period)
                    .OrderBy(g => g.Key)
                    .SelectMany(g => Balances(g, asOf: null).Select(b => $"{g.Key} {b.Key} {Fen(b.Value)}"))
            )
        );

    private static void Chain(BookHead head, List<Entry> entries, List<string> findings)
    {
        var hash = "";
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            Expect(entry.Seq == i + 1, $"{entry.Id}: sequence {Fen(entry.Seq)} stands at place {Fen(i + 1)}.");
            Expect(entry.PreviousHash == hash, $"{entry.Id}: does not follow the entry before it.");
            Expect(EntryJson.HashOf(hash, entry) == entry.Hash, $"{entry.Id}: is not what was hashed.");
            Expect(entry.Payee == head.Payee, $"{entry.Id}: belongs to another book.");
            hash = entry.Hash;
        }

        Expect(head.Seq == entries.Count && head.Hash == hash, "The head does not stand at the last entry.");
        Expect(entries.DistinctBy(e => e.Key, StringComparer.Ordinal).Count() == entries.Count, "A key occurs twice.");
        Expect(entries.DistinctBy(e => e.Id, StringComparer.Ordinal).Count() == entries.Count, "An id occurs twice.");

        void Expect(bool holds, string finding)
        {
            if (!holds)
            {
                findings.Add(finding);
            }
        }
    }

    private static void Balance(BookHead head, List<Entry> entries, List<string> findings)
    {
        string[] never = [Accounts.Payable(head.Payee), Accounts.Receivable(head.Payee), Accounts.Reserve(head.Payee)];
        Dictionary<string, long> balances = new(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Legs.IsEmpty || entry.Legs.Sum(l => l.Net.Fen) != 0)
            {
                findings.Add($"{entry.Id}: debits and credits differ.");
            }

            if (entry.Legs.Any(l => l.Debit is null == l.Credit is null || (l.Debit ?? l.Credit) <= Money.Zero))
            {
                findings.Add($"{entry.Id}: a leg is not one positive debit or credit.");
            }

            if (
                entry.Type is EntryType.Payout or EntryType.Withhold
                && (entry.Batch is null || entry.Statement is null)
            )
            {
                findings.Add($"{entry.Id}: names no batch or no statement.");
            }

            foreach (var leg in entry.Legs)
            {
                balances[leg.Account] = checked(balances.GetValueOrDefault(leg.Account) + Accounts.Natural(leg));
            }

            findings.AddRange(
                never
                    .Where(account => balances.GetValueOrDefault(account) < 0)
                    .Select(account => $"{entry.Id}: {account} falls below zero.")
            );
        }

        findings.AddRange(
            balances
                .Keys.Union(head.Balances.Keys, StringComparer.Ordinal)
                .Where(a => balances.GetValueOrDefault(a) != head.Balances.GetValueOrDefault(a))
                .Order(StringComparer.Ordinal)
                .Select(a => $"{a}: the head does not hold what the entries add up to.")
        );
    }

    private static void Lines(BookHead head, ImmutableArray<BookLine> lines, List<Entry> entries, List<string> findings)
    {
        Dictionary<LineKey, long> posted = [];
        foreach (var entry in entries.Where(e => e is { Sale: not null, Milestone: not null, Plan: not null }))
        {
            LineKey key = new(head.Payee, PlanId(entry.Plan!), entry.Sale!, entry.Milestone!);
            var expense = entry
                .Legs.Where(l => l.Account.StartsWith("Expense:", StringComparison.Ordinal))
                .Sum(l => l.Net.Fen);
            posted[key] = posted.GetValueOrDefault(key) + expense;
        }

        var held = lines.ToDictionary(l => l.Key, l => l.Posted.Fen);
        findings.AddRange(
            posted
                .Keys.Union(held.Keys)
                .Where(k => posted.GetValueOrDefault(k) != held.GetValueOrDefault(k))
                .Order()
                .Select(k => $"{k.Text}: the line does not hold what its entries add up to.")
        );
        findings.AddRange(
            lines
                .Where(l =>
                    l.Open.IsNegative
                    || l.Reserved.IsNegative
                    || l.Settled.IsNegative
                    || l.Owed.IsNegative
                    || l.TaxOwed.IsNegative
                    || l.Withheld.IsNegative
                    || l.Withheld > l.Settled
                )
                .Select(l => $"{l.Key.Text}: a part of the line is negative.")
        );
        Same(lines.Sum(l => l.Open.Fen), head.Payable, "Payable");
        Same(lines.Sum(l => l.Reserved.Fen), head.Reserve, "Reserve");
        Same(lines.Sum(l => l.Owed.Fen) + head.Overpaid.Sum(o => o.Amount.Fen), head.Receivable, "Receivable");

        void Same(long sum, Money balance, string account)
        {
            if (sum != balance.Fen)
            {
                findings.Add($"{account}: the lines do not add up to the balance.");
            }
        }
    }

    private static string PlanId(string reference) =>
        reference.LastIndexOf('@') is >= 0 and var at ? reference[..at] : reference;

    private static string Fen(long value) => value.ToString(CultureInfo.InvariantCulture);
}
