using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>
/// The life of an adjustment case (commission.md 5, protocol.md 9): proposed → checked → preparing → approved → posted;
/// rejected by a person, superseded by facts. Every transition gives the case's next state or a refusal.
/// </summary>
public static class Cases
{
    /// <summary>A step that a person takes: somebody of finance looks at it first.</summary>
    public const string CheckStep = "check";

    /// <summary>A step that a person takes: a second one agrees.</summary>
    public const string ApproveStep = "approve";

    /// <summary>
    /// A new case. When nobody has to agree it is <see cref="AdjustmentCase.IsReady"/> at once.
    /// </summary>
    /// <param name="proposal">What would be posted.</param>
    /// <param name="thresholds">Limits.</param>
    /// <param name="oldestOpen">The oldest open month, from which old closes are counted.</param>
    /// <param name="at">When it is proposed.</param>
    public static AdjustmentCase Propose(
        CaseProposal proposal,
        ApprovalThresholds thresholds,
        Period oldestOpen,
        Instant at
    ) =>
        new()
        {
            Id = proposal.Id,
            Proposal = proposal,
            State = CaseState.Proposed,
            Required = RequiredFor(proposal, thresholds, oldestOpen),
            ProposedAt = at,
        };

    /// <summary>The steps that a proposal needs.</summary>
    public static ImmutableArray<string> RequiredFor(
        CaseProposal proposal,
        ApprovalThresholds thresholds,
        Period oldestOpen
    )
    {
        var oldest = oldestOpen;
        for (var i = 0; i < thresholds.SecondCloses; i++)
        {
            oldest = oldest.Previous;
        }

        var second =
            proposal.Net.Abs() >= thresholds.SecondNet
            || proposal.Totals.Values.Any(delta => delta <= -thresholds.SecondLoss)
            || proposal.Lines.Any(line => line.OriginalPeriod < oldest);
        return second ? [CheckStep, ApproveStep]
            : proposal.Gross <= thresholds.AutoGross && !IsSampled(proposal.Id, thresholds.AutoSample) ? []
            : [CheckStep];
    }

    /// <summary>Whether a small case is drawn for a check: by its id, so that the draw repeats.</summary>
    public static bool IsSampled(string caseId, Rate part)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("sample|" + caseId));
        return (long)(BitConverter.ToUInt32(hash) % 1_000_000) < part.Ppm;
    }

    /// <summary>One of finance agrees with what they saw. The last required step makes the case ready to prepare.</summary>
    /// <param name="case">The case.</param>
    /// <param name="user">Who.</param>
    /// <param name="usersPaid">Users who are paid by the case.</param>
    /// <param name="comment">Why; may be null.</param>
    /// <param name="at">When.</param>
    /// <param name="previewHash">What they saw.</param>
    public static Result<AdjustmentCase> Check(
        AdjustmentCase @case,
        string user,
        IReadOnlySet<string> usersPaid,
        string? comment,
        Instant at,
        string previewHash
    ) =>
        RefusalOf(@case, user, usersPaid, previewHash) is { } refusal ? refusal
        : @case.State == CaseState.Checked
            ? new Refusal("CASE_NOT_OPEN", "", "It was checked already; it waits for its approval.")
        : @case with { State = CaseState.Checked, Approvals = @case.Approvals.Add(new(CheckStep, user, at, comment)) };

    /// <summary>A second person agrees with what they saw.</summary>
    /// <param name="case">The case.</param>
    /// <param name="user">Who; not who checked it.</param>
    /// <param name="usersPaid">Users who are paid by the case.</param>
    /// <param name="comment">Why; may be null.</param>
    /// <param name="at">When.</param>
    /// <param name="previewHash">What they saw.</param>
    /// <param name="period">Month to post in; null: chosen at commit.</param>
    public static Result<AdjustmentCase> Approve(
        AdjustmentCase @case,
        string user,
        IReadOnlySet<string> usersPaid,
        string? comment,
        Instant at,
        string previewHash,
        Period? period = null
    ) =>
        RefusalOf(@case, user, usersPaid, previewHash) is { } refusal ? refusal
        : @case.State != CaseState.Checked ? new Refusal("CASE_NOT_CHECKED", "", "Somebody must check it first.")
        : @case.Approvals.Any(a => a.By == user)
            ? new Refusal("FOUR_EYES_SAME_PERSON", "", "Who checked it may not approve it; ask somebody else.")
        : @case with
        {
            Approvals = @case.Approvals.Add(new(ApproveStep, user, at, comment)),
            PostPeriod = period ?? @case.PostPeriod,
        };

    /// <summary>A person refuses it; the decision that money follows stands. A reason is required.</summary>
    public static Result<AdjustmentCase> Reject(
        AdjustmentCase @case,
        string user,
        IReadOnlySet<string> usersPaid,
        string? comment,
        Instant at,
        string previewHash
    ) =>
        RefusalOf(@case, user, usersPaid, previewHash) is { } refusal ? refusal
        : string.IsNullOrWhiteSpace(comment) ? new Refusal("REASON_REQUIRED", "/comment", "Say why it is rejected.")
        : @case with
        {
            State = CaseState.Rejected,
            Approvals = @case.Approvals.Add(new("reject", user, at, comment)),
            EndedAt = at,
        };

    /// <summary>Begins to hold its lines. Only a ready case.</summary>
    public static AdjustmentCase Prepare(AdjustmentCase @case) =>
        @case with
        {
            State = CaseState.Preparing,
            Attempt = @case.Attempt + 1,
        };

    /// <summary>A line could not be held: the case waits for people again, who see a new preview or try again.</summary>
    public static AdjustmentCase Abort(AdjustmentCase @case) =>
        @case with
        {
            State = CaseState.Proposed,
            Approvals = [],
            PostPeriod = null,
        };

    /// <summary>The one point at which it is decided.</summary>
    public static AdjustmentCase Commit(AdjustmentCase @case, Period period) =>
        @case with
        {
            State = CaseState.Approved,
            PostPeriod = period,
        };

    /// <summary>Every entry is in its book.</summary>
    public static AdjustmentCase Complete(AdjustmentCase @case, Instant at) =>
        @case with
        {
            State = CaseState.Posted,
            EndedAt = at,
        };

    /// <summary>Newer facts made it pointless.</summary>
    public static AdjustmentCase Supersede(AdjustmentCase @case, Instant at) =>
        @case with
        {
            State = CaseState.Superseded,
            EndedAt = at,
        };

    private static Refusal? RefusalOf(
        AdjustmentCase @case,
        string user,
        IReadOnlySet<string> usersPaid,
        string previewHash
    ) =>
        @case.State switch
        {
            CaseState.Preparing or CaseState.Approved or CaseState.Posted => new(
                "ALREADY_POSTED",
                "",
                "It was approved already; nothing is left to do."
            ),
            CaseState.Rejected or CaseState.Superseded => new(
                "CASE_NOT_OPEN",
                "",
                string.Create(CultureInfo.InvariantCulture, $"It is closed; look at the sale's newest case.")
            ),
            CaseState.Proposed or CaseState.Checked when previewHash != @case.Proposal.PreviewHash => new(
                "STALE_PREVIEW",
                "",
                "What you saw has changed; look at it again."
            ),
            CaseState.Proposed or CaseState.Checked when usersPaid.Contains(user) => new(
                "CONFLICT_OF_INTEREST",
                "",
                "You are paid by this case; ask somebody else."
            ),
            CaseState.Proposed or CaseState.Checked => null,
        };
}
