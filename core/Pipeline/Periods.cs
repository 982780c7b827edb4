using System.Collections.Immutable;
using NodaTime;

namespace Core.Pipeline;

/// <summary>Where the accounting periods stand.</summary>
/// <param name="ClosedThrough">Last month that is closed for good; null: none is.</param>
/// <param name="Closing">Month that is being closed; null: none is.</param>
public sealed record PeriodState(Period? ClosedThrough, Period? Closing)
{
    /// <summary>The last month that takes no new book's entries: closed, or being closed.</summary>
    public Period? Floor => Closing ?? ClosedThrough;

    /// <summary>The oldest month that is still open and not before a given one.</summary>
    public Period OpenFrom(Period earliest) => Floor is { } floor && earliest <= floor ? floor.Next : earliest;
}

/// <summary>A month that is or was closed.</summary>
/// <param name="Period">The month.</param>
/// <param name="State"><c>closing</c> or <c>closed</c>.</param>
/// <param name="By">Who closed it.</param>
/// <param name="At">When.</param>
/// <param name="Hash"><c>sha256:…</c> over the heads of all books as they were sealed; null while closing.</param>
public sealed record ClosedPeriod(Period Period, string State, string By, Instant At, string? Hash);

/// <summary>Rows of the periods table.</summary>
internal sealed class PeriodStore(IRowStore rows)
{
    private const string Partition = "periods";

    public async ValueTask<PeriodState> StateAsync(CancellationToken cancellation)
    {
        var all = await ListAsync(cancellation);
        return new(
            all.Where(p => p.Row.State == "closed").Select(p => (Period?)p.Row.Period).Max(),
            all.Where(p => p.Row.State == "closing").Select(p => (Period?)p.Row.Period).Max()
        );
    }

    public async ValueTask<ImmutableArray<(Row Stored, ClosedPeriod Row)>> ListAsync(CancellationToken cancellation) =>
        [
            .. (await rows.ListAsync(StoreTables.Periods, Partition, null, null, 1000, cancellation)).Select(r =>
                (r, PipelineJson.Read<ClosedPeriod>(r.Bytes("doc")!))
            ),
        ];

    public async ValueTask<bool> InsertAsync(ClosedPeriod period, CancellationToken cancellation) =>
        (
            await rows.CommitAsync(
                StoreTables.Periods,
                Partition,
                [RowChange.Insert(period.Period.ToString(), Values(period))],
                cancellation
            )
        ).Succeeded;

    public async ValueTask ReplaceAsync(Row stored, ClosedPeriod period, CancellationToken cancellation) =>
        await rows.CommitAsync(
            StoreTables.Periods,
            Partition,
            [RowChange.Replace(stored, Values(period))],
            cancellation
        );

    private static ImmutableDictionary<string, object> Values(ClosedPeriod period) =>
        ImmutableDictionary<string, object>.Empty.Add("doc", PipelineJson.Write(period));
}

/// <summary>Which books exist: a book registers before it takes its first entry.</summary>
internal sealed class BookRegistry(IRowStore rows)
{
    private const string Partition = "books";
    private const int ListRows = 1000;

    public async ValueTask RegisterAsync(string payee, CancellationToken cancellation) =>
        await rows.CommitAsync(
            StoreTables.Registry,
            Partition,
            [
                RowChange.Merge(
                    BookStore.PartitionOf(payee),
                    ImmutableDictionary<string, object>.Empty.Add("payee", payee)
                ),
            ],
            cancellation
        );

    public async ValueTask<ImmutableArray<string>> ListAsync(CancellationToken cancellation)
    {
        var payees = ImmutableArray.CreateBuilder<string>();
        string? from = null;
        while (true)
        {
            var page = await rows.ListAsync(StoreTables.Registry, Partition, from, null, ListRows, cancellation);
            payees.AddRange(page.Select(r => r.Text("payee")!));
            if (page.Count < ListRows)
            {
                return [.. payees.Order(StringComparer.Ordinal)];
            }

            from = page[^1].Key + " ";
        }
    }
}
