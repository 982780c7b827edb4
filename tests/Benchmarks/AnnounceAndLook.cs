using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Core.Pipeline;
using Functions.Tables;

namespace Benchmarks;

/// <summary>
/// How fast Resolve can post keys, see who else has them and store dossiers, against a bare writer of one row per event.
/// </summary>
internal static class AnnounceAndLook
{
    private const int BatchSize = 200;
    private const int BareWriters = 16;
    private const int Workers = 4;

    public static async Task<int> RunAsync(string[] args)
    {
        var count = args is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 2_000;
        var fresh = Load.Make(count, repeatedPercent: 0);
        var repeated = Load.Make(count, repeatedPercent: 10);
        Console.WriteLine(
            $"{Environment.ProcessorCount} cores, {count} leads, batches of {BatchSize}, {Workers} at once"
        );
        Console.WriteLine();
        Console.WriteLine(
            "| known people | buckets | on conflict | key cache | leads/s | Azurite ms/lead | our ms/lead | Azurite time of bare | commits | conflicts | reads |"
        );
        Console.WriteLine("|---|---:|---|---|---:|---:|---:|---:|---:|---:|---:|");

        // The first one also pays for compiling this program.
        await Measurement.OfAsync(store => BareAsync(store, fresh));
        var bare = await Measurement.OfAsync(store => BareAsync(store, fresh));
        Print($"(bare writer, {BareWriters} at once) | – | – | –", bare, bare, default, count);
        foreach (var buckets in new[] { 4, 8, 16, 32 })
        {
            await LineAsync("none", fresh, buckets, OnConflict.CommitPrefix, cache: false);
        }

        foreach (var buckets in new[] { 4, 8, 16, 32 })
        {
            await LineAsync("10 %", repeated, buckets, OnConflict.CommitPrefix, cache: false);
            await LineAsync("10 %", repeated, buckets, OnConflict.CommitPrefix, cache: true);
        }

        await LineAsync("10 %", repeated, 8, OnConflict.TakeOutAndRetry, cache: false);
        await LineAsync("10 %", repeated, 8, OnConflict.ReadThenMix, cache: false);
        return 0;

        async Task LineAsync(string known, Lead[] leads, int buckets, OnConflict onConflict, bool cache)
        {
            Announcer? announcer = null;
            var taken = await Measurement.OfAsync(async store =>
            {
                var hints = cache ? new ConcurrentDictionary<string, bool>(StringComparer.Ordinal) : null;
                announcer = new Announcer(store, buckets, buckets, onConflict, hints);
                await EachAsync(leads.Chunk(BatchSize), Workers, announcer.ResolveAsync);
            });
            Print(
                $"{known} | {buckets} | {onConflict} | {(cache ? "yes" : "no")}",
                taken,
                bare,
                announcer!.Counts,
                leads.Length
            );
        }
    }

    private static void Print(
        string what,
        Measurement taken,
        Measurement bare,
        (long Commits, long Conflicts, long Reads) counts,
        int leads
    ) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {leads / taken.Seconds:f0} | {1000 * taken.AzuriteSeconds / leads:f2} "
                    + $"| {1000 * taken.OwnSeconds / leads:f2} | {100 * taken.AzuriteSeconds / bare.AzuriteSeconds:f0} % "
                    + $"| {counts.Commits} | {counts.Conflicts} | {counts.Reads} |"
            )
        );

    private static Task BareAsync(TableRowStore store, Lead[] leads) =>
        EachAsync(
            leads,
            BareWriters,
            async lead =>
            {
                var values = ImmutableDictionary<string, object>.Empty.Add("event", lead.Body);
                var bucket = (Convert.ToInt32(lead.Id[..6], 16) % 16).ToString("d3", CultureInfo.InvariantCulture);
                await store.CommitAsync(
                    StoreTables.Facts,
                    bucket,
                    [RowChange.Insert(lead.Id, values)],
                    CancellationToken.None
                );
            }
        );

    private static Task EachAsync<T>(IEnumerable<T> items, int workers, Func<T, Task> work) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            async (item, _) => await work(item)
        );
}
