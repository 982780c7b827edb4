using System.Collections.Immutable;

namespace Core.Pipeline;

/// <summary>
/// Rows as a table store keeps them: the one storage port. Everything that must change together shares a partition.
/// Azure Tables implements it in functions/Tables; the deterministic simulation implements it in memory, with faults.
/// </summary>
public interface IRowStore
{
    /// <summary>Reads one row; null when there is none.</summary>
    /// <exception cref="StoreException">The store did not answer; try again.</exception>
    ValueTask<Row?> GetAsync(string table, string partition, string key, CancellationToken cancellation);

    /// <summary>
    /// Lists rows of one partition in ordinal order of their keys: from <paramref name="from"/> (inclusive, null: the first)
    /// to <paramref name="to"/> (exclusive, null: the last), at most <paramref name="take"/>.
    /// Expensive on a big table: never on a hot path but for the small work table.
    /// </summary>
    /// <exception cref="StoreException">The store did not answer; try again.</exception>
    ValueTask<IReadOnlyList<Row>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation
    );

    /// <summary>Changes 1 to 100 different rows of one partition, all or none.</summary>
    /// <returns>Whether it happened; if not, the first change that met a conflict.</returns>
    /// <exception cref="StoreException">
    /// The store did not answer. The change may or may not have happened: read before trying again.
    /// </exception>
    ValueTask<CommitResult> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation
    );
}

/// <summary>A row as read.</summary>
/// <param name="Partition">PartitionKey.</param>
/// <param name="Key">RowKey, unique over its table.</param>
/// <param name="ETag">Changes with every write.</param>
/// <param name="Values">Properties: <see cref="string"/>, <see cref="long"/>, or <c>byte[]</c>; bytes are sealed (compressed and encrypted) at rest, everything else is in clear and must not be personal.</param>
public sealed record Row(string Partition, string Key, string ETag, ImmutableDictionary<string, object> Values)
{
    /// <summary>A text property; null when absent.</summary>
    public string? Text(string name) => Values.GetValueOrDefault(name) as string;

    /// <summary>A whole-number property; null when absent.</summary>
    public long? Number(string name) => Values.GetValueOrDefault(name) as long?;

    /// <summary>A sealed property, opened; null when absent.</summary>
    public byte[]? Bytes(string name) => Values.GetValueOrDefault(name) as byte[];
}

/// <summary>One change of one row.</summary>
/// <param name="Kind">How.</param>
/// <param name="Key">RowKey.</param>
/// <param name="Values">Properties: string, long or byte[]; empty for a deletion.</param>
/// <param name="ETag">What must still be there; only for <see cref="ChangeKind.Replace"/> and <see cref="ChangeKind.Delete"/>.</param>
public sealed record RowChange(ChangeKind Kind, string Key, ImmutableDictionary<string, object> Values, string? ETag)
{
    /// <summary>A new row; a conflict when the key is taken.</summary>
    public static RowChange Insert(string key, ImmutableDictionary<string, object> values) =>
        new(ChangeKind.Insert, key, values, null);

    /// <summary>The row's next state; a conflict when it changed or went since it was read.</summary>
    public static RowChange Replace(Row read, ImmutableDictionary<string, object> values) =>
        new(ChangeKind.Replace, read.Key, values, read.ETag);

    /// <summary>Adds or overwrites these properties and keeps the others, making the row when there is none; never a conflict.</summary>
    public static RowChange Merge(string key, ImmutableDictionary<string, object> values) =>
        new(ChangeKind.Merge, key, values, null);

    /// <summary>Takes the row away; a conflict when it changed since it was read.</summary>
    public static RowChange Delete(Row read) =>
        new(ChangeKind.Delete, read.Key, ImmutableDictionary<string, object>.Empty, read.ETag);
}

/// <summary>Ways to change a row.</summary>
public enum ChangeKind
{
    /// <summary>Insert-only.</summary>
    Insert,

    /// <summary>Replace if the ETag still matches.</summary>
    Replace,

    /// <summary>Insert or merge, unconditionally.</summary>
    Merge,

    /// <summary>Delete if the ETag still matches.</summary>
    Delete,
}

/// <summary>What became of a commit.</summary>
/// <param name="ConflictAt">Place of the change that met a conflict; null when all happened.</param>
/// <param name="ETags">New ETags in the order of the changes (empty for a deletion); empty on a conflict.</param>
public readonly record struct CommitResult(int? ConflictAt, ImmutableArray<string> ETags)
{
    /// <summary>Whether it happened.</summary>
    public bool Succeeded => ConflictAt is null;
}

/// <summary>The store did not answer, or refused for a reason that passes. Deliver again.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Without a message.</summary>
    public StoreException() { }

    /// <summary>With a message.</summary>
    public StoreException(string message)
        : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public StoreException(string message, Exception inner)
        : base(message, inner) { }
}

/// <summary>Sends wake-up messages. A message names buckets of work, never facts; losing one loses nothing.</summary>
public interface IWakeUps
{
    /// <summary>Asks that somebody look at these buckets of a stage soon.</summary>
    /// <exception cref="StoreException">The queue did not answer; the sweep will find the work.</exception>
    ValueTask SendAsync(Stage stage, IReadOnlyCollection<int> buckets, CancellationToken cancellation);
}

/// <summary>The stages that are fed by work rows.</summary>
public enum Stage
{
    /// <summary>Facts to be placed in dossiers.</summary>
    Resolve,

    /// <summary>Sales, payouts and cases to be settled.</summary>
    Settle,
}

/// <summary>Keyed hashes of search keys: what is stored tells nobody's phone.</summary>
public interface IKeyHash
{
    /// <summary>A hash of at most 64 characters from [0-9a-f], the same for the same text under one key.</summary>
    string Hash(string text);
}
