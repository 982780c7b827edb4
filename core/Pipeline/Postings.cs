using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>What announcing one fact's keys showed: who else is posted under them, and which of them are generic.</summary>
internal sealed record Look(ImmutableSortedSet<string> Others, ImmutableSortedSet<string> Generic);

/// <summary>
/// The inverted index: one row a search key, one property a posting. A posting is durable before anybody looks, so of two
/// facts that arrive together at least one sees the other.
/// </summary>
internal sealed class Postings(IRowStore rows, IKeyHash keys, PipelineOptions options)
{
    private const int TransactionRows = 100;
    private const string GenericMark = "generic";
    private const string ToldMark = "told";

    /// <summary>Announces every key of every fact, then looks who else is there.</summary>
    /// <param name="facts">Facts by birth id.</param>
    /// <param name="regeneric">Births whose dossiers must hear that a key became generic just now.</param>
    /// <param name="untold">Their keys: <see cref="ToldAsync"/> once the births were asked again.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async ValueTask<IReadOnlyDictionary<string, Look>> AnnounceAsync(
        IReadOnlyDictionary<string, Fact> facts,
        ISet<string> regeneric,
        ISet<string> untold,
        CancellationToken cancellation
    )
    {
        List<Posting> postings =
        [
            .. facts.SelectMany(f =>
                SearchKeys.Of(f.Value).Select(k => new Posting(f.Key, k.Text, keys.Hash(k.Text), NameMark(f.Value)))
            ),
        ];
        Dictionary<string, KeyRow> seen = new(StringComparer.Ordinal);
        await Task.WhenAll(
            postings
                .GroupBy(p => p.Hash, StringComparer.Ordinal)
                .GroupBy(k => options.PartitionOf(k.Key), StringComparer.Ordinal)
                .SelectMany(bucket => bucket.Chunk(TransactionRows).Select(chunk => (bucket.Key, chunk)))
                .Select(c => PostAsync(c.Key, c.chunk, seen, cancellation).AsTask())
        );

        foreach (var (hash, row) in seen.Where(s => !s.Value.Generic && IsGeneric(s.Value)).ToList())
        {
            seen[hash] = await MakeGenericAsync(hash, cancellation);
        }

        // Also for a flag that is there already: whoever set it may have died before the others were asked again.
        foreach (var (hash, row) in seen.Where(s => s.Value is { Generic: true, Told: false }))
        {
            regeneric.UnionWith(row.Births);
            untold.Add(hash);
        }

        return facts.Keys.ToDictionary(
            birth => birth,
            birth =>
            {
                var mine = postings.Where(p => p.Birth == birth).ToList();
                return new Look(
                    [
                        .. mine.Where(p => seen.TryGetValue(p.Hash, out var row) && !row.Generic)
                            .SelectMany(p => seen[p.Hash].Births)
                            .Where(other => other != birth),
                    ],
                    [.. mine.Where(p => seen.TryGetValue(p.Hash, out var row) && row.Generic).Select(p => p.Text)]
                );
            },
            StringComparer.Ordinal
        );
    }

    /// <summary>Notes that everybody posted under these generic keys was asked to look again.</summary>
    public async ValueTask ToldAsync(IEnumerable<string> hashes, CancellationToken cancellation)
    {
        foreach (var hash in hashes)
        {
            await rows.CommitAsync(
                StoreTables.Keys,
                options.PartitionOf(hash),
                [RowChange.Merge(hash, ImmutableDictionary<string, object>.Empty.Add(ToldMark, 1L))],
                cancellation
            );
        }
    }

    /// <summary>Everybody posted under a key; nobody for a key that is generic or unknown.</summary>
    public async ValueTask<ImmutableSortedSet<string>> FindAsync(string keyText, CancellationToken cancellation)
    {
        var hash = keys.Hash(keyText);
        var row = await rows.GetAsync(StoreTables.Keys, options.PartitionOf(hash), hash, cancellation);
        return row is null ? [] : Read(row).Births;
    }

    private async ValueTask PostAsync(
        string partition,
        IGrouping<string, Posting>[] chunk,
        Dictionary<string, KeyRow> seen,
        CancellationToken cancellation
    )
    {
        // First comers only: an insert that succeeds proves that nobody was there, and no look is needed.
        var fresh = await rows.CommitAsync(
            StoreTables.Keys,
            partition,
            [.. chunk.Select(k => RowChange.Insert(k.Key, Values(k)))],
            cancellation
        );
        if (fresh.Succeeded)
        {
            Note(seen, chunk.Select(k => KeyValuePair.Create(k.Key, FromOwn(k))));
            return;
        }

        // Somebody was there, perhaps ourselves before a crash. A generic key takes no more postings, so that its row stays
        // below the store's number of properties; under every other key we are posted first and look afterwards.
        var before = await ReadAsync(partition, chunk.Select(k => k.Key), cancellation);
        Note(seen, before.Where(k => k.Value.Generic));
        var open = chunk.Where(k => before.GetValueOrDefault(k.Key)?.Generic != true).ToArray();
        if (open.Length == 0)
        {
            return;
        }

        await rows.CommitAsync(
            StoreTables.Keys,
            partition,
            [.. open.Select(k => RowChange.Merge(k.Key, Values(k)))],
            cancellation
        );
        Note(seen, await ReadAsync(partition, open.Select(k => k.Key), cancellation));
    }

    private async ValueTask<Dictionary<string, KeyRow>> ReadAsync(
        string partition,
        IEnumerable<string> hashes,
        CancellationToken cancellation
    )
    {
        var found = await Task.WhenAll(
            hashes.Select(async hash =>
                (hash, Row: await rows.GetAsync(StoreTables.Keys, partition, hash, cancellation))
            )
        );
        return found.Where(f => f.Row is not null).ToDictionary(f => f.hash, f => Read(f.Row!), StringComparer.Ordinal);
    }

    private static void Note(Dictionary<string, KeyRow> seen, IEnumerable<KeyValuePair<string, KeyRow>> found)
    {
        lock (seen)
        {
            foreach (var (hash, row) in found)
            {
                seen[hash] = row;
            }
        }
    }

    /// <summary>Flag first, then read who is posted: a writer who announced before the flag is listed, one after sees it.</summary>
    private async ValueTask<KeyRow> MakeGenericAsync(string hash, CancellationToken cancellation)
    {
        var partition = options.PartitionOf(hash);
        await rows.CommitAsync(
            StoreTables.Keys,
            partition,
            [RowChange.Merge(hash, ImmutableDictionary<string, object>.Empty.Add(GenericMark, 1L))],
            cancellation
        );
        return Read(
            await rows.GetAsync(StoreTables.Keys, partition, hash, cancellation)
                ?? throw new StoreException("A key that was just flagged is not there.")
        );
    }

    private bool IsGeneric(KeyRow row) =>
        row.Births.Count > options.GenericPostings || row.Names.Count > options.GenericNames;

    // One more than makes the key generic is enough: nobody looks for the others any more.
    private ImmutableDictionary<string, object> Values(IEnumerable<Posting> postings) =>
        postings
            .Take(options.GenericPostings + 1)
            .ToImmutableDictionary(p => PropertyOf(p.Birth), p => (object)p.NameMark, StringComparer.Ordinal);

    private static KeyRow FromOwn(IEnumerable<Posting> postings) =>
        new([.. postings.Select(p => p.Birth)], [.. postings.Select(p => p.NameMark)], false, false);

    private static KeyRow Read(Row row)
    {
        var own = row.Values.Where(v => v.Key.Length == 33 && v.Key[0] == 'r').ToList();
        return new(
            [.. own.Select(v => v.Key[1..])],
            [.. own.Select(v => (string)v.Value)],
            row.Number(GenericMark) == 1,
            row.Number(ToldMark) == 1
        );
    }

    private static string PropertyOf(string birth) => "r" + birth;

    private string NameMark(Fact fact) =>
        keys.Hash("name|" + string.Join('|', fact.Body.People.Select(p => p.Name ?? "").Take(1)))[..8];

    private sealed record Posting(string Birth, string Text, string Hash, string NameMark);

    private sealed record KeyRow(
        ImmutableSortedSet<string> Births,
        ImmutableSortedSet<string> Names,
        bool Generic,
        bool Told
    );
}
