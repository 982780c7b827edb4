using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>An adjustment case (commission.md 5): a proposal and what people said about it.</summary>
public sealed record AdjustmentCase
{
    /// <summary>Id, that of its proposal.</summary>
    public required string Id { get; init; }

    /// <summary>What would be posted.</summary>
    public required CaseProposal Proposal { get; init; }

    /// <summary>How far it is.</summary>
    public required CaseState State { get; init; }

    /// <summary>Number of the last attempt to post it; holds name it.</summary>
    public int Attempt { get; init; }

    /// <summary>What people did, in order.</summary>
    public ImmutableArray<Approval> Approvals { get; init; } = [];

    /// <summary>Steps that it needs: <c>check</c>, <c>approve</c>; none: it approves itself.</summary>
    public required ImmutableArray<string> Required { get; init; }

    /// <summary>When it was proposed.</summary>
    public required Instant ProposedAt { get; init; }

    /// <summary>Month that the approver chose or that was fixed at commit; null: not yet.</summary>
    public Period? PostPeriod { get; init; }

    /// <summary>When it was posted, rejected or superseded; null: not yet.</summary>
    public Instant? EndedAt { get; init; }

    /// <summary>Whether people or the pipeline may still act on it.</summary>
    public bool IsOpen => State is CaseState.Proposed or CaseState.Checked or CaseState.Preparing or CaseState.Approved;

    /// <summary>Whether every required step was taken, so that it may be prepared.</summary>
    public bool IsReady => IsOpen && Required.All(step => Approvals.Any(a => a.Step == step));
}

/// <summary>States of a case.</summary>
public enum CaseState
{
    /// <summary>Waits for people.</summary>
    Proposed,

    /// <summary>Checked by one, waits for another.</summary>
    Checked,

    /// <summary>Its lines are being held; not decided yet.</summary>
    Preparing,

    /// <summary>Decided; entries are being posted.</summary>
    Approved,

    /// <summary>All entries are posted.</summary>
    Posted,

    /// <summary>Refused by a person.</summary>
    Rejected,

    /// <summary>Newer facts made it pointless.</summary>
    Superseded,
}

/// <summary>What a person did with a case.</summary>
/// <param name="Step">check, approve or reject; auto when nobody had to.</param>
/// <param name="By">User.</param>
/// <param name="At">When.</param>
/// <param name="Comment">Why.</param>
public sealed record Approval(string Step, string By, Instant At, string? Comment);

/// <summary>Limits of commission.md 5.</summary>
public sealed record ApprovalThresholds
{
    /// <summary>The documented defaults.</summary>
    public static ApprovalThresholds Default { get; } = new();

    /// <summary>A net this large or larger, in either direction, needs a second person.</summary>
    public Money SecondNet { get; init; } = new(5_000_000);

    /// <summary>A payee who loses this much or more needs a second person.</summary>
    public Money SecondLoss { get; init; } = new(2_000_000);

    /// <summary>A line whose month was closed more closes ago than this needs a second person.</summary>
    public int SecondCloses { get; init; } = 2;

    /// <summary>Differences whose sizes sum to at most this approve themselves.</summary>
    public Money AutoGross { get; init; } = new(50_000);

    /// <summary>The part of those that people check all the same.</summary>
    public Rate AutoSample { get; init; } = new(50_000);
}
