using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>The head of a payee's book: where its chain stands and what its accounts hold.</summary>
public sealed record BookHead
{
    /// <summary>Whose book.</summary>
    public required string Payee { get; init; }

    /// <summary>Number of entries.</summary>
    public required long Seq { get; init; }

    /// <summary>Hash of the last entry; empty when there is none.</summary>
    public required string Hash { get; init; }

    /// <summary>Account → fen on its natural side. Accounts that were never touched are absent.</summary>
    public required ImmutableSortedDictionary<string, long> Balances { get; init; }

    /// <summary>Last closed month; null: none is.</summary>
    public Period? ClosedThrough { get; init; }

    /// <summary>Payouts above what was payable that are still owed, in order of posting.</summary>
    public ImmutableArray<Overpaid> Overpaid { get; init; } = [];

    /// <summary>Months that had their offset.</summary>
    public ImmutableSortedSet<string> OffsetPeriods { get; init; } =
        ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal);

    /// <summary>What the payee is owed.</summary>
    public Money Payable => Balance(Accounts.Payable(Payee));

    /// <summary>What the payee owes.</summary>
    public Money Receivable => Balance(Accounts.Receivable(Payee));

    /// <summary>What is kept back.</summary>
    public Money Reserve => Balance(Accounts.Reserve(Payee));

    /// <summary>A book without entries.</summary>
    public static BookHead Empty(string payee) =>
        new()
        {
            Payee = payee,
            Seq = 0,
            Hash = "",
            Balances = ImmutableSortedDictionary<string, long>.Empty.WithComparers(StringComparer.Ordinal),
        };

    /// <summary>An account's balance on its natural side.</summary>
    public Money Balance(string account) => new(Balances.GetValueOrDefault(account));
}

/// <summary>Money that left above what was payable and was neither earned nor recovered since.</summary>
/// <param name="Entry">The payout's entry.</param>
/// <param name="ReceivedAt">When the payout became known: what was earned by then cures it.</param>
/// <param name="Amount">What is still owed of it.</param>
public sealed record Overpaid(string Entry, Instant ReceivedAt, Money Amount);

/// <summary>
/// Where one line of a book stands. Open = posted − reserved − settled is its part of Payable; the open parts
/// of all lines add up to Payable, what was taken back adds up to Receivable with the overpaid.
/// </summary>
public sealed record BookLine
{
    /// <summary>What it is for.</summary>
    public required LineKey Key { get; init; }

    /// <summary>Earned and not taken back.</summary>
    public Money Posted { get; init; }

    /// <summary>Of what is posted: paid, withheld or offset.</summary>
    public Money Settled { get; init; }

    /// <summary>Of what is settled: withheld as tax.</summary>
    public Money Withheld { get; init; }

    /// <summary>Of what is posted: kept back.</summary>
    public Money Reserved { get; init; }

    /// <summary>Taken back after it was settled, and still owed by the payee.</summary>
    public Money Owed { get; init; }

    /// <summary>Tax on what was taken back, to be recovered from the tax office.</summary>
    public Money TaxOwed { get; init; }

    /// <summary>Money that ever left for it, tax included; never falls.</summary>
    public Money Paid { get; init; }

    /// <summary>Month in which the milestone was reached.</summary>
    public required Period OriginalPeriod { get; init; }

    /// <summary>Plan version that it was last computed with, <c>px-agency@1</c>.</summary>
    public required string PlanVersion { get; init; }

    /// <summary>Revision of the sale that it was last posted for.</summary>
    public long Revision { get; init; }

    /// <summary>Number of entries that changed <see cref="Posted"/>.</summary>
    public long Postings { get; init; }

    /// <summary>The entry that last added to it; null: none.</summary>
    public string? EarnEntry { get; init; }

    /// <summary>The entry that last took from it; null: none.</summary>
    public string? ClawbackEntry { get; init; }

    /// <summary>Its part of Payable; never negative.</summary>
    public Money Open => Posted - Reserved - Settled;
}

/// <summary>What a posting changes: the head, the new entries in order, and every changed line as it then is.</summary>
public sealed record BookChange(BookHead Head, ImmutableArray<Entry> Entries, ImmutableArray<BookLine> Lines)
{
    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => Entries.IsEmpty && Lines.IsEmpty;

    /// <summary>Nothing to post.</summary>
    public static BookChange None(BookHead head) => new(head, [], []);
}
