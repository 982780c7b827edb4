using System.Collections.Immutable;
using Core.Commission;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Pipeline;

/// <summary>
/// Brings the books to what decisions entitle to: what may post by itself is posted, everything else becomes a case.
/// Works sales, payouts and cases; any of them may be worked by several at once and again after a crash.
/// </summary>
internal sealed class Settling(
    IRowStore rows,
    Dossiers dossiers,
    Publishing publishing,
    SaleStore sales,
    CaseStore cases,
    BookStore books,
    GroupStore groups,
    Grouping grouping,
    Posting posting,
    Adjusting adjusting,
    PeriodStore periods,
    ISettingsSource settings,
    PipelineOptions options,
    TimeProvider clock
)
{
    /// <summary>Works one drain of a bucket.</summary>
    /// <returns>How many work rows were found.</returns>
    public async ValueTask<int> SettleAsync(int bucket, CancellationToken cancellation)
    {
        var partition = PipelineOptions.WorkPartition(Stage.Settle, bucket);
        var work = await rows.ListAsync(StoreTables.Work, partition, null, null, options.DrainSize, cancellation);
        if (work.Count == 0)
        {
            return 0;
        }

        var house = await settings.CurrentAsync(cancellation);
        List<Exception> failures = [];
        foreach (var chunk in work.Chunk(options.SettleParallelism))
        {
            await Task.WhenAll(chunk.Select(SettleOneAsync));
        }

        return failures.Count == 0
            ? work.Count
            : throw new StoreException($"{failures.Count} of {work.Count} settlements were not reached.", failures[0]);

        async Task SettleOneAsync(Row row)
        {
            try
            {
                await SettleAsync(row, house, cancellation);
                await rows.CommitAsync(StoreTables.Work, partition, [RowChange.Delete(row)], cancellation);
            }
            catch (StoreException failure)
            {
                lock (failures)
                {
                    failures.Add(failure);
                }
            }
        }
    }

    private async ValueTask SettleAsync(Row work, HouseSettings house, CancellationToken cancellation)
    {
        var id = work.Text("id")!;
        switch (work.Text("kind"))
        {
            case "sale":
                await SettleSaleAsync(id, house, cancellation);
                break;
            case "payout":
                await SettlePayoutAsync(id, cancellation);
                break;
            case "case":
                await adjusting.AdvanceAsync(id, house, cancellation);
                break;
            default:
                throw new InvalidOperationException($"No such work: {work.Text("kind")}.");
        }
    }

    private async ValueTask SettlePayoutAsync(string birth, CancellationToken cancellation)
    {
        if (await dossiers.StoredFactAsync(birth, cancellation) is { } stored)
        {
            var fact = StoredFacts.Of(stored).Fact;
            if (fact.Body is FactBody.PayoutMade payout)
            {
                await posting.PayoutAsync(fact, payout, cancellation);
            }
        }
    }

    private async ValueTask SettleSaleAsync(string sale, HouseSettings house, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            var root = await dossiers.OfSaleAsync(sale, cancellation);
            if (root is null)
            {
                return;
            }

            await publishing.PublishAsync(root.Root, cancellation);
            if (!root.Root.Dossier.Sales.TryGetValue(sale, out var state))
            {
                return;
            }

            if (await SettleOnceAsync(sale, state, house, cancellation))
            {
                return;
            }
        }

        throw new StoreException($"Sale {sale} changed too often under our hands.");
    }

    /// <summary>One try; false when something it rests on changed meanwhile.</summary>
    private async ValueTask<bool> SettleOnceAsync(
        string sale,
        SaleState state,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        var view = PipelineJson.Read<SaleView>(state.View);
        var (row, before) = await sales.GetAsync(sale, cancellation);
        before ??= new() { Sale = sale, Project = view.Project };
        if (before.Revision > state.Revision)
        {
            return true;
        }

        // A case that was decided is finished first: what it posts is part of what we compare with.
        if (before.OpenCase is { } openId && await cases.GetAsync(openId, cancellation) is { } open)
        {
            if (open.Case.State is CaseState.Preparing or CaseState.Approved)
            {
                await adjusting.AdvanceAsync(openId, house, cancellation);
                return false;
            }

            if (!open.Case.IsOpen)
            {
                await adjusting.EndAsync(open, cancellation);
                return false;
            }
        }

        // An earlier run died or is still posting: no line that it knew of may change by its hand after we look.
        if (before.Completed < before.Epoch)
        {
            before = before with { Epoch = before.Epoch + 1 };
            row = await sales.PutAsync(row, before, cancellation);
            if (row is null)
            {
                return false;
            }

            await posting.FenceAsync(before.Lines, before.Epoch, cancellation);
            await grouping.FenceAsync(sale, before.Groups, before.Epoch, cancellation);
        }

        var counted = before.Groups.Union(Memberships.KeysOf(view, house.Commission));
        var shared = await SharedAsync(counted, house, cancellation);
        if (shared is not { } known)
        {
            return false;
        }

        SaleAccount account = new()
        {
            Accepted = before.Accepted,
            Upheld = before.Upheld,
            Posted = await PostedAsync(before.Lines, cancellation),
        };
        var plan = Settlement.Plan(view, account, house.Commission, GroupStore.ContextOf(known));
        if (!await SupersedeAsync(before.OpenCase, plan.Case, cancellation))
        {
            return false;
        }

        var after = before with
        {
            Revision = state.Revision,
            Epoch = before.Epoch + 1,
            Accepted = plan.Effective,
            Groups = counted,
            Lines = before.Lines.Union(
                plan.Automatic.Select(t => t.Key)
                    .Concat(plan.Held.Select(t => t.Key))
                    .Concat(plan.Case?.Lines.Select(l => l.Key) ?? [])
                    .Where(key => !house.Commission.IsTier(key))
            ),
            OpenCase = plan.Case?.Id,
            Cases =
                plan.Case is { } proposed && !before.Cases.Contains(proposed.Id, StringComparer.Ordinal)
                    ? before.Cases.Add(proposed.Id)
                    : before.Cases,
        };
        var written = await sales.PutAsync(row, after, cancellation);
        if (written is null || !await ProposeAsync(plan.Case, state, cancellation))
        {
            return false;
        }

        var decision = plan.Effective is { } effective ? RevisionOf(state, effective) : 0;
        foreach (var payee in plan.Automatic.GroupBy(t => t.Key.Payee, StringComparer.Ordinal))
        {
            if (
                !await posting.EarnAsync(
                    payee.Key,
                    [.. payee],
                    after.Epoch,
                    _ => decision,
                    house.Commission,
                    cancellation
                )
            )
            {
                return false;
            }
        }

        if (!await grouping.JoinAsync(sale, plan.Memberships, known, after.Epoch, decision, house, cancellation))
        {
            return false;
        }

        if (await sales.PutAsync(written, after with { Completed = after.Epoch }, cancellation) is null)
        {
            return false;
        }

        if (plan.Case is { } small && await cases.GetAsync(small.Id, cancellation) is { Case.IsReady: true })
        {
            await adjusting.AdvanceAsync(small.Id, house, cancellation);
        }

        return true;
    }

    /// <summary>
    /// Before the sale's record names another case, or none, the one it names must be unable to win: superseded by its own
    /// row, or finished.
    /// </summary>
    private async ValueTask<bool> SupersedeAsync(string? openId, CaseProposal? proposal, CancellationToken cancellation)
    {
        if (openId is null || openId == proposal?.Id || await cases.GetAsync(openId, cancellation) is not { } open)
        {
            return true;
        }

        return open.Case.State is CaseState.Proposed or CaseState.Checked
            && await cases.MoveAsync(open, Cases.Supersede(open.Case, Now), null, cancellation) is not null;
    }

    /// <summary>Proposes what the sale's record already names, or shows its new preview.</summary>
    private async ValueTask<bool> ProposeAsync(CaseProposal? proposal, SaleState state, CancellationToken cancellation)
    {
        if (proposal is null)
        {
            return true;
        }

        CaseDecisions revisions = new(RevisionOf(state, proposal.Before), RevisionOf(state, proposal.After));
        var oldestOpen = (await periods.StateAsync(cancellation)).OpenFrom(
            proposal.Lines.Select(l => l.OriginalPeriod).Max()
        );
        var fresh = Cases.Propose(proposal, options.Thresholds, oldestOpen, Now);
        var known = await cases.GetAsync(proposal.Id, cancellation);
        return known?.Case.State switch
        {
            null => await cases.InsertAsync(fresh, revisions, cancellation),
            CaseState.Proposed or CaseState.Checked when known.Case.Proposal.PreviewHash == proposal.PreviewHash =>
                true,
            CaseState.Proposed or CaseState.Checked or CaseState.Superseded => await cases.MoveAsync(
                known,
                fresh with
                {
                    Attempt = known.Case.Attempt,
                },
                null,
                cancellation,
                revisions
            )
                is not null,
            _ => false,
        };
    }

    /// <summary>
    /// The groups of a sale, posted as their rows say and held by nobody; null when that took somebody else's case to end, so
    /// that everything is looked at again.
    /// </summary>
    private async ValueTask<ImmutableArray<StoredGroup>?> SharedAsync(
        IEnumerable<GroupKey> keys,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        var shared = await groups.GetAsync(keys, cancellation);
        foreach (var group in shared)
        {
            if (group.Record.Completed != group.Record.Seq)
            {
                await grouping.PostAsync(group.Record.Key, house, cancellation);
                return null;
            }

            if (await posting.IsHeldAsync(group.Record.Hold, cancellation))
            {
                await adjusting.AdvanceAsync(Posting.CaseOf(group.Record.Hold!), house, cancellation);
                return null;
            }
        }

        return shared;
    }

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    private async ValueTask<ImmutableDictionary<LineKey, Money>> PostedAsync(
        IEnumerable<LineKey> lines,
        CancellationToken cancellation
    )
    {
        var reads = await Task.WhenAll(
            lines
                .GroupBy(l => l.Payee, StringComparer.Ordinal)
                .Select(g => books.ReadAsync(g.Key, g, cancellation).AsTask())
        );
        return reads
            .SelectMany(r => r.Lines)
            .Where(l => l.Value.Line is not null)
            .ToImmutableDictionary(l => l.Key, l => l.Value.Line!.Posted);
    }

    private static int RevisionOf(SaleState state, SaleStep step) =>
        step.Decision < state.Revisions.Length ? state.Revisions[step.Decision] : 0;
}
