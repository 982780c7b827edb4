using Core.Commission;
using Core.Pipeline;
using Core.Values;
using NodaTime;

namespace Functions.Contracts;

/// <summary>An adjustment case as callers see it; its ETag is <see cref="PreviewHash"/>.</summary>
internal sealed record CaseReport
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Sale.</summary>
    public required string Sale { get; init; }

    /// <summary>proposed, checked, approved, posted, rejected or superseded.</summary>
    public required string State { get; init; }

    /// <summary>Why it was proposed.</summary>
    public required string Cause { get; init; }

    /// <summary>Public revisions of the decisions that it goes from and to.</summary>
    public required CaseDecisions Decisions { get; init; }

    /// <summary>When it was proposed.</summary>
    public required Instant ProposedAt { get; init; }

    /// <summary>Every line.</summary>
    public required IReadOnlyList<CaseLineReport> Lines { get; init; }

    /// <summary>Differences by payee.</summary>
    public required IReadOnlyList<CaseTotalReport> Totals { get; init; }

    /// <summary>What the house pays more.</summary>
    public required Money NetExpense { get; init; }

    /// <summary>Steps that people must take.</summary>
    public required IReadOnlyList<string> Required { get; init; }

    /// <summary>What people did.</summary>
    public required IReadOnlyList<Approval> Approvals { get; init; }

    /// <summary>Over everything that a reviewer sees but the period of posting.</summary>
    public required string PreviewHash { get; init; }

    /// <summary>A case for callers.</summary>
    /// <param name="answer">The case.</param>
    /// <param name="floor">The last month that is closed or being closed; null: none is.</param>
    public static CaseReport Of(CaseAnswer answer, Period? floor)
    {
        var (found, proposal) = (answer.Case, answer.Case.Proposal);
        var cause = Period.Of(proposal.After.AsKnownAt);
        var period = found.PostPeriod ?? (floor is { } closed && cause <= closed ? closed.Next : cause);
        return new()
        {
            Id = found.Id,
            Sale = proposal.Sale,
            State = StateOf(found.State),
            Cause = proposal.Cause,
            Decisions = answer.Decisions,
            ProposedAt = found.ProposedAt,
            Lines = [.. proposal.Lines.Select(line => CaseLineReport.Of(line, period))],
            Totals = [.. proposal.Totals.Select(total => new CaseTotalReport(total.Key, total.Value))],
            NetExpense = proposal.Net,
            Required = found.Required,
            Approvals = found.Approvals,
            PreviewHash = proposal.PreviewHash,
        };
    }

    /// <summary>The state that callers see: what is being held for posting still waits, from outside.</summary>
    public static string StateOf(CaseState state) =>
        state switch
        {
            CaseState.Proposed => "proposed",
            CaseState.Checked or CaseState.Preparing => "checked",
            CaseState.Approved => "approved",
            CaseState.Posted => "posted",
            CaseState.Rejected => "rejected",
            CaseState.Superseded => "superseded",
        };
}

/// <summary>One line of a case.</summary>
internal sealed record CaseLineReport(
    string Payee,
    string Sale,
    string Milestone,
    string Plan,
    Period Period,
    Period OriginalPeriod,
    Money Before,
    Money After,
    Money Delta,
    string Why
)
{
    /// <summary>A line for callers.</summary>
    public static CaseLineReport Of(CaseLine line, Period period) =>
        new(
            line.Key.Payee,
            line.Key.Sale,
            line.Key.Milestone,
            line.PlanVersion,
            period,
            line.OriginalPeriod,
            line.Before,
            line.After,
            line.Delta,
            line.Why
        );
}

/// <summary>What a case changes for a payee.</summary>
internal sealed record CaseTotalReport(string Payee, Money Delta);

/// <summary>What a person says about a case.</summary>
/// <param name="Comment">Why.</param>
/// <param name="Period">Month to post in; only when approving.</param>
internal sealed record CaseAction(string? Comment, Period? Period);
