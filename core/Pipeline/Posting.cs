using System.Collections.Immutable;
using System.Globalization;
using Core.Commission;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Pipeline;

/// <summary>Posts to books. Everything is target minus posted or marked once, so repeating it changes nothing.</summary>
internal sealed class Posting(
    BookStore books,
    CaseStore cases,
    BookRegistry registry,
    PeriodStore periods,
    PipelineOptions options,
    TimeProvider clock
)
{
    private static readonly ImmutableHashSet<LineKey> NoLines = [];

    // Each line of a case is an entry; a book takes so many at once.
    private const int LinesAtOnce = 40;

    /// <summary>The class of a payee's expense account when settings do not know the payee.</summary>
    public const string UnknownClass = "Other";

    /// <summary>Brings lines of one payee to their targets. A line that a case holds is left to whoever ends the case.</summary>
    /// <returns>False when a newer run of the sale wrote or fenced a line: this run is outdated and must look again.</returns>
    public async ValueTask<bool> EarnAsync(
        string payee,
        IReadOnlyCollection<TargetLine> targets,
        long epoch,
        Func<LineKey, int> decision,
        CommissionSettings settings,
        CancellationToken cancellation
    )
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            var read = await books.ReadAsync(payee, targets.Select(t => t.Key), cancellation);
            var floor = await FloorAsync(read, cancellation);
            var change = BookChange.None(read.Head);
            var dead = NoLines;
            foreach (var target in targets)
            {
                var (_, line, hold, writtenBy) = read[target.Key];
                if (writtenBy > epoch)
                {
                    return false;
                }

                if (await IsHeldAsync(hold, cancellation))
                {
                    continue;
                }

                dead = hold is null ? dead : dead.Add(target.Key);
                var earned = BookKeeper.Earn(
                    change.Head,
                    line,
                    target,
                    epoch,
                    decision(target.Key),
                    floor.OpenFrom(Period.Of(target.Reached.At)),
                    now,
                    ClassOf(settings, payee, now)
                );
                change = new(earned.Head, change.Entries.AddRange(earned.Entries), change.Lines.AddRange(earned.Lines));
            }

            if (change.Entries.IsEmpty || await books.CommitAsync(read, change, null, dead, epoch, cancellation))
            {
                return true;
            }
        }

        throw new StoreException($"The book of {payee} changed too often under our hands.");
    }

    /// <summary>Books money that left the house, once per fact.</summary>
    public async ValueTask PayoutAsync(Fact fact, FactBody.PayoutMade payout, CancellationToken cancellation)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var mark = $"payout|{fact.Id}";
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            if (await books.OnceAsync(payout.Payee, mark, cancellation) is not null)
            {
                return;
            }

            await registry.RegisterAsync(payout.Payee, cancellation);
            var read = await books.ReadAllAsync(payout.Payee, cancellation);
            var floor = await FloorAsync(read, cancellation);
            var change = BookKeeper.Payout(
                WithFloor(read.Head, floor),
                [.. read.Lines.Values.Select(l => l.Line).OfType<BookLine>().OrderBy(l => l.Key)],
                payout,
                fact.Id,
                fact.ReceivedAt,
                now
            );
            if (await books.CommitAsync(read, change, mark, NoLines, null, cancellation))
            {
                return;
            }
        }

        throw new StoreException($"The book of {payout.Payee} changed too often under our hands.");
    }

    /// <summary>Recovers what a payee owes from what is payable to them, once a month.</summary>
    /// <returns>The head afterwards.</returns>
    public async ValueTask<BookHead> OffsetAsync(
        string payee,
        Period period,
        bool close,
        CommissionSettings settings,
        CancellationToken cancellation
    )
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            var read = await books.ReadAllAsync(payee, cancellation);
            if (read.Head.ClosedThrough >= period)
            {
                return read.Head;
            }

            var change =
                settings.Payee(payee, period.End) is { } record && read.Head.Receivable > Money.Zero
                    ? BookKeeper.Offset(
                        read.Head,
                        [.. read.Lines.Values.Select(l => l.Line).OfType<BookLine>().OrderBy(l => l.Key)],
                        record,
                        period,
                        now
                    )
                    : BookChange.None(read.Head);
            if (close)
            {
                change = change with { Head = BookKeeper.Close(change.Head, period) };
            }

            if ((change.IsEmpty && !close) || await books.CommitAsync(read, change, null, NoLines, null, cancellation))
            {
                return change.Head;
            }
        }

        throw new StoreException($"The book of {payee} changed too often under our hands.");
    }

    /// <summary>Posts a case's lines of one payee, once, and ends their holds.</summary>
    public async ValueTask AdjustAsync(
        AdjustmentCase approved,
        string payee,
        long epoch,
        int decision,
        CommissionSettings settings,
        CancellationToken cancellation
    )
    {
        var lines = approved.Proposal.Lines.Where(l => l.Key.Payee == payee).ToImmutableArray();
        var chunks = lines.Chunk(LinesAtOnce).ToList();
        for (var i = 0; i < chunks.Count; i++)
        {
            var mark = $"case|{approved.Id}|{approved.Attempt}";
            await AdjustAsync(
                approved,
                payee,
                [.. chunks[i]],
                i == 0 ? mark : string.Create(CultureInfo.InvariantCulture, $"{mark}|{i}"),
                epoch,
                decision,
                settings,
                cancellation
            );
        }
    }

    private async ValueTask AdjustAsync(
        AdjustmentCase approved,
        string payee,
        ImmutableArray<CaseLine> lines,
        string mark,
        long epoch,
        int decision,
        CommissionSettings settings,
        CancellationToken cancellation
    )
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var keys = lines.Select(l => l.Key).ToImmutableHashSet();
        var touched = keys.Select(k => k.Sale).ToImmutableHashSet(StringComparer.Ordinal);
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            if (await books.OnceAsync(payee, mark, cancellation) is not null)
            {
                return;
            }

            var read = await books.ReadAllAsync(payee, cancellation);
            var floor = await FloorAsync(read, cancellation);
            var change = BookKeeper.Adjust(
                read.Head,
                [
                    .. read
                        .Lines.Where(l => touched.Contains(l.Key.Sale))
                        .Select(l => l.Value.Line)
                        .OfType<BookLine>()
                        .OrderBy(l => l.Key),
                ],
                lines,
                approved.Id,
                decision,
                floor.OpenFrom(approved.PostPeriod!.Value),
                now,
                ClassOf(settings, payee, now)
            );
            // Lines of tier groups, and those of other sales, are not numbered by this sale.
            if (
                await books.CommitAsync(
                    read,
                    change,
                    mark,
                    keys,
                    epoch,
                    cancellation,
                    key => key.Sale == approved.Proposal.Sale && !settings.IsTier(key)
                )
            )
            {
                return;
            }
        }

        throw new StoreException($"The book of {payee} changed too often under our hands.");
    }

    /// <summary>Whether a hold is alive: its case is being prepared or applied at that attempt.</summary>
    public async ValueTask<bool> IsHeldAsync(string? hold, CancellationToken cancellation)
    {
        if (hold is null)
        {
            return false;
        }

        var holder = await cases.GetAsync(CaseOf(hold), cancellation);
        return holder is { Case.State: CaseState.Preparing or CaseState.Approved } && HoldOf(holder.Case) == hold;
    }

    /// <summary>The name of a case's hold at its present attempt.</summary>
    public static string HoldOf(AdjustmentCase held) =>
        string.Create(CultureInfo.InvariantCulture, $"{held.Id}|{held.Attempt}");

    /// <summary>The case that a hold names.</summary>
    public static string CaseOf(string hold) => hold[..hold.LastIndexOf('|')];

    /// <summary>Keeps runs older than an epoch away from lines.</summary>
    public async ValueTask FenceAsync(IEnumerable<LineKey> lines, long epoch, CancellationToken cancellation)
    {
        foreach (var payee in lines.GroupBy(l => l.Payee, StringComparer.Ordinal))
        {
            for (var attempt = 0; ; attempt++)
            {
                await registry.RegisterAsync(payee.Key, cancellation);
                var read = await books.ReadAsync(payee.Key, payee, cancellation);
                if (await books.FenceAsync(read, payee, epoch, cancellation))
                {
                    break;
                }

                if (attempt >= options.Attempts)
                {
                    throw new StoreException($"The book of {payee.Key} changed too often under our hands.");
                }
            }
        }
    }

    /// <summary>What is closed for a book: its own head says so; a book without one asks the house, after it registered.</summary>
    private async ValueTask<PeriodState> FloorAsync(BookRead read, CancellationToken cancellation)
    {
        if (read.HeadRow is not null)
        {
            return new(read.Head.ClosedThrough, null);
        }

        await registry.RegisterAsync(read.Payee, cancellation);
        return await periods.StateAsync(cancellation);
    }

    private static BookHead WithFloor(BookHead head, PeriodState floor) =>
        floor.Floor is { } closed ? BookKeeper.Close(head, closed) : head;

    private static string ClassOf(CommissionSettings settings, string payee, Instant at) =>
        settings.Payee(payee, at)?.Class ?? UnknownClass;
}
