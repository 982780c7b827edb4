using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <content>What a pay run posts: offsets before it, payouts after it.</content>
public static partial class BookKeeper
{
    /// <summary>
    /// Recovers what the payee owes from what is payable, oldest first, once per month and within the payee's cap.
    /// Nothing owed, nothing payable, a closed month or one that had its offset gives no entries.
    /// </summary>
    public static BookChange Offset(
        BookHead head,
        ImmutableArray<BookLine> allLines,
        PayeeRecord payee,
        Period period,
        Instant postedAt
    )
    {
        var amount = Money.Min(head.Receivable, OffsetLimit(head.Payable, payee, period));
        if (amount <= Money.Zero || head.OffsetPeriods.Contains(period.ToString()) || period <= head.ClosedThrough)
        {
            return BookChange.None(head);
        }

        BookDraft book = new(head, allLines);
        book.Post(
            EntryType.Offset,
            period,
            postedAt,
            $"offset|{period}",
            Leg.Dr(Accounts.Payable(head.Payee), amount),
            Leg.Cr(Accounts.Receivable(head.Payee), amount)
        );
        Settle(book, amount, [], paid: false);
        Recover(book, amount);
        book.Head = book.Head with { OffsetPeriods = book.Head.OffsetPeriods.Add(period.ToString()) };
        return book.Done();
    }

    /// <summary>
    /// What an offset may take at most of an amount payable. Of a wage it takes no more than the cap's part of it, and
    /// leaves the minimum wage (工资支付暂行规定, article 16); a wage that is not known is not touched.
    /// </summary>
    public static Money OffsetLimit(Money payable, PayeeRecord payee, Period period)
    {
        if (!payee.OffsetOfWage)
        {
            return Money.Min(payable, payee.OffsetCap.Of(payable));
        }

        var wage = payee.Wages.Where(w => w.From <= period).OrderBy(w => w.From).LastOrDefault();
        return wage is null
            ? Money.Zero
            : Money.Max(
                Money.Zero,
                Money.Min(payable, Money.Min(payee.OffsetCap.Of(wage.Month), wage.Month - wage.Minimum))
            );
    }

    /// <summary>
    /// Books money that left, and the tax withheld from it: oldest lines first, or those that <c>covers</c> names (by entry,
    /// sale, <c>sale|milestone</c> or line key). What is above Payable becomes owed and is noted as overpaid.
    /// The caller keeps a payout from being booked twice.
    /// </summary>
    /// <param name="head">The book.</param>
    /// <param name="allLines">Every line of the book that has an open part; others may be left out.</param>
    /// <param name="payout">What left.</param>
    /// <param name="fact">Names the payout.</param>
    /// <param name="receivedAt">When it became known.</param>
    /// <param name="postedAt">Now.</param>
    public static BookChange Payout(
        BookHead head,
        ImmutableArray<BookLine> allLines,
        FactBody.PayoutMade payout,
        FactId fact,
        Instant receivedAt,
        Instant postedAt
    )
    {
        BookDraft book = new(head, allLines);
        var period = PayoutPeriod(head, payout);
        var withheld = Money.Max(payout.Withheld ?? Money.Zero, Money.Zero);
        var amount = Money.Max(payout.Amount, Money.Zero);
        var statement = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{payout.StatementPeriod ?? period}@{payout.StatementVersion ?? 1}"
        );
        BookDraft.Draft Draft(EntryType type, string key) =>
            new(type, period, postedAt, $"{key}|{fact}") { Batch = payout.Batch, Statement = statement };

        var taxed = Money.Min(withheld, head.Payable);
        var paid = Money.Min(amount, head.Payable - taxed);
        var excess = withheld + amount - taxed - paid;
        Settle(book, taxed + paid, payout.Covers, paid: true, taxed);
        if (withheld > Money.Zero)
        {
            book.Post(
                Draft(EntryType.Withhold, "withhold"),
                Leg.Dr(Accounts.Payable(head.Payee), taxed),
                Leg.Dr(Accounts.Receivable(head.Payee), withheld - taxed),
                Leg.Cr(Accounts.TaxPayable, withheld)
            );
        }

        if (amount > Money.Zero)
        {
            book.Post(
                Draft(EntryType.Payout, "payout"),
                Leg.Dr(Accounts.Payable(head.Payee), paid),
                Leg.Dr(Accounts.Receivable(head.Payee), amount - paid),
                Leg.Cr(Accounts.Bank, amount)
            );
        }

        var last = book.Done();
        return excess > Money.Zero
            ? last with
            {
                Head = last.Head with
                {
                    Overpaid = last.Head.Overpaid.Add(new(last.Entries[^1].Id, receivedAt, excess)),
                },
            }
            : last;
    }

    /// <summary>Settles the open parts of lines: named ones first, then the oldest.</summary>
    private static void Settle(
        BookDraft book,
        Money amount,
        ImmutableArray<string> covers,
        bool paid,
        Money withheld = default
    )
    {
        List<(BookLine Line, Money Part)> parts = [];
        var rest = amount;
        foreach (var line in book.Oldest.Where(l => l.Open > Money.Zero).OrderBy(l => RankOf(l, covers)))
        {
            var part = Money.Min(rest, line.Open);
            if (part > Money.Zero)
            {
                parts.Add((line, part));
                rest -= part;
            }
        }

        if (parts.Count == 0)
        {
            return;
        }

        var taxes = withheld.Allocate([.. parts.Select(p => p.Part.Fen)]);
        for (var i = 0; i < parts.Count; i++)
        {
            var (line, part) = parts[i];
            book.Put(
                line with
                {
                    Settled = line.Settled + part,
                    Withheld = line.Withheld + taxes[i],
                    Paid = paid ? line.Paid + part : line.Paid,
                }
            );
        }
    }

    private static int RankOf(BookLine line, ImmutableArray<string> covers)
    {
        for (var i = 0; i < covers.Length; i++)
        {
            if (
                covers[i] == line.EarnEntry
                || covers[i] == line.Key.Sale
                || covers[i] == $"{line.Key.Sale}|{line.Key.Milestone}"
                || covers[i] == line.Key.Text
            )
            {
                return i;
            }
        }

        return covers.Length;
    }

    /// <summary>Lines' debts first, oldest first, then overpaid money.</summary>
    private static void Recover(BookDraft book, Money amount)
    {
        foreach (var line in book.Oldest.Where(l => l.Owed > Money.Zero))
        {
            var part = Money.Min(amount, line.Owed);
            book.Put(line with { Owed = line.Owed - part });
            amount -= part;
        }

        var overpaid = book.Head.Overpaid;
        for (var i = 0; i < overpaid.Length; i++)
        {
            var part = Money.Min(amount, overpaid[i].Amount);
            overpaid = overpaid.SetItem(i, overpaid[i] with { Amount = overpaid[i].Amount - part });
            amount -= part;
        }

        book.Head = book.Head with { Overpaid = overpaid.RemoveAll(o => o.Amount == Money.Zero) };
    }
}
