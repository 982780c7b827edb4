using System.Collections.Immutable;
using System.Globalization;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>
/// Postings to a payee's book (commission.md 6 and 7). Nothing here writes: each gives the book's next state,
/// and each repeated on its own result gives no entries.
/// </summary>
public static partial class BookKeeper
{
    /// <summary>
    /// Brings a line to its target in the milestone's month, or the oldest open one: what is missing is earned, what is
    /// too much is taken back, what need no longer be kept back is released. Nothing to do gives no entries.
    /// </summary>
    /// <param name="head">The book.</param>
    /// <param name="line">The line; null: it is new.</param>
    /// <param name="target">What it should hold.</param>
    /// <param name="revision">Revision of the sale.</param>
    /// <param name="decision">Place of the decision in the sale's timeline.</param>
    /// <param name="oldestOpen">The house's oldest open month; the book's own closed months win.</param>
    /// <param name="postedAt">Now.</param>
    /// <param name="payeeClass">Class of the payee.</param>
    public static BookChange Earn(
        BookHead head,
        BookLine? line,
        TargetLine target,
        long revision,
        int decision,
        Period oldestOpen,
        Instant postedAt,
        string payeeClass
    )
    {
        var original = Period.Of(target.Reached.At);
        line ??= new()
        {
            Key = target.Key,
            OriginalPeriod = original,
            PlanVersion = target.PlanVersion,
        };
        BookDraft book = new(head, [line]);
        var period = book.OpenFrom(original < oldestOpen ? oldestOpen : original);
        var delta = target.Amount - line.Posted;
        if (delta != Money.Zero)
        {
            line = line with { PlanVersion = target.PlanVersion, Revision = revision, Postings = line.Postings + 1 };
            BookDraft.Draft draft = new(
                delta > Money.Zero ? EntryType.Earn : EntryType.Clawback,
                period,
                postedAt,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"earn|{LineKey.Escape(line.Key.Sale)}|{LineKey.Escape(line.Key.Plan)}|{LineKey.Escape(line.Key.Milestone)}|{line.Postings}"
                )
            )
            {
                Line = line.Key,
                Original = original,
                Plan = target.PlanVersion,
                Decision = decision,
                Corrects = delta > Money.Zero ? null : line.EarnEntry,
            };
            Change(book, line, delta, target.Retention, draft, payeeClass, target.Reached.KnownFrom);
        }

