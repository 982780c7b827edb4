using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>An entry of a payee's book: balanced in itself, chained to the one before, never changed.</summary>
public sealed record Entry
{
    /// <summary>Place in the book, from 1.</summary>
    public required long Seq { get; init; }

    /// <summary><c>en_…</c>, unique in the house, derived from payee and key.</summary>
    public required string Id { get; init; }

    /// <summary>Kind of entry.</summary>
    public required EntryType Type { get; init; }

    /// <summary>Month that it is booked in; open when it was posted.</summary>
    public required Period Period { get; init; }

    /// <summary>Month that it belongs to, when that is another one; else null.</summary>
    public Period? OriginalPeriod { get; init; }

    /// <summary>When it was posted.</summary>
    public required Instant PostedAt { get; init; }

    /// <summary>Whose book.</summary>
    public required string Payee { get; init; }

    /// <summary>Sale, if it is about one.</summary>
    public string? Sale { get; init; }

    /// <summary>The plan's milestone.</summary>
    public string? Milestone { get; init; }

    /// <summary>Plan version, <c>px-agency@1</c>.</summary>
    public string? Plan { get; init; }

    /// <summary>The case that it comes from.</summary>
    public string? Case { get; init; }

    /// <summary>Place of the decision in the sale's timeline.</summary>
    public int? Decision { get; init; }

    /// <summary>Payout batch.</summary>
    public string? Batch { get; init; }

    /// <summary>Statement that was paid, <c>2026-03@1</c>.</summary>
    public string? Statement { get; init; }

    /// <summary>Id of the entry that it corrects.</summary>
    public string? Corrects { get; init; }

    /// <summary>Idempotency key, unique in the book.</summary>
    public required string Key { get; init; }

    /// <summary>What it moves; debits equal credits.</summary>
    public required ImmutableArray<Leg> Legs { get; init; }

    /// <summary>Hash of the entry before; empty for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary><c>sha256:…</c> over the hash before and this entry's canonical JSON.</summary>
    public required string Hash { get; init; }
}

/// <summary>One side of an entry. Exactly one of debit and credit is given, and it is positive.</summary>
/// <param name="Account">Name of the account, <c>Payable:agency-a</c>.</param>
/// <param name="Debit">Debit, or null.</param>
/// <param name="Credit">Credit, or null.</param>
public sealed record Leg(string Account, Money? Debit, Money? Credit)
{
    /// <summary>Debit less credit.</summary>
    public Money Net => (Debit ?? Money.Zero) - (Credit ?? Money.Zero);

    /// <summary>Debits an account.</summary>
    public static Leg Dr(string account, Money amount) => new(account, amount, null);

    /// <summary>Credits an account.</summary>
    public static Leg Cr(string account, Money amount) => new(account, null, amount);
}

/// <summary>Kinds of entry; on the wire in capitals: <c>WRITE_OFF</c>.</summary>
public enum EntryType
{
    /// <summary>Commission was earned.</summary>
    Earn,

    /// <summary>A part is kept back.</summary>
    Holdback,

    /// <summary>What was kept back is freed.</summary>
    Release,

    /// <summary>Commission is taken back.</summary>
    Clawback,

    /// <summary>What is owed is recovered from what is payable.</summary>
    Offset,

    /// <summary>Money left the house.</summary>
    Payout,

    /// <summary>Tax was withheld.</summary>
    Withhold,

    /// <summary>Commission that was taken back is given again.</summary>
    Reverse,

    /// <summary>What is owed is given up.</summary>
    WriteOff,
}

/// <summary>Entry types on the wire.</summary>
public static class EntryTypes
{
    /// <summary><c>EARN</c>, <c>WRITE_OFF</c>, ….</summary>
    public static string Wire(this EntryType type) =>
        type switch
        {
            EntryType.Earn => "EARN",
            EntryType.Holdback => "HOLDBACK",
            EntryType.Release => "RELEASE",
            EntryType.Clawback => "CLAWBACK",
            EntryType.Offset => "OFFSET",
            EntryType.Payout => "PAYOUT",
            EntryType.Withhold => "WITHHOLD",
            EntryType.Reverse => "REVERSE",
            EntryType.WriteOff => "WRITE_OFF",
        };

    /// <summary>Reads the wire form; null when it is none.</summary>
    public static EntryType? Parse(string? text)
    {
        foreach (var type in Enum.GetValues<EntryType>())
        {
            if (type.Wire() == text)
            {
                return type;
            }
        }

        return null;
    }
}

/// <summary>Names of accounts.</summary>
public static class Accounts
{
    /// <summary>The bank: debit-positive, so payouts make it negative.</summary>
    public const string Bank = "Bank";

    /// <summary>Withheld tax that is owed to the tax office: credit-positive.</summary>
    public const string TaxPayable = "TaxPayable:IIT";

    /// <summary>Tax on commission that was taken back: debit-positive.</summary>
    public const string TaxRecoverable = "TaxRecoverable:IIT";

    /// <summary>Commission of a class of payees: debit-positive.</summary>
    public static string Expense(string payeeClass) => "Expense:Commission:" + payeeClass;

    /// <summary>What a payee is owed: credit-positive, never negative.</summary>
    public static string Payable(string payee) => "Payable:" + payee;

    /// <summary>What a payee owes: debit-positive, never negative.</summary>
    public static string Receivable(string payee) => "Receivable:" + payee;

    /// <summary>What is kept back from a payee: credit-positive, never negative.</summary>
    public static string Reserve(string payee) => "Reserve:" + payee;

    /// <summary>Whether an account's natural side is credit.</summary>
    public static bool IsCredit(string account) =>
        account.StartsWith("Payable:", StringComparison.Ordinal)
        || account.StartsWith("Reserve:", StringComparison.Ordinal)
        || account.StartsWith("TaxPayable:", StringComparison.Ordinal);

    /// <summary>A leg's effect on its account's natural side, in fen.</summary>
    public static long Natural(Leg leg) => IsCredit(leg.Account) ? -leg.Net.Fen : leg.Net.Fen;
}
