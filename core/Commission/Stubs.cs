using System.Collections.Immutable;
using System.Text.Json;
using Core.Attribution;
using Core.Identity;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>Reads plans.</summary>
internal static class PlanParser
{
    internal static Result<Plan> Parse(JsonElement json, int version) => throw new NotSupportedException();
}

/// <summary>Reads payees.</summary>
internal static class PayeeParser
{
    internal static Result<PayeeRecord> Parse(JsonElement json, int version) => throw new NotSupportedException();
}

/// <summary>What every line of a sale should hold (docs/commission.md).</summary>
public static class Targets
{
    /// <summary>
    /// Every line of every plan without tiers that applies, for milestones that became known until then (inclusive; null: all).
    /// A cancelled sale's lines are listed with what it forfeits.
    /// </summary>
    public static ImmutableArray<TargetLine> Of(
        SaleView sale,
        SaleStep step,
        CommissionSettings settings,
        Instant? knownUntil
    ) => throw new NotSupportedException();

    /// <summary>What payees earn over the sale's life, whatever was reached; ordered by plan, then payee.</summary>
    public static ImmutableArray<(string Payee, string Plan, Money Total)> TotalsOf(
        SaleView sale,
        SaleStep step,
        CommissionSettings settings
    ) => throw new NotSupportedException();
}

/// <summary>Derives what a dossier publishes about a sale for settlement.</summary>
public static class SaleViews
{
    /// <summary>The view of a sale; null when no decision about it was ever derived. The order of the facts does not matter.</summary>
    public static SaleView? Derive(
        string sale,
        string householdId,
        DossierFacts facts,
        ImmutableArray<Decision> timeline
    ) => throw new NotSupportedException();
}

/// <summary>Compares where the money of a sale stands with where it should.</summary>
public static class Settlement
{
    /// <summary>What posts by itself, what waits, and what people must approve. A function of its arguments only.</summary>
    public static SettlementPlan Plan(SaleView view, SaleAccount account, CommissionSettings settings) =>
        throw new NotSupportedException();
}

/// <summary>Postings to a payee's book. Nothing here writes: each gives the book's next state.</summary>
public static class BookKeeper
{
    /// <summary>Brings a line to its target. Nothing to do gives no entries.</summary>
    public static BookChange Earn(
        BookHead head,
        BookLine? line,
        TargetLine target,
        long revision,
        int decision,
        Period oldestOpen,
        Instant postedAt,
        string payeeClass
    ) => throw new NotSupportedException();

    /// <summary>Posts the lines of a case that are this payee's; lines that hold what they should give no entry.</summary>
    public static BookChange Adjust(
        BookHead head,
        ImmutableArray<BookLine> linesOfTheSale,
        ImmutableArray<CaseLine> lines,
        string caseId,
        int decision,
        Period period,
        Instant postedAt,
        string payeeClass
    ) => throw new NotSupportedException();

    /// <summary>Recovers what the payee owes from what is payable, once per month, within the payee's cap.</summary>
    public static BookChange Offset(
        BookHead head,
        ImmutableArray<BookLine> allLines,
        PayeeRecord payee,
        Period period,
        Instant postedAt
    ) => throw new NotSupportedException();

    /// <summary>Books money that left; above what is payable it becomes owed. A payout that is booked already gives no entries.</summary>
    public static BookChange Payout(
        BookHead head,
        ImmutableArray<BookLine> allLines,
        FactBody.PayoutMade payout,
        FactId fact,
        Instant receivedAt,
        Instant postedAt
    ) => throw new NotSupportedException();

    /// <summary>Closes a month for good; an earlier one than is closed already changes nothing.</summary>
    public static BookHead Close(BookHead head, Period period) => throw new NotSupportedException();
}

/// <summary>Statements of payees.</summary>
public static class Statements
{
    /// <summary>A payee's month from all entries of the book.</summary>
    public static Statement Derive(string payee, Period period, ImmutableArray<Entry> entries, int version) =>
        throw new NotSupportedException();
}

/// <summary>Questions to the books.</summary>
public static class Books
{
    /// <summary>Everything that is wrong with a book, in words; empty: clean.</summary>
    public static ImmutableArray<string> Verify(
        BookHead head,
        ImmutableArray<BookLine> lines,
        ImmutableArray<Entry> entries
    ) => throw new NotSupportedException();

    /// <summary>Account → fen on its natural side, over entries posted until then (inclusive; null: all).</summary>
    public static ImmutableSortedDictionary<string, long> Balances(IEnumerable<Entry> entries, Instant? asOf) =>
        throw new NotSupportedException();

    /// <summary>The head that a book's entries add up to; closed months are the caller's to add.</summary>
    public static string TrialBalanceHash(IEnumerable<Entry> entries, Period period) =>
        throw new NotSupportedException();
}
