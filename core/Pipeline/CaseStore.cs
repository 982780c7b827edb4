using System.Collections.Immutable;
using Core.Commission;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>A case as it lies in its table.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Case">The case.</param>
/// <param name="Revisions">Public revisions of the decisions before and after.</param>
/// <param name="Epoch">Epoch of the sale in which it was committed; 0 before.</param>
internal sealed record StoredCase(Row Row, AdjustmentCase Case, CaseDecisions Revisions, long Epoch);

/// <summary>Public revisions of the decisions that a case goes from and to; 0: never published.</summary>
public sealed record CaseDecisions(int Before, int After);

/// <summary>Rows of the cases table. The row's ETag is the case's single commit point.</summary>
internal sealed class CaseStore(IRowStore rows, PipelineOptions options)
{
    private const int ListRows = 1000;

    public async ValueTask<StoredCase?> GetAsync(string id, CancellationToken cancellation)
    {
        var key = Ids.Of($"case|{id}");
        var row = await rows.GetAsync(StoreTables.Cases, options.PartitionOf(key), key, cancellation);
        return row is null ? null : Read(row);
    }

    public async ValueTask<bool> InsertAsync(
        AdjustmentCase proposed,
        CaseDecisions revisions,
        CancellationToken cancellation
    )
    {
        var key = Ids.Of($"case|{proposed.Id}");
        var result = await rows.CommitAsync(
            StoreTables.Cases,
            options.PartitionOf(key),
            [RowChange.Insert(key, Values(proposed, revisions, 0))],
            cancellation
        );
        return result.Succeeded;
    }

    /// <summary>The case's next state, if nobody moved it since it was read; null otherwise.</summary>
    public async ValueTask<StoredCase?> MoveAsync(
        StoredCase read,
        AdjustmentCase next,
        long? epoch,
        CancellationToken cancellation,
        CaseDecisions? revisions = null
    )
    {
        var values = Values(next, revisions ?? read.Revisions, epoch ?? read.Epoch);
        var result = await rows.CommitAsync(
            StoreTables.Cases,
            read.Row.Partition,
            [RowChange.Replace(read.Row, values)],
            cancellation
        );
        return result.Succeeded ? Read(read.Row with { ETag = result.ETags[0], Values = values }) : null;
    }

    /// <summary>Every case, oldest first; reads whole partitions.</summary>
    public async ValueTask<ImmutableArray<StoredCase>> ListAsync(CancellationToken cancellation)
    {
        List<StoredCase> all = [];
        for (var bucket = 0; bucket < options.Buckets; bucket++)
        {
            string? from = null;
            while (true)
            {
                var page = await rows.ListAsync(
                    StoreTables.Cases,
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

        return [.. all.OrderBy(c => c.Case.ProposedAt).ThenBy(c => c.Case.Id, StringComparer.Ordinal)];
    }

    private static StoredCase Read(Row row) =>
        new(
            row,
            PipelineJson.Read<AdjustmentCase>(row.Bytes("doc")!),
            new((int)(row.Number("before") ?? 0), (int)(row.Number("after") ?? 0)),
            row.Number("epoch") ?? 0
        );

    private static ImmutableDictionary<string, object> Values(
        AdjustmentCase stored,
        CaseDecisions revisions,
        long epoch
    ) =>
        ImmutableDictionary<string, object>
            .Empty.Add("id", stored.Id)
            .Add("doc", PipelineJson.Write(stored))
            .Add("before", (long)revisions.Before)
            .Add("after", (long)revisions.After)
            .Add("epoch", epoch);
}
