using System.Collections.Immutable;
using Core.Commission;
using Core.Values;
using NodaTime;

namespace Core.Pipeline;

/// <summary>A case with the public revisions of the decisions that it goes from and to.</summary>
public sealed record CaseAnswer(AdjustmentCase Case, CaseDecisions Decisions);

/// <summary>Where finance acts on adjustment cases: checks, approves, rejects, always against the preview that was seen.</summary>
public sealed class CaseDesk
{
    private const int Attempts = 32;
    private readonly PipelineParts parts;
    private readonly ISettingsSource settings;
    private readonly TimeProvider clock;

    internal CaseDesk(PipelineParts parts, ISettingsSource settings, TimeProvider clock) =>
        (this.parts, this.settings, this.clock) = (parts, settings, clock);

    /// <summary>Every case, oldest first; null state: all.</summary>
    public async ValueTask<ImmutableArray<CaseAnswer>> ListAsync(CaseState? state, CancellationToken cancellation) =>
        [
            .. (await parts.Cases.ListAsync(cancellation))
                .Where(c => state is null || c.Case.State == state)
                .Select(c => new CaseAnswer(c.Case, c.Revisions)),
        ];

    /// <summary>One case; null when there is none.</summary>
    public async ValueTask<CaseAnswer?> GetAsync(string id, CancellationToken cancellation) =>
        await parts.Cases.GetAsync(id, cancellation) is { } found ? new(found.Case, found.Revisions) : null;

    /// <summary>One of finance agrees with what they saw; when nobody else has to, the case posts.</summary>
    /// <returns>The case afterwards; or STALE_PREVIEW, ALREADY_POSTED, CONFLICT_OF_INTEREST, CASE_NOT_OPEN, CASE_UNKNOWN.</returns>
    /// <exception cref="StoreException">The store did not answer; what was agreed to is finished later.</exception>
    public ValueTask<Result<CaseAnswer>> CheckAsync(
        string id,
        string user,
        string? comment,
        string previewHash,
        CancellationToken cancellation
    ) =>
        ActAsync(
            id,
            Cases.CheckStep,
            user,
            (found, paid, now) => Cases.Check(found, user, paid, comment, now, previewHash),
            cancellation
        );

    /// <summary>A second person agrees with what they saw; the case posts.</summary>
    /// <param name="id">The case.</param>
    /// <param name="user">Who; not who checked it.</param>
    /// <param name="comment">Why.</param>
    /// <param name="previewHash">What they saw.</param>
    /// <param name="period">An open month to post in; null: the oldest open one not before the month of the fact that caused it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The case afterwards; or what <see cref="CheckAsync"/> refuses, FOUR_EYES_SAME_PERSON, CASE_NOT_CHECKED, PERIOD_CLOSED, PERIOD_IN_FUTURE.</returns>
    /// <exception cref="StoreException">The store did not answer; what was agreed to is finished later.</exception>
    public async ValueTask<Result<CaseAnswer>> ApproveAsync(
        string id,
        string user,
        string? comment,
        string previewHash,
        Period? period,
        CancellationToken cancellation
    )
    {
        if (period is { } wanted)
        {
            var state = await parts.Periods.StateAsync(cancellation);
            if (wanted <= state.Floor)
            {
                return new Refusal(
                    "PERIOD_CLOSED",
                    "/period",
                    $"{wanted} is closed; choose {state.Floor?.Next} or later."
                );
            }

            if (wanted.Start > Now)
            {
                return new Refusal("PERIOD_IN_FUTURE", "/period", "Choose a month that has begun.");
            }
        }

        return await ActAsync(
            id,
            Cases.ApproveStep,
            user,
            (found, paid, now) => Cases.Approve(found, user, paid, comment, now, previewHash, period),
            cancellation
        );
    }

    /// <summary>A person refuses it: the decision that money follows stands until the evidence changes.</summary>
    /// <returns>The case afterwards; or what <see cref="CheckAsync"/> refuses, REASON_REQUIRED.</returns>
    /// <exception cref="StoreException">The store did not answer; what was said is finished later.</exception>
    public ValueTask<Result<CaseAnswer>> RejectAsync(
        string id,
        string user,
        string? comment,
        string previewHash,
        CancellationToken cancellation
    ) =>
        ActAsync(
            id,
            "reject",
            user,
            (found, paid, now) => Cases.Reject(found, user, paid, comment, now, previewHash),
            cancellation
        );

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    private async ValueTask<Result<CaseAnswer>> ActAsync(
        string id,
        string step,
        string user,
        Func<AdjustmentCase, IReadOnlySet<string>, Instant, Result<AdjustmentCase>> act,
        CancellationToken cancellation
    )
    {
        var house = await settings.CurrentAsync(cancellation);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await parts.Cases.GetAsync(id, cancellation);
            if (found is null)
            {
                return new Refusal("CASE_UNKNOWN", "", "There is no case of this id.");
            }

            var next = act(found.Case, PaidBy(found.Case.Proposal, house), Now);
            if (!next.Succeeded)
            {
                // Who repeats what they did is told how it went, once it has gone; a second person is told that it was done.
                return
                    next.Errors[0].Code == "ALREADY_POSTED"
                    && found.Case.Approvals.Any(a => a.By == user && a.Step == step)
                    ? await FinishAsync(id, house, cancellation)
                    : next.Errors[0];
            }

            // The work row comes first: whoever agreed to a case has it finished even if we stop here.
            var moved = next.Value.IsReady ? Cases.Prepare(next.Value) : next.Value;
            if (moved.State != CaseState.Checked)
            {
                await parts.Adjusting.AskForWorkAsync(id, cancellation);
            }

            if (await parts.Cases.MoveAsync(found, moved, null, cancellation) is null)
            {
                continue;
            }

            if (moved.State == CaseState.Checked)
            {
                return (await GetAsync(id, cancellation))!;
            }

            return await FinishAsync(id, house, cancellation);
        }

        throw new StoreException($"Case {id} changed too often under our hands.");
    }

    /// <summary>Takes a case to where it goes without people; a line that could not be held makes stale what they saw.</summary>
    private async ValueTask<Result<CaseAnswer>> FinishAsync(
        string id,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        var after = await parts.Adjusting.AdvanceAsync(id, house, cancellation);
        return after?.State is CaseState.Proposed or CaseState.Superseded
            ? new Refusal("STALE_PREVIEW", "", "What you saw has changed; look at it again.")
            : (await GetAsync(id, cancellation))!;
    }

    /// <summary>Users who are paid by a case: of its payees' records, and people whose work a payee is paid for.</summary>
    private HashSet<string> PaidBy(CaseProposal proposal, HouseSettings house)
    {
        var payees = proposal.Lines.Select(l => l.Key.Payee).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. payees.SelectMany(p => house.Commission.Payee(p, Now)?.Users ?? []),
            .. house
                .Commission.Channels.Versions.SelectMany(c => c.People)
                .Where(p => p.Payee is not null && payees.Contains(p.Payee) && p.User is not null)
                .Select(p => p.User!),
        ];
    }
}
