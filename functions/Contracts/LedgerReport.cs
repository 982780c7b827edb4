using System.Text.Json.Serialization;
using Core.Commission;
using Core.Pipeline;
using Core.Values;
using NodaTime;

namespace Functions.Contracts;

/// <summary>An entry of the ledger as callers see it.</summary>
internal sealed record EntryReport
{
    /// <summary>Place in its book, from 1.</summary>
    public required long Seq { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>EARN, HOLDBACK, RELEASE, CLAWBACK, OFFSET, PAYOUT, WITHHOLD, REVERSE or WRITE_OFF.</summary>
    public required string Type { get; init; }

    /// <summary>Month that it is booked in.</summary>
    public required Period Period { get; init; }

    /// <summary>Month that it belongs to, when that is another one.</summary>
    public required Period? OriginalPeriod { get; init; }

    /// <summary>When it was written.</summary>
    public required Instant PostedAt { get; init; }

    /// <summary>Whose book.</summary>
    public required string Payee { get; init; }

    /// <summary>Sale.</summary>
    public required string? Sale { get; init; }

    /// <summary>Milestone of the plan.</summary>
    public required string? Milestone { get; init; }

    /// <summary>Plan and version.</summary>
    public required string? Plan { get; init; }

    /// <summary>Adjustment case.</summary>
    public required string? Case { get; init; }

    /// <summary>Public revision of the decision.</summary>
    public required int? Decision { get; init; }

    /// <summary>Payout batch.</summary>
    public required string? Batch { get; init; }

    /// <summary>Statement that a payout answers.</summary>
    public required string? Statement { get; init; }

    /// <summary>Entry that it corrects.</summary>
    public required string? Corrects { get; init; }

    /// <summary>Idempotency key.</summary>
    public required string Key { get; init; }

    /// <summary>Debits and credits; they balance.</summary>
    public required IReadOnlyList<LegReport> Lines { get; init; }

    /// <summary>Hash of the entry before.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>Hash of this entry.</summary>
    public required string Hash { get; init; }

    /// <summary>An entry for callers.</summary>
    public static EntryReport Of(Entry entry) =>
        new()
        {
            Seq = entry.Seq,
            Id = entry.Id,
            Type = entry.Type.Wire(),
            Period = entry.Period,
            OriginalPeriod = entry.OriginalPeriod,
            PostedAt = entry.PostedAt,
            Payee = entry.Payee,
            Sale = entry.Sale,
            Milestone = entry.Milestone,
            Plan = entry.Plan,
            Case = entry.Case,
            Decision = entry.Decision,
            Batch = entry.Batch,
            Statement = entry.Statement,
            Corrects = entry.Corrects,
            Key = entry.Key,
            Lines = [.. entry.Legs.Select(leg => new LegReport(leg.Account, leg.Debit, leg.Credit))],
            PreviousHash = entry.PreviousHash,
            Hash = entry.Hash,
        };
}

/// <summary>One leg of an entry: a debit or a credit.</summary>
internal sealed record LegReport(
    string Account,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Money? Debit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Money? Credit
);

/// <summary>The balance of an account on its natural side.</summary>
internal sealed record BalanceReport(string Account, Money Balance);

/// <summary>All balances.</summary>
/// <param name="AsOf">Entries posted later are left out; null: none is.</param>
/// <param name="Items">By account.</param>
/// <param name="Next">Always null: balances come whole.</param>
internal sealed record BalancesReport(Instant? AsOf, IReadOnlyList<BalanceReport> Items, string? Next);

/// <summary>Whether what is stored follows from what it should follow from.</summary>
/// <param name="Clean">Nothing was found.</param>
/// <param name="Findings">Where stored and recomputed differ.</param>
/// <param name="CheckedAt">When.</param>
internal sealed record VerifyReport(bool Clean, IReadOnlyList<Finding> Findings, Instant CheckedAt);

/// <summary>A month of the books.</summary>
internal sealed record PeriodReport(Period Period, string State, string By, Instant At, string? Hash)
{
    /// <summary>A month for callers.</summary>
    public static PeriodReport Of(ClosedPeriod closed) =>
        new(closed.Period, closed.State, closed.By, closed.At, closed.Hash);
}

/// <summary>A payee's month.</summary>
internal sealed record StatementReport(
    string Payee,
    Period Period,
    int Version,
    Money Opening,
    Money Earned,
    Money Adjusted,
    Money ToReceivable,
    Money Offset,
    Money Withheld,
    Money Paid,
    Money Closing,
    Money ReceivableOpening,
    Money Receivable,
    IReadOnlyList<StatementLineReport> Lines
)
{
    /// <summary>A statement for callers.</summary>
    public static StatementReport Of(Statement statement) =>
        new(
            statement.Payee,
            statement.Period,
            statement.Version,
            statement.Opening,
            statement.Earned,
            statement.Adjusted,
            statement.ToReceivable,
            statement.Offset,
            statement.Withheld,
            statement.Paid,
            statement.Closing,
            statement.ReceivableOpening,
            statement.Receivable,
            [
                .. statement.Lines.Select(line => new StatementLineReport(
                    line.Entry,
                    line.Sale,
                    line.Milestone,
                    line.Kind,
                    line.Amount,
                    line.OriginalPeriod
                )),
            ]
        );
}

/// <summary>An entry on a statement.</summary>
internal sealed record StatementLineReport(
    string Entry,
    string? Sale,
    string? Milestone,
    string Kind,
    Money Amount,
    Period? OriginalPeriod
);

/// <summary>A list for the bank.</summary>
internal sealed record BatchReport(
    string Batch,
    Period Period,
    string By,
    Instant At,
    IReadOnlyList<PayableLine> Lines
);

/// <summary>What finance asks for when it makes a batch.</summary>
/// <param name="Period">An open month; null: the current one.</param>
internal sealed record BatchRequest(Period? Period);
