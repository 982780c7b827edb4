using Core.Commission;
using Core.Values;

namespace Functions.Contracts;

/// <summary>A statement as a sheet: its sums first, then its entries.</summary>
internal static class StatementCsv
{
    /// <summary>The rows, header first.</summary>
    public static IEnumerable<IReadOnlyList<Csv.Cell>> Rows(Statement statement)
    {
        yield return ["payee", "period", "kind", "entry", "sale", "milestone", "originalPeriod", "amount"];
        (string Name, Money Amount)[] sums =
        [
            ("opening", statement.Opening),
            ("earned", statement.Earned),
            ("adjusted", statement.Adjusted),
            ("toReceivable", statement.ToReceivable),
            ("offset", statement.Offset),
            ("withheld", statement.Withheld),
            ("paid", statement.Paid),
            ("closing", statement.Closing),
            ("receivableOpening", statement.ReceivableOpening),
            ("receivable", statement.Receivable),
        ];
        var period = statement.Period.ToString();
        foreach (var (name, amount) in sums)
        {
            yield return
            [
                statement.Payee,
                period,
                name,
                (string?)null,
                (string?)null,
                (string?)null,
                (string?)null,
                amount,
            ];
        }

        foreach (var line in statement.Lines)
        {
            yield return
            [
                statement.Payee,
                period,
                line.Kind,
                line.Entry,
                line.Sale,
                line.Milestone,
                line.OriginalPeriod?.ToString(),
                line.Amount,
            ];
        }
    }
}
