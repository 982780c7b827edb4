using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Core.Pipeline;

namespace Functions.Tables;

/// <summary>
/// Rows in Azure Tables: partition = PartitionKey, key = RowKey, bytes sealed (<see cref="SealedRow"/>). The ETag is the
/// lock: 409, 412 and the 404 of a row that went are conflicts, said with the place of the change that met them.
/// </summary>
/// <remarks>
/// A reply can be lost: a <see cref="StoreException"/> says nothing about whether the change happened. Therefore reads are
/// tried again here and writes are not (<see cref="StorageConnection"/>): a second try of an insert that did happen would
/// look like somebody else's. Callers read and go on from what they find.
/// Limits are <see cref="RowRules"/>.
/// </remarks>
public sealed class TableRowStore(TableServiceClient service, Sealer sealer, string namePrefix = "") : IRowStore
{
    private const int PageSize = 1_000;

    private readonly ConcurrentDictionary<string, TableClient> clients = new(StringComparer.Ordinal);

    /// <summary>Makes the tables that are not there yet; safe to repeat, also by several processes at once.</summary>
    /// <param name="tables">Names, as in <see cref="StoreTables.All"/>.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="StoreException">The store did not answer.</exception>
    public async ValueTask EnsureCreatedAsync(IEnumerable<string> tables, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(tables.Select(t => Client(t).CreateIfNotExistsAsync(cancellation)));
        }
        catch (Exception failure) when (StorageFailures.MayPass(failure, cancellation))
        {
            throw new StoreException("The tables could not be made.", failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Row?> GetAsync(string table, string partition, string key, CancellationToken cancellation)
    {
        RowRules.CheckKey(partition);
        RowRules.CheckKey(key);
        try
        {
            var found = await Client(table).GetEntityIfExistsAsync<TableEntity>(partition, key, null, cancellation);
            return found.HasValue ? SealedRow.Read(table, found.Value!, sealer) : null;
        }
        catch (Exception failure) when (StorageFailures.MayPass(failure, cancellation))
        {
            throw new StoreException($"{table} did not answer.", failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Row>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation
    )
    {
        RowRules.CheckKey(partition);
        var rows = new List<Row>();
        if (take <= 0)
        {
            return rows;
        }

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        filter += from is null ? "" : " and " + TableClient.CreateQueryFilter($"RowKey ge {from}");
        filter += to is null ? "" : " and " + TableClient.CreateQueryFilter($"RowKey lt {to}");
        try
        {
            var found = Client(table).QueryAsync<TableEntity>(filter, Math.Min(take, PageSize), null, cancellation);
            await foreach (var entity in found)
            {
                rows.Add(SealedRow.Read(table, entity, sealer));
                if (rows.Count == take)
                {
                    break;
                }
            }
        }
        catch (Exception failure) when (StorageFailures.MayPass(failure, cancellation))
        {
            throw new StoreException($"{table} did not answer.", failure);
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation
    )
    {
        RowRules.Check(partition, changes);
        try
        {
            return changes is [var only]
                ? await CommitOneAsync(table, partition, only, cancellation)
                : await CommitManyAsync(table, partition, changes, cancellation);
        }
        catch (TableTransactionFailedException failure) when (StorageFailures.IsConflict(failure))
        {
            // Without an index (never seen) the first change is blamed: callers take it out, or read it, and try again.
            return new CommitResult(failure.FailedTransactionActionIndex ?? 0, []);
        }
        catch (RequestFailedException failure) when (StorageFailures.IsConflict(failure))
        {
            return new CommitResult(0, []);
        }
        catch (Exception failure) when (StorageFailures.MayPass(failure, cancellation))
        {
            throw new StoreException($"{table} did not answer; the change may or may not have happened.", failure);
        }
    }

    private async Task<CommitResult> CommitOneAsync(
        string table,
        string partition,
        RowChange change,
        CancellationToken cancellation
    )
    {
        var client = Client(table);
        var response = change.Kind switch
        {
            ChangeKind.Insert => await client.AddEntityAsync(Entity(), cancellation),
            ChangeKind.Replace => await client.UpdateEntityAsync(
                Entity(),
                new ETag(change.ETag!),
                TableUpdateMode.Replace,
                cancellation
            ),
            ChangeKind.Merge => await client.UpsertEntityAsync(Entity(), TableUpdateMode.Merge, cancellation),
            // Not client.DeleteEntityAsync: it takes the 404 of a row that went for success.
            ChangeKind.Delete => (
                await client.SubmitTransactionAsync([Action(table, partition, change)], cancellation)
            ).Value[0],
        };
        return new CommitResult(null, [ETagOf(change, response)]);

        TableEntity Entity() => SealedRow.Write(table, partition, change, sealer);
    }

    private async Task<CommitResult> CommitManyAsync(
        string table,
        string partition,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation
    )
    {
        var actions = changes.Select(c => Action(table, partition, c));
        var responses = await Client(table).SubmitTransactionAsync(actions, cancellation);
        return new CommitResult(null, [.. changes.Zip(responses.Value, ETagOf)]);
    }

    private TableTransactionAction Action(string table, string partition, RowChange change) =>
        new(
            change.Kind switch
            {
                ChangeKind.Insert => TableTransactionActionType.Add,
                ChangeKind.Replace => TableTransactionActionType.UpdateReplace,
                ChangeKind.Merge => TableTransactionActionType.UpsertMerge,
                ChangeKind.Delete => TableTransactionActionType.Delete,
            },
            SealedRow.Write(table, partition, change, sealer),
            change.ETag is { } etag ? new ETag(etag) : default
        );

    private static string ETagOf(RowChange change, Response response) =>
        change.Kind is ChangeKind.Delete ? "" : response.Headers.ETag.ToString() ?? "";

    private TableClient Client(string table) => clients.GetOrAdd(table, t => service.GetTableClient(namePrefix + t));
}
