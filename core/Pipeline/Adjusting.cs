using System.Collections.Immutable;
using Core.Commission;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Pipeline;

/// <summary>
/// Drives a case that people agreed to: prepare (hold every line in every book, guarded by what the preview showed),
/// commit (the case's own row: the only decision point), apply (post and release). Whoever finds it half done goes on.
/// </summary>
internal sealed class Adjusting(
    IRowStore rows,
    IWakeUps wakeUps,
    SaleStore sales,
    CaseStore cases,
    BookStore books,
    BookRegistry registry,
    Posting posting,
    Grouping grouping,
    PeriodStore periods,
    PipelineOptions options,
    TimeProvider clock
)
{
    /// <summary>Takes a ready case as far as it goes.</summary>
    /// <returns>The case afterwards; null when there is none.</returns>
    public async ValueTask<AdjustmentCase?> AdvanceAsync(string id, HouseSettings house, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            var stored = await cases.GetAsync(id, cancellation);
            switch (stored?.Case.State)
            {
                case CaseState.Proposed or CaseState.Checked when stored.Case.IsReady:
                    await AskForWorkAsync(id, cancellation);
                    await cases.MoveAsync(stored, Cases.Prepare(stored.Case), null, cancellation);
                    break;
                case CaseState.Preparing:
                    if (await PrepareAsync(stored, house, cancellation) is { } aborted)
                    {
                        return aborted;
                    }

                    break;
                case CaseState.Approved:
                    await ApplyAsync(stored, house, cancellation);
                    break;
                case null:
                    return null;
                default:
                    await EndAsync(stored, cancellation);
                    return stored.Case;
            }
        }

        throw new StoreException($"Case {id} changed too often under our hands.");
    }

    /// <summary>A work row, so that a case which its approver leaves half done is found.</summary>
    public async ValueTask AskForWorkAsync(string id, CancellationToken cancellation)
    {
        var hash = Ids.Of($"case|{id}");
        await rows.CommitAsync(
            StoreTables.Work,
            PipelineOptions.WorkPartition(Stage.Settle, options.BucketOf(hash)),
            [WorkRows.Settle("case", hash, id)],
            cancellation
        );
        await WakeUps.TryAsync(wakeUps, Stage.Settle, [options.BucketOf(hash)], cancellation);
    }

    /// <summary>
    /// Tells the sale's record that a case is over, if it is: money follows what was accepted. Then the sale is settled again.
    /// </summary>
    public async ValueTask EndAsync(StoredCase ended, CancellationToken cancellation)
    {
        var proposal = ended.Case.Proposal;
        for (var attempt = 0; !ended.Case.IsOpen && attempt < options.Attempts; attempt++)
        {
            var (row, record) = await sales.GetAsync(proposal.Sale, cancellation);
            if (record is null || record.OpenCase != ended.Case.Id)
            {
                break;
            }

            var next = record with
            {
                OpenCase = null,
                Accepted = ended.Case.State == CaseState.Posted ? proposal.After : record.Accepted,
                Upheld = ended.Case.State == CaseState.Rejected ? record.Upheld.Add(proposal.UpheldKey) : record.Upheld,
            };
            if (await sales.PutAsync(row, next, cancellation) is not null)
            {
                break;
            }
        }

        var anchor = Ids.SaleAnchor(proposal.Sale);
        await rows.CommitAsync(
            StoreTables.Work,
            PipelineOptions.WorkPartition(Stage.Settle, options.BucketOf(anchor)),
            [WorkRows.Settle("sale", anchor, proposal.Sale)],
            cancellation
        );
        await WakeUps.TryAsync(wakeUps, Stage.Settle, [options.BucketOf(anchor)], cancellation);
    }

    /// <summary>Holds every line and commits, or gives up.</summary>
    /// <returns>The case when this attempt gave up; null when the case goes on, by our hand or another's.</returns>
    private async ValueTask<AdjustmentCase?> PrepareAsync(
        StoredCase stored,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        var proposal = stored.Case.Proposal;
        var hold = Posting.HoldOf(stored.Case);

        // A new epoch of the sale: settlement runs that began before this case was prepared leave its lines alone.
        var (row, record) = await sales.GetAsync(proposal.Sale, cancellation);
        var holds = record?.OpenCase == stored.Case.Id;
        var epoch = (record?.Epoch ?? 0) + 1;
        if (holds && await sales.PutAsync(row, record! with { Epoch = epoch }, cancellation) is null)
        {
            return null;
        }

        var floor = holds ? await grouping.HoldAsync(proposal, hold, epoch, house, cancellation) : null;
        holds = floor is not null;
        foreach (var payee in Payees(proposal))
        {
            holds = holds && await HoldAsync(proposal, payee, hold, floor!, house, cancellation);
        }

        if (holds)
        {
            var state = await periods.StateAsync(cancellation);
            var period = state.OpenFrom(stored.Case.PostPeriod ?? Period.Of(proposal.After.AsKnownAt));
            await cases.MoveAsync(stored, Cases.Commit(stored.Case, period), epoch, cancellation);
            return null;
        }

        if (await cases.MoveAsync(stored, Cases.Abort(stored.Case), null, cancellation) is not { } aborted)
        {
            return null;
        }

        foreach (var payee in Payees(proposal))
        {
            await ReleaseAsync(proposal, payee, hold, cancellation);
        }

        await grouping.ReleaseAsync(proposal, hold, cancellation);
        await EndAsync(aborted, cancellation);
        return aborted.Case;
    }

    private async ValueTask ApplyAsync(StoredCase stored, HouseSettings house, CancellationToken cancellation)
    {
        foreach (var payee in Payees(stored.Case.Proposal))
        {
            await posting.AdjustAsync(
                stored.Case,
                payee,
                stored.Epoch,
                stored.Revisions.After,
                house.Commission,
                cancellation
            );
        }

        await grouping.ApplyAsync(
            stored.Case.Proposal,
            Posting.HoldOf(stored.Case),
            stored.Epoch,
            stored.Revisions.After,
            house,
            cancellation
        );
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var done = await cases.MoveAsync(stored, Cases.Complete(stored.Case, now), null, cancellation);
        if (done is not null)
        {
            await EndAsync(done, cancellation);
        }
    }

    /// <summary>Holds a payee's lines if each still is what the preview showed.</summary>
    private async ValueTask<bool> HoldAsync(
        CaseProposal proposal,
        string payee,
        string hold,
        ImmutableDictionary<LineKey, long> floor,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        long FloorOf(LineKey key) => house.Commission.IsTier(key) ? floor.GetValueOrDefault(key) : 0;
        await registry.RegisterAsync(payee, cancellation);
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            var lines = proposal.Lines.Where(l => l.Key.Payee == payee).ToImmutableArray();
            var read = await books.ReadAsync(payee, lines.Select(l => l.Key), cancellation);
            foreach (var line in lines)
            {
                var stored = read[line.Key];
                if (stored.Hold == hold)
                {
                    continue;
                }

                if (
                    (stored.Line?.Posted ?? Money.Zero) != line.Before
                    || await posting.IsHeldAsync(stored.Hold, cancellation)
                )
                {
                    return false;
                }
            }

            if (await books.HoldAsync(read, [.. lines.Select(l => l.Key)], hold, cancellation, FloorOf))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask ReleaseAsync(
        CaseProposal proposal,
        string payee,
        string hold,
        CancellationToken cancellation
    )
    {
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            var read = await books.ReadAsync(
                payee,
                proposal.Lines.Where(l => l.Key.Payee == payee).Select(l => l.Key),
                cancellation
            );
            var held = read.Lines.Where(l => l.Value.Hold == hold).Select(l => l.Key).ToList();
            if (held.Count == 0 || await books.HoldAsync(read, held, null, cancellation))
            {
                return;
            }
        }
    }

    private static IEnumerable<string> Payees(CaseProposal proposal) =>
        proposal.Lines.Select(l => l.Key.Payee).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
