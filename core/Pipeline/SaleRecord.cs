using System.Collections.Immutable;
using Core.Commission;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>What settlement remembers about a sale.</summary>
public sealed record SaleRecord
{
    /// <summary>The sale.</summary>
    public required string Sale { get; init; }

    /// <summary>Its project.</summary>
    public required string Project { get; init; }

    /// <summary>The newest publication that settlement has seen; older ones are ignored.</summary>
    public long Revision { get; init; }

    /// <summary>Number of the newest settlement run or case preparation.</summary>
    public long Epoch { get; init; }

    /// <summary>The newest run that posted everything it planned. When older than <see cref="Epoch"/>, one may still be at it.</summary>
    public long Completed { get; init; }

    /// <summary>The step that money follows; null: none yet.</summary>
    public SaleStep? Accepted { get; init; }

    /// <summary>Steps whose cases were rejected.</summary>
    public ImmutableSortedSet<string> Upheld { get; init; } = [];

    /// <summary>Every line that was ever a target, recorded before it is posted; only grows. Those of tier plans are with their groups.</summary>
    public ImmutableSortedSet<LineKey> Lines { get; init; } = [];

    /// <summary>Every tier group that the sale ever counted in, or would have under some step; only grows.</summary>
    public ImmutableSortedSet<GroupKey> Groups { get; init; } = [];

    /// <summary>The open case; null: none.</summary>
    public string? OpenCase { get; init; }

    /// <summary>Every case ever proposed, in order.</summary>
    public ImmutableArray<string> Cases { get; init; } = [];
}

/// <summary>Rows of the sales table.</summary>
internal sealed class SaleStore(IRowStore rows, PipelineOptions options)
{
    private const int ListRows = 1000;

    public async ValueTask<(Row? Row, SaleRecord? Record)> GetAsync(string sale, CancellationToken cancellation)
    {
        var anchor = Ids.SaleAnchor(sale);
        var row = await rows.GetAsync(StoreTables.Sales, options.PartitionOf(anchor), anchor, cancellation);
        return (row, row is null ? null : Read(row));
    }

    /// <summary>Writes the record if nobody else did since it was read; the row as it then is, or null.</summary>
    public async ValueTask<Row?> PutAsync(Row? row, SaleRecord record, CancellationToken cancellation)
    {
        var anchor = Ids.SaleAnchor(record.Sale);
        var values = ImmutableDictionary<string, object>
            .Empty.Add("sale", record.Sale)
            .Add("project", record.Project)
            .Add("doc", PipelineJson.Write(record));
        var partition = options.PartitionOf(anchor);
        var result = await rows.CommitAsync(
            StoreTables.Sales,
            partition,
            [row is null ? RowChange.Insert(anchor, values) : RowChange.Replace(row, values)],
            cancellation
        );
        return result.Succeeded ? new(partition, anchor, result.ETags[0], values) : null;
    }

    /// <summary>Every sale, by id; reads whole partitions.</summary>
    public async ValueTask<ImmutableArray<SaleRecord>> ListAsync(CancellationToken cancellation)
    {
        List<SaleRecord> all = [];
        for (var bucket = 0; bucket < options.Buckets; bucket++)
        {
            string? from = null;
            while (true)
            {
                var page = await rows.ListAsync(
                    StoreTables.Sales,
                    PipelineOptions.Partition(bucket),
                    from,
                    null,
                    ListRows,
                    cancellation
                );
                all.AddRange(page.Select(Read));
                if (page.Count < ListRows)
                {
                    break;
                }

                from = page[^1].Key + " ";
            }
        }

        return [.. all.OrderBy(s => s.Sale, StringComparer.Ordinal)];
    }

    private static SaleRecord Read(Row row) => PipelineJson.Read<SaleRecord>(row.Bytes("doc")!);
}
