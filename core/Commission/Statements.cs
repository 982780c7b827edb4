using System.Collections.Immutable;
using Core.Values;

namespace Core.Commission;

/// <summary>Statements of payees (commission.md 6).</summary>
public static class Statements
{
    /// <summary>A payee's month from all entries of the book, in any order.</summary>
    public static Statement Derive(string payee, Period period, ImmutableArray<Entry> entries, int version)
    {
        var (opening, owedBefore) = Sum(payee, entries.Where(e => e.Period < period));
        Money earned = default,
            adjusted = default,
            toReceivable = default,
            offset = default,
            withheld = default,
            paid = default;
        List<StatementLine> lines = [];
        foreach (var entry in entries.Where(e => e.Period == period).OrderBy(e => e.Seq))
        {
            var (payable, owed) = Sum(payee, [entry]);
            var amount = payable - owed;
            toReceivable += entry.Type == EntryType.Offset ? Money.Zero : owed;
            switch (entry.Type)
            {
                case EntryType.Offset:
                    amount = payable;
                    offset -= payable;
                    break;
                case EntryType.Withhold:
                    withheld -= amount;
                    break;
                case EntryType.Payout:
                    paid -= amount;
                    break;
                case EntryType.Earn or EntryType.Release or EntryType.Holdback when entry.Case is null:
                    earned += amount;
                    break;
                default:
                    adjusted += amount;
                    break;
            }

            lines.Add(new(entry.Id, entry.Sale, entry.Milestone, entry.Type.Wire(), amount, entry.OriginalPeriod));
        }

        return new()
        {
            Payee = payee,
            Period = period,
            Version = version,
            Opening = opening,
            Earned = earned,
            Adjusted = adjusted,
            ToReceivable = toReceivable,
            Offset = offset,
            Withheld = withheld,
            Paid = paid,
            Closing = opening + earned + adjusted + toReceivable - offset - withheld - paid,
            ReceivableOpening = owedBefore,
            Receivable = owedBefore + toReceivable - offset,
            Lines = [.. lines],
        };
    }

    private static (Money Payable, Money Receivable) Sum(string payee, IEnumerable<Entry> entries)
    {
        var balances = Books.Balances(entries, asOf: null);
        return (
            new(balances.GetValueOrDefault(Accounts.Payable(payee))),
            new(balances.GetValueOrDefault(Accounts.Receivable(payee)))
        );
    }
}
