using Core.Values;

namespace Core.Commission;

/// <summary>
/// How an increase or a decrease of one line moves between Payable, Reserve and Receivable (commission.md 6).
/// Each puts the changed lines into the draft and gives the legs apart from the expense.
/// </summary>
internal static class LineMoves
{
    /// <summary>
    /// An increase restores what the payee owes for the sale first, then what the tax office owes, then adds to the
    /// reserve, then to what is payable.
    /// </summary>
    /// <param name="book">The book.</param>
    /// <param name="line">The line before; it is put back changed.</param>
    /// <param name="amount">Positive.</param>
    /// <param name="retention">The part of the line that is kept back.</param>
    /// <param name="cured">What overpaid money covers already.</param>
    internal static Leg[] Add(BookDraft book, BookLine line, Money amount, Rate retention, Money cured)
    {
        var payee = book.Head.Payee;
        var rest = amount - cured;
        var restored = Money.Zero;
        foreach (var owing in OfSale(book, line).Where(l => l.Owed > Money.Zero))
        {
            var part = Money.Min(rest, owing.Owed);
            if (owing.Key == line.Key)
            {
                line = line with { Owed = line.Owed - part };
            }
            else
            {
                book.Put(owing with { Owed = owing.Owed - part });
            }

            restored += part;
            rest -= part;
        }

        var tax = Money.Min(rest, line.TaxOwed);
        rest -= tax;
        var reserved = Money.Min(rest, Money.Max(retention.Of(line.Posted + amount) - line.Reserved, Money.Zero));
        rest -= reserved;
        book.Put(
            line with
            {
                Posted = line.Posted + amount,
                Settled = line.Settled + restored + tax + cured,
                Paid = line.Paid + cured,
                Withheld = line.Withheld + tax,
                TaxOwed = line.TaxOwed - tax,
                Reserved = line.Reserved + reserved,
            }
        );
        return
        [
            Leg.Cr(Accounts.Receivable(payee), restored + cured),
            Leg.Cr(Accounts.TaxRecoverable, tax),
            Leg.Cr(Accounts.Reserve(payee), reserved),
            Leg.Cr(Accounts.Payable(payee), rest),
        ];
    }

    /// <summary>
    /// A decrease takes what is unpaid of the sale first (the line's own, then its other lines'), then the line's and
    /// the sale's reserve; the rest was paid and becomes owed, its tax by the tax office.
    /// </summary>
    internal static Leg[] Take(BookDraft book, BookLine line, Money amount)
    {
        var payee = book.Head.Payee;
        var rest = amount;
        var payable = Money.Min(rest, line.Open);
        rest -= payable;
        line = line with { Posted = line.Posted - amount };

        foreach (var other in OfSale(book, line).Where(l => l.Key != line.Key && l.Open > Money.Zero))
        {
            var part = Money.Min(Money.Min(rest, other.Open), line.Settled);
            var withheld = PartOf(line.Withheld, part, line.Settled);
            line = line with { Settled = line.Settled - part, Withheld = line.Withheld - withheld };
            book.Put(other with { Settled = other.Settled + part, Withheld = other.Withheld + withheld });
            payable += part;
            rest -= part;
        }

        var reserve = Money.Min(rest, line.Reserved);
        line = line with { Reserved = line.Reserved - reserve };
        rest -= reserve;
        foreach (var other in OfSale(book, line).Where(l => l.Key != line.Key && l.Reserved > Money.Zero))
        {
            // What was paid on this line pays for what was kept back on the other.
            var part = Money.Min(rest, other.Reserved);
            var withheld = PartOf(line.Withheld, part, line.Settled);
            line = line with { Settled = line.Settled - part, Withheld = line.Withheld - withheld };
            book.Put(
                other with
                {
                    Reserved = other.Reserved - part,
                    Settled = other.Settled + part,
                    Withheld = other.Withheld + withheld,
                }
            );
            reserve += part;
            rest -= part;
        }

        var tax = PartOf(line.Withheld, rest, line.Settled);
        book.Put(
            line with
            {
                Settled = line.Settled - rest,
                Withheld = line.Withheld - tax,
                Owed = line.Owed + rest - tax,
                TaxOwed = line.TaxOwed + tax,
            }
        );
        return
        [
            Leg.Dr(Accounts.Payable(payee), payable),
            Leg.Dr(Accounts.Reserve(payee), reserve),
            Leg.Dr(Accounts.Receivable(payee), rest - tax),
            Leg.Dr(Accounts.TaxRecoverable, tax),
        ];
    }

    /// <summary>The sale's lines, this one first as it is now, then by age.</summary>
    private static List<BookLine> OfSale(BookDraft book, BookLine line) =>
        [line, .. book.Oldest.Where(l => l.Key.Sale == line.Key.Sale && l.Key != line.Key)];

    /// <summary>The part of a whole's tax that falls on a part of the whole.</summary>
    private static Money PartOf(Money tax, Money part, Money whole) =>
        part == Money.Zero || whole == Money.Zero ? Money.Zero
        : part == whole ? tax
        : new(Rate.Rounded((Int128)tax.Fen * part.Fen, whole.Fen));
}
