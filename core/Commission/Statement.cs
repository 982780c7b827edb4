using System.Collections.Immutable;
using Core.Values;

namespace Core.Commission;

/// <summary>
/// A payee's month. closing = opening + earned + adjusted + toReceivable − offset − withheld − paid,
/// and receivable = receivableOpening + toReceivable − offset.
/// </summary>
public sealed record Statement
{
    /// <summary>Payee.</summary>
    public required string Payee { get; init; }

    /// <summary>Month.</summary>
    public required Period Period { get; init; }

    /// <summary>Version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Payable at the start.</summary>
    public required Money Opening { get; init; }

    /// <summary>Earned, without what is kept back.</summary>
    public required Money Earned { get; init; }

    /// <summary>Added or taken by cases.</summary>
    public required Money Adjusted { get; init; }

    /// <summary>What became owed by the payee; negative when a debt was cancelled.</summary>
    public required Money ToReceivable { get; init; }

    /// <summary>Recovered from what was payable.</summary>
    public required Money Offset { get; init; }

    /// <summary>Withheld as tax.</summary>
    public required Money Withheld { get; init; }

    /// <summary>Money that left.</summary>
    public required Money Paid { get; init; }

    /// <summary>Payable at the end.</summary>
    public required Money Closing { get; init; }

    /// <summary>Owed by the payee at the start.</summary>
    public required Money ReceivableOpening { get; init; }

    /// <summary>Owed by the payee at the end.</summary>
    public required Money Receivable { get; init; }

    /// <summary>The month's entries in order.</summary>
    public required ImmutableArray<StatementLine> Lines { get; init; }
}

/// <summary>An entry on a statement.</summary>
/// <param name="Entry">Id of the entry.</param>
/// <param name="Sale">Sale, if it is about one.</param>
/// <param name="Milestone">The plan's milestone, if any.</param>
/// <param name="Kind">Type of the entry: EARN.</param>
/// <param name="Amount">For the payee: positive what they gain, negative what they lose or receive.</param>
/// <param name="OriginalPeriod">Month that it belongs to, when that is another one.</param>
public sealed record StatementLine(
    string Entry,
    string? Sale,
    string? Milestone,
    string Kind,
    Money Amount,
    Period? OriginalPeriod
);
