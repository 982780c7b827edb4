using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Core.Pipeline;

namespace Benchmarks;

/// <summary>What to do when an insert of a key meets a row.</summary>
internal enum OnConflict
{
    /// <summary>Take the row out, insert the others again, as often as it takes; merge and read what was taken out.</summary>
    TakeOutAndRetry,

    /// <summary>Commit what stands before the row, merge and read the row, go on behind it.</summary>
    CommitPrefix,

    /// <summary>Read all rows of the commit at once, then insert the free keys and merge the others.</summary>
    ReadThenMix,
}

/// <summary>
/// Resolve's first steps for a batch of leads, as the protocol has them: post every key before looking, see who else has it,
/// then give every lead a dossier row.
/// </summary>
/// <param name="store">Tables.</param>
/// <param name="keyBuckets">Partitions of the keys.</param>
/// <param name="dossierBuckets">Partitions of the dossiers.</param>
/// <param name="onConflict">What to do when a key is taken.</param>
/// <param name="known">A process's memory of keys that exist: those are merged at once. A hint only. Null: none.</param>
internal sealed class Announcer(
    IRowStore store,
    int keyBuckets,
    int dossierBuckets,
    OnConflict onConflict,
    ConcurrentDictionary<string, bool>? known
)
{
    private long commits;
    private long conflicts;
    private long reads;

    public (long Commits, long Conflicts, long Reads) Counts => (commits, conflicts, reads);

    public async Task ResolveAsync(IReadOnlyList<Lead> batch)
    {
        await AnnounceAsync(batch);
        await Task.WhenAll(
            batch
                .GroupBy(l => Bucket(l.Id, dossierBuckets))
                .SelectMany(g => g.Chunk(RowRules.MaxChanges).Select(c => (g.Key, Rows: c)))
                .Select(g => CommitAsync(StoreTables.Dossiers, g.Key, [.. g.Rows.Select(Dossier)]))
        );
    }

    private static RowChange Dossier(Lead lead) =>
        RowChange.Insert(lead.Id, Values(("content", lead.Body), ("rev", 0L), ("settings", 1L)));

    private async Task AnnounceAsync(IReadOnlyList<Lead> batch)
    {
        // Two leads of one batch with one key: one row with both.
        var postings = batch
            .SelectMany(l => l.Keys.Select(k => (Key: k, l.Id)))
            .GroupBy(p => p.Key, p => p.Id, StringComparer.Ordinal)
            .Select(g => new Posting(g.Key, [.. g]));
        await Task.WhenAll(
            postings
                .GroupBy(p => Bucket(p.Key, keyBuckets))
                .SelectMany(g => g.Chunk(RowRules.MaxChanges).Select(c => AnnounceAsync(g.Key, [.. c])))
        );
    }

    private async Task AnnounceAsync(string bucket, List<Posting> postings)
    {
        var merged = new HashSet<string>(StringComparer.Ordinal);
        if (known is not null)
        {
            merged.UnionWith(postings.Where(p => known.ContainsKey(p.Key)).Select(p => p.Key));
        }

        var look = new List<string>(merged);
        var open = new Stack<List<Posting>>([postings]);
        while (open.TryPop(out var rest))
        {
            var result = await CommitAsync(StoreTables.Keys, bucket, [.. rest.Select(Change)]);
            if (result.ConflictAt is not { } place)
            {
                continue;
            }

            Interlocked.Increment(ref conflicts);
            switch (onConflict)
            {
                case OnConflict.TakeOutAndRetry:
                    // As a merge it cannot conflict, and stays in the commit.
                    Found(rest[place].Key);
                    open.Push(rest);
                    break;
                case OnConflict.CommitPrefix:
                    Found(rest[place].Key);
                    open.Push(rest[place..]);
                    if (place > 0)
                    {
                        // May meet a conflict in its turn: others are at work.
                        open.Push(rest[..place]);
                    }

                    break;
                case OnConflict.ReadThenMix:
                    var rows = await Task.WhenAll(
                        rest.Where(p => !merged.Contains(p.Key)).Select(p => ReadAsync(bucket, p.Key))
                    );
                    foreach (var row in rows.OfType<Row>())
                    {
                        Found(row.Key);
                    }

                    open.Push(rest);
                    break;
            }
        }

        var found = await Task.WhenAll(look.Select(k => ReadAsync(bucket, k)));
        var others = found.OfType<Row>().SelectMany(Births).Distinct(StringComparer.Ordinal);
        await Task.WhenAll(others.Select(LookAsync));
        if (known is not null)
        {
            foreach (var posting in postings)
            {
                known[posting.Key] = true;
            }
        }

        void Found(string key)
        {
            if (merged.Add(key))
            {
                look.Add(key);
            }
        }

        RowChange Change(Posting posting) =>
            merged.Contains(posting.Key)
                ? RowChange.Merge(posting.Key, posting.AsLater())
                : RowChange.Insert(posting.Key, posting.AsFirst());
    }

    private static IEnumerable<string> Births(Row row) =>
        row
            .Values.Where(v => v.Key.StartsWith("r_", StringComparison.Ordinal))
            .Select(v => v.Key[2..])
            .Append(row.Text("first")!);

    private async Task LookAsync(string birth)
    {
        Interlocked.Increment(ref reads);
        await store.GetAsync(StoreTables.Dossiers, Bucket(birth, dossierBuckets), birth, CancellationToken.None);
    }

    private async Task<Row?> ReadAsync(string bucket, string key)
    {
        Interlocked.Increment(ref reads);
        return await store.GetAsync(StoreTables.Keys, bucket, key, CancellationToken.None);
    }

    private async Task<CommitResult> CommitAsync(string table, string partition, IReadOnlyList<RowChange> changes)
    {
        Interlocked.Increment(ref commits);
        return await store.CommitAsync(table, partition, changes, CancellationToken.None);
    }

    private static string Bucket(string hex, int buckets) =>
        (Convert.ToInt32(hex[..6], 16) % buckets).ToString("d3", CultureInfo.InvariantCulture);

    private static ImmutableDictionary<string, object> Values(params (string Name, object Value)[] values) =>
        values.ToImmutableDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);

    private sealed record Posting(string Key, ImmutableArray<string> Births)
    {
        public ImmutableDictionary<string, object> AsFirst() =>
            Values([("first", Births[0]), .. Births.Skip(1).Select(b => ("r_" + b, (object)1L))]);

        public ImmutableDictionary<string, object> AsLater() => Values([.. Births.Select(b => ("r_" + b, (object)1L))]);
    }
}
