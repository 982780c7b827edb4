using System.Collections.Immutable;
using Core.Commission;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>
/// Posts what tier groups entitle to. A group's row is the one point at which it changes; whoever changed it brings all its
/// lines to what follows from it, and whoever finds that undone does it. Lines only ever come by this hand: what takes a
/// line away from a sale, or changes what it holds by a person's word, is a case.
/// </summary>
internal sealed class Grouping(
    IRowStore rows,
    IWakeUps wakeUps,
    GroupStore groups,
    SaleStore sales,
    BookStore books,
    Posting posting,
    PipelineOptions options
)
{
    // A book takes so many lines of a group at once.
    private const int LinesAtOnce = 40;

    /// <summary>Brings a group's lines to what its row says, unless that was done.</summary>
    /// <exception cref="StoreException">The store did not answer, or the group changed too often.</exception>
    public async ValueTask PostAsync(GroupKey key, HouseSettings house, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            var stored = await groups.GetAsync(key, cancellation);
            var record = stored.Record;
            if (record.Completed == record.Seq)
            {
                return;
            }

            var targets = Memberships.TargetsOf(key, record.Entries, house.Commission);
            if (!await EarnAsync(record, targets, house, cancellation))
            {
                await OvertakeAsync(key, record, targets, cancellation);
                continue;
            }

            await NotifyAsync(record, cancellation);
            if (await groups.PutAsync(stored, record with { Completed = record.Seq }, cancellation))
            {
                return;
            }
        }

        throw new StoreException($"Group {key} changed too often under our hands.");
    }

    /// <summary>Whatever a run or case of a sale before this epoch still wants to say, groups ignore.</summary>
    public async ValueTask FenceAsync(
        string sale,
        IEnumerable<GroupKey> keys,
        long epoch,
        CancellationToken cancellation
    )
    {
        foreach (var key in keys)
        {
            for (var attempt = 0; ; attempt++)
            {
                var stored = await groups.GetAsync(key, cancellation);
                if (
                    stored.Record[sale].Epoch >= epoch
                    || await groups.PutAsync(stored, stored.Record.Fenced(sale, epoch), cancellation)
                )
                {
                    break;
                }

                if (attempt >= options.Attempts)
                {
                    throw new StoreException($"Group {key} changed too often under our hands.");
                }
            }
        }
    }

    /// <summary>Says what a sale counts for, if its groups still are as they were read; then posts what follows.</summary>
    /// <returns>False when a group changed meanwhile, or a newer run said something.</returns>
    public async ValueTask<bool> JoinAsync(
        string sale,
        ImmutableArray<Membership> memberships,
        ImmutableArray<StoredGroup> read,
        long epoch,
        int decision,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        foreach (var membership in memberships)
        {
            var stored = read.First(g => g.Record.Key == membership.Group);
            var next = stored.Record.With(sale, epoch, decision, membership.Members, house.Commission);
            if (
                stored.Record[sale].Epoch > epoch
                || !await groups.PutAsync(stored, next with { Hold = null }, cancellation)
            )
            {
                return false;
            }
        }

        foreach (var membership in memberships)
        {
            await PostAsync(membership.Group, house, cancellation);
        }

        return true;
    }

    /// <summary>
    /// Holds every group of a case, so that nothing joins them, and looks whether exactly those lines move that the preview
    /// showed. Groups are held in order, so that two cases never wait for one another.
    /// </summary>
    /// <returns>By line, the state that older writers must give way to; null when the case cannot go on.</returns>
    public async ValueTask<ImmutableDictionary<LineKey, long>?> HoldAsync(
        CaseProposal proposal,
        string hold,
        long epoch,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        foreach (var key in proposal.Memberships.Select(m => m.Group).Order())
        {
            if (!await HoldAsync(key, proposal.Sale, hold, epoch, house, cancellation))
            {
                return null;
            }
        }

        var held = await groups.GetAsync(proposal.Memberships.Select(m => m.Group), cancellation);
        if (held.Any(g => g.Record.Hold != hold))
        {
            return null;
        }

        return proposal.StillMoves(GroupStore.ContextOf(held), house.Commission)
            ? held.SelectMany(g =>
                    g.Record.Lines.Union(proposal.Lines.Select(l => l.Key)).Select(l => (Line: l, g.Record.Seq))
                )
                .GroupBy(l => l.Line, l => l.Seq)
                .ToImmutableDictionary(l => l.Key, l => l.Max())
            : null;
    }

    /// <summary>Gives a case's groups free again.</summary>
    public async ValueTask ReleaseAsync(CaseProposal proposal, string hold, CancellationToken cancellation)
    {
        foreach (var membership in proposal.Memberships)
        {
            for (var attempt = 0; attempt < options.Attempts; attempt++)
            {
                var stored = await groups.GetAsync(membership.Group, cancellation);
                if (
                    stored.Record.Hold != hold
                    || await groups.PutAsync(stored, stored.Record with { Hold = null }, cancellation)
                )
                {
                    break;
                }
            }
        }
    }

    /// <summary>After a case's lines are posted: its groups say what it decided. Saying it twice changes nothing.</summary>
    public async ValueTask ApplyAsync(
        CaseProposal proposal,
        string hold,
        long epoch,
        int decision,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        // Leave first, then join: no line is in two groups.
        foreach (var membership in proposal.Memberships.OrderBy(m => !m.Members.IsEmpty).ThenBy(m => m.Group))
        {
            for (var attempt = 0; ; attempt++)
            {
                var stored = await groups.GetAsync(membership.Group, cancellation);
                var next = stored.Record.With(proposal.Sale, epoch, decision, membership.Members, house.Commission);
                if (
                    stored.Record.Hold != hold
                    || await groups.PutAsync(stored, next with { Hold = null }, cancellation)
                )
                {
                    break;
                }

                if (attempt >= options.Attempts)
                {
                    throw new StoreException($"Group {membership.Group} changed too often under our hands.");
                }
            }
        }

        foreach (var membership in proposal.Memberships)
        {
            await PostAsync(membership.Group, house, cancellation);
        }
    }

    private async ValueTask<bool> HoldAsync(
        GroupKey key,
        string sale,
        string hold,
        long epoch,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            // What its row says already is posted first: then the case finds every line as its preview showed it.
            await PostAsync(key, house, cancellation);
            var stored = await groups.GetAsync(key, cancellation);
            var record = stored.Record;
            if (record.Hold == hold)
            {
                return true;
            }

            if (await posting.IsHeldAsync(record.Hold, cancellation))
            {
                return false;
            }

            var next = record.Fenced(sale, Math.Max(epoch, record[sale].Epoch)) with
            {
                Hold = hold,
                Seq = record.Seq + 1,
                Completed = record.Seq + 1,
            };
            if (record.Completed == record.Seq && await groups.PutAsync(stored, next, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<bool> EarnAsync(
        GroupRecord record,
        ImmutableArray<TargetLine> targets,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        foreach (var payee in targets.GroupBy(t => t.Key.Payee, StringComparer.Ordinal))
        {
            foreach (var lines in payee.Chunk(LinesAtOnce))
            {
                if (
                    !await posting.EarnAsync(
                        payee.Key,
                        lines,
                        record.Seq,
                        line => record[line.Sale].Decision,
                        house.Commission,
                        cancellation
                    )
                )
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>
    /// A line was written for a newer state of this group, or for another group that its sale counted in before: in that case
    /// this group's newest state becomes newer still.
    /// </summary>
    private async ValueTask OvertakeAsync(
        GroupKey key,
        GroupRecord refused,
        ImmutableArray<TargetLine> targets,
        CancellationToken cancellation
    )
    {
        var stored = await groups.GetAsync(key, cancellation);
        if (stored.Record.Seq != refused.Seq)
        {
            return;
        }

        var newest = stored.Record.Seq;
        foreach (var payee in targets.GroupBy(t => t.Key.Payee, StringComparer.Ordinal))
        {
            var read = await books.ReadAsync(payee.Key, payee.Select(t => t.Key), cancellation);
            newest = Math.Max(newest, read.Lines.Values.Max(l => l.Epoch));
        }

        await groups.PutAsync(stored, stored.Record with { Seq = newest + 1 }, cancellation);
    }

    /// <summary>Cases of other sales of the group show lines that moved just now: they are looked at again.</summary>
    private async ValueTask NotifyAsync(GroupRecord record, CancellationToken cancellation)
    {
        foreach (var sale in record.Sales.Keys)
        {
            if ((await sales.GetAsync(sale, cancellation)).Record is { OpenCase: not null })
            {
                var anchor = Ids.SaleAnchor(sale);
                await rows.CommitAsync(
                    StoreTables.Work,
                    PipelineOptions.WorkPartition(Stage.Settle, options.BucketOf(anchor)),
                    [WorkRows.Settle("sale", anchor, sale)],
                    cancellation
                );
                await WakeUps.TryAsync(wakeUps, Stage.Settle, [options.BucketOf(anchor)], cancellation);
            }
        }
    }
}