        Release(book, target, period, postedAt);
        return book.Done();
    }

    /// <summary>
    /// Posts the lines of a case that are this payee's, in their order; a line that holds what it should gives no entry.
    /// </summary>
    /// <param name="head">The book.</param>
    /// <param name="linesOfTheSale">All lines of the sale in this book.</param>
    /// <param name="lines">Lines of the case; those of other payees are passed over.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="decision">Place of the decision after it in the sale's timeline.</param>
    /// <param name="period">Month fixed at commit; the book's own closed months win.</param>
    /// <param name="postedAt">Now.</param>
    /// <param name="payeeClass">Class of the payee.</param>
    public static BookChange Adjust(
        BookHead head,
        ImmutableArray<BookLine> linesOfTheSale,
        ImmutableArray<CaseLine> lines,
        string caseId,
        int decision,
        Period period,
        Instant postedAt,
        string payeeClass
    )
    {
        BookDraft book = new(head, linesOfTheSale);
        foreach (var wanted in lines.Where(l => l.Key.Payee == head.Payee))
        {
            var line =
                book.Line(wanted.Key)
                ?? new()
                {
                    Key = wanted.Key,
                    OriginalPeriod = wanted.OriginalPeriod,
                    PlanVersion = wanted.PlanVersion,
                };
            var delta = wanted.After - line.Posted;
            if (delta == Money.Zero)
            {
                continue;
            }

            line = line with { PlanVersion = wanted.PlanVersion, Postings = line.Postings + 1 };
            var again = delta > Money.Zero && line.ClawbackEntry is not null;
            BookDraft.Draft draft = new(
                delta < Money.Zero ? EntryType.Clawback
                    : again ? EntryType.Reverse
                    : EntryType.Earn,
                book.OpenFrom(period),
                postedAt,
                $"{caseId}|{line.Key.Text}"
            )
            {
                Line = line.Key,
                Original = line.OriginalPeriod,
                Plan = wanted.PlanVersion,
                Case = caseId,
                Decision = decision,
                Corrects = delta < Money.Zero ? line.EarnEntry : line.ClawbackEntry,
            };
            Change(book, line, delta, wanted.Retention, draft, payeeClass, knownFrom: null);
        }

        return book.Done();
    }

    /// <summary>Closes a month for good; one that is closed already changes nothing.</summary>
    public static BookHead Close(BookHead head, Period period) =>
        head.ClosedThrough is { } closed && period <= closed ? head : head with { ClosedThrough = period };

    /// <summary>The period that a payout is booked in: that of its statement, else of its date, else the oldest open one.</summary>
    public static Period PayoutPeriod(BookHead head, FactBody.PayoutMade payout)
    {
        bool IsOpen(Period p) => head.ClosedThrough is not { } closed || p > closed;
        var month = Period.Of(payout.At);
        return payout.StatementPeriod is { } stated && IsOpen(stated) ? stated
            : IsOpen(month) ? month
            : head.ClosedThrough!.Value.Next;
    }

    private static void Change(
        BookDraft book,
        BookLine line,
        Money delta,
        Rate retention,
        BookDraft.Draft draft,
        string payeeClass,
        Instant? knownFrom
    )
    {
        var expense = Accounts.Expense(payeeClass);
        var entry =
            delta > Money.Zero
                ? book.Post(
                    draft,
                    [
                        Leg.Dr(expense, delta),
                        .. LineMoves.Add(book, line, delta, retention, Cure(book, delta, knownFrom)),
                    ]
                )
                : book.Post(draft, [.. LineMoves.Take(book, line, -delta), Leg.Cr(expense, -delta)]);
        var now = book.Line(line.Key)!;
        book.Put(delta > Money.Zero ? now with { EarnEntry = entry.Id } : now with { ClawbackEntry = entry.Id });
    }

    /// <summary>
    /// Money that left too early is no debt once it turns out that it was earned by then, so that a payout that is
    /// booked before the milestone it pays for leaves the same balances as the other way round.
    /// </summary>
    private static Money Cure(BookDraft book, Money earned, Instant? knownFrom)
    {
        var cured = Money.Zero;
        var overpaid = book.Head.Overpaid;
        for (var i = 0; i < overpaid.Length; i++)
        {
            if (knownFrom <= overpaid[i].ReceivedAt)
            {
                var part = Money.Min(earned - cured, overpaid[i].Amount);
                overpaid = overpaid.SetItem(i, overpaid[i] with { Amount = overpaid[i].Amount - part });
                cured += part;
            }
        }

        book.Head = book.Head with { Overpaid = overpaid.RemoveAll(o => o.Amount == Money.Zero) };
        return cured;
    }

    private static void Release(BookDraft book, TargetLine target, Period period, Instant postedAt)
    {
        var line = book.Line(target.Key)!;
        var freed = line.Reserved - target.Retention.Of(line.Posted);
        if (freed <= Money.Zero)
        {
            return;
        }

        line = line with { Reserved = line.Reserved - freed, Postings = line.Postings + 1 };
        book.Put(line);
        book.Post(
            new(
                EntryType.Release,
                period,
                postedAt,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"release|{LineKey.Escape(line.Key.Sale)}|{LineKey.Escape(line.Key.Plan)}|{LineKey.Escape(line.Key.Milestone)}|{line.Postings}"
                )
            )
            {
                Line = line.Key,
                Original = line.OriginalPeriod,
                Plan = target.PlanVersion,
                Corrects = line.EarnEntry,
            },
            Leg.Dr(Accounts.Reserve(book.Head.Payee), freed),
            Leg.Cr(Accounts.Payable(book.Head.Payee), freed)
        );
    }
}
