using System.Collections.Immutable;
using Core.Commission;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Pipeline;

/// <summary>What may be paid to one payee now.</summary>
/// <param name="Payee">Who.</param>
/// <param name="Payable">What is owed and not held.</param>
/// <param name="Held">What waits for an open case.</param>
/// <param name="Offset">What would be kept to recover what the payee owes.</param>
/// <param name="Withheld">What would be withheld as tax.</param>
/// <param name="Net">What would leave the house.</param>
public sealed record PayableLine(string Payee, Money Payable, Money Held, Money Offset, Money Withheld, Money Net);

/// <summary>A list for the bank; <c>payout.made</c> answers it.</summary>
public sealed record PayoutBatch(string Batch, Period Period, string By, Instant At, ImmutableArray<PayableLine> Lines);

/// <summary>Where finance sees what is payable and makes batches for the bank.</summary>
public sealed class PayoutDesk
{
    private const string Partition = "batches";
    private readonly IRowStore rows;
    private readonly PipelineParts parts;
    private readonly ISettingsSource settings;
    private readonly TimeProvider clock;

    internal PayoutDesk(IRowStore rows, PipelineParts parts, ISettingsSource settings, TimeProvider clock) =>
        (this.rows, this.parts, this.settings, this.clock) = (rows, parts, settings, clock);

    /// <summary>What is payable now to everybody who is owed something, by payee.</summary>
    public async ValueTask<ImmutableArray<PayableLine>> PayableAsync(Period period, CancellationToken cancellation)
    {
        var house = await settings.CurrentAsync(cancellation);
        var disputed = (await parts.Cases.ListAsync(cancellation))
            .Where(c => c.Case.IsOpen)
            .SelectMany(c => c.Case.Proposal.Lines.Select(l => (l.Key.Payee, l.Key.Sale)))
            .ToHashSet();
        var lines = ImmutableArray.CreateBuilder<PayableLine>();
        foreach (var payee in await parts.Registry.ListAsync(cancellation))
        {
            var book = await parts.Books.ReadAllAsync(payee, cancellation);
            if (book.Head.Payable != Money.Zero)
            {
                lines.Add(LineOf(book, period, disputed, house.Commission));
            }
        }

        return lines.ToImmutable();
    }

    /// <summary>Recovers what is owed, then lists what is left for the bank. The same key gives the same batch.</summary>
    /// <param name="period">The month that the run belongs to; open.</param>
    /// <param name="user">Who.</param>
    /// <param name="key">Idempotency key.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The batch; or PERIOD_CLOSED.</returns>
    /// <exception cref="StoreException">The store did not answer; ask again with the same key.</exception>
    public async ValueTask<Result<PayoutBatch>> CreateBatchAsync(
        Period period,
        string user,
        string key,
        CancellationToken cancellation
    )
    {
        var id = Ids.Of($"batch|{user}|{key}");
        if (await rows.GetAsync(StoreTables.Actions, Partition, id, cancellation) is { } known)
        {
            return PipelineJson.Read<PayoutBatch>(known.Bytes("doc")!);
        }

        if (period <= (await parts.Periods.StateAsync(cancellation)).Floor)
        {
            return new Refusal("PERIOD_CLOSED", "/period", $"{period} is closed; choose an open month.");
        }

        var house = await settings.CurrentAsync(cancellation);
        foreach (var payee in await parts.Registry.ListAsync(cancellation))
        {
            await parts.Posting.OffsetAsync(payee, period, close: false, house.Commission, cancellation);
        }

        PayoutBatch batch = new(
            $"PB-{period}-{id[..8]}",
            period,
            user,
            Instant.FromDateTimeOffset(clock.GetUtcNow()),
            [.. (await PayableAsync(period, cancellation)).Where(l => l.Net > Money.Zero)]
        );
        await rows.CommitAsync(
            StoreTables.Actions,
            Partition,
            [RowChange.Insert(id, ImmutableDictionary<string, object>.Empty.Add("doc", PipelineJson.Write(batch)))],
            cancellation
        );
        var stored = await rows.GetAsync(StoreTables.Actions, Partition, id, cancellation);
        return PipelineJson.Read<PayoutBatch>(stored!.Bytes("doc")!);
    }

    private PayableLine LineOf(
        BookRead book,
        Period period,
        HashSet<(string Payee, string Sale)> disputed,
        CommissionSettings house
    )
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var lines = book.Lines.Values.Select(l => l.Line).OfType<BookLine>().OrderBy(l => l.Key).ToImmutableArray();
        var held = Money.Min(
            book.Head.Payable,
            new(lines.Where(l => disputed.Contains((book.Payee, l.Key.Sale))).Sum(l => Math.Max(0, l.Open.Fen)))
        );
        var record = house.Payee(book.Payee, now);
        var offset =
            record is null || book.Head.Receivable == Money.Zero
                ? Money.Zero
                : book.Head.Payable - BookKeeper.Offset(book.Head, lines, record, period, now).Head.Payable;
        var gross = Money.Max(Money.Zero, book.Head.Payable - held - offset);
        var withheld = record?.Tax == TaxStatus.Individual ? Withholding.Of(gross) : Money.Zero;
        return new(book.Payee, book.Head.Payable - held, held, offset, withheld, gross - withheld);
    }
}
