using System.Collections.Immutable;
using Core.Pipeline;

namespace Core.Tests.Simulation;

/// <summary>
/// A table store in memory with the manners of Azure Tables, no faults and no waiting: every call completes at once.
/// One caller at a time. Faults are wrapped around it by the simulation. Held to <c>RowStoreContract</c>, as the real one is.
/// </summary>
public sealed class MemoryRowStore : IRowStore
{
    private readonly Dictionary<(string Table, string Partition), SortedDictionary<string, Row>> partitions = [];
    private long writes;

    /// <summary>All rows of a table in order of partition and key, for oracles and invariants.</summary>
    public IEnumerable<Row> RowsOf(string table) =>
        partitions
            .Where(p => p.Key.Table == table)
            .OrderBy(p => p.Key.Partition, StringComparer.Ordinal)
            .SelectMany(p => p.Value.Values);

    public ValueTask<Row?> GetAsync(string table, string partition, string key, CancellationToken cancellation)
    {
        RowRules.CheckKey(partition);
        RowRules.CheckKey(key);
        return ValueTask.FromResult(RowsOf(table, partition).GetValueOrDefault(key));
    }

    public ValueTask<IReadOnlyList<Row>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation
    )
    {
        RowRules.CheckKey(partition);
        IReadOnlyList<Row> rows =
        [
            .. RowsOf(table, partition)
                .Values.SkipWhile(r => from is not null && string.CompareOrdinal(r.Key, from) < 0)
                .TakeWhile(r => to is null || string.CompareOrdinal(r.Key, to) < 0)
                .Take(take),
        ];
        return ValueTask.FromResult(rows);
    }

    public ValueTask<CommitResult> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation
    )
    {
        RowRules.Check(partition, changes);
        var rows = RowsOf(table, partition);
        for (var i = 0; i < changes.Count; i++)
        {
            if (Conflicts(changes[i], rows.GetValueOrDefault(changes[i].Key)))
            {
                return ValueTask.FromResult(new CommitResult(i, []));
            }
        }

        return ValueTask.FromResult(new CommitResult(null, [.. changes.Select(c => Apply(partition, c, rows))]));
    }

    private static bool Conflicts(RowChange change, Row? row) =>
        change.Kind switch
        {
            ChangeKind.Insert => row is not null,
            ChangeKind.Replace or ChangeKind.Delete => row?.ETag != change.ETag,
            ChangeKind.Merge => false,
        };

    private string Apply(string partition, RowChange change, SortedDictionary<string, Row> rows)
    {
        if (change.Kind is ChangeKind.Delete)
        {
            rows.Remove(change.Key);
            return "";
        }

        // A real store keeps a copy: what the caller does with its bytes afterwards must not show.
        var values = change.Values.ToImmutableDictionary(
            v => v.Key,
            v => v.Value is byte[] bytes ? bytes.ToArray() : v.Value,
            StringComparer.Ordinal
        );
        var before = rows.GetValueOrDefault(change.Key)?.Values;
        if (change.Kind is ChangeKind.Merge && before is not null)
        {
            values = before.SetItems(values);
        }

        var etag = $"W/\"{++writes}\"";
        rows[change.Key] = new Row(partition, change.Key, etag, values);
        return etag;
    }

    private SortedDictionary<string, Row> RowsOf(string table, string partition)
    {
        if (!partitions.TryGetValue((table, partition), out var rows))
        {
            partitions[(table, partition)] = rows = new SortedDictionary<string, Row>(StringComparer.Ordinal);
        }

        return rows;
    }
}
