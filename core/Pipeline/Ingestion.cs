using System.Collections.Immutable;
using System.Globalization;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>A fact at the door: parsed, with its stored form and the hash of its content.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Stored">What <see cref="EventParser.Write"/> wrote.</param>
/// <param name="ContentHash"><see cref="EventParser.ContentHash"/>: type, time and data.</param>
public sealed record IncomingFact(Fact Fact, byte[] Stored, string ContentHash);

/// <summary>What became of a fact at the door.</summary>
public enum IngestStatus
{
    /// <summary>Durable, and on its way.</summary>
    Accepted,

    /// <summary>Already there with this content; nothing changed.</summary>
    Duplicate,

    /// <summary>Its id is taken by other content; nothing changed.</summary>
    Conflict,
}

/// <summary>Stores facts before they are acknowledged: accepted means durable.</summary>
internal sealed class Ingestion(IRowStore rows, IWakeUps wakeUps, IKeyHash keys, PipelineOptions options)
{
    private const int TransactionRows = 100;
    private const int TransactionBytes = 2 * 1024 * 1024;

    /// <summary>
    /// Insert-only by the fact's identity; then work rows, also for duplicates (a sender who repeats may be repeating
    /// because we died in between); then a wake-up per bucket, whose loss loses nothing.
    /// </summary>
    public async ValueTask<ImmutableArray<IngestStatus>> IngestAsync(
        IReadOnlyList<IncomingFact> facts,
        CancellationToken cancellation
    )
    {
        var statuses = new IngestStatus[facts.Count];
        Dictionary<string, Arrival> first = new(StringComparer.Ordinal);
        List<(int Index, Arrival Same)> repeats = [];
        for (var i = 0; i < facts.Count; i++)
        {
            var birth = Ids.Birth(facts[i].Fact.Id);
            var hash = keys.Hash("content|" + facts[i].ContentHash);
            if (first.TryGetValue(birth, out var earlier))
            {
                repeats.Add((i, earlier));
                statuses[i] = hash == earlier.Hash ? IngestStatus.Duplicate : IngestStatus.Conflict;
            }
            else
            {
                first.Add(birth, new(i, birth, hash, facts[i].Stored));
            }
        }

        await Task.WhenAll(
            first
                .Values.GroupBy(a => options.PartitionOf(a.Birth), StringComparer.Ordinal)
                .Select(g => StoreAsync(g.Key, [.. g], statuses, cancellation).AsTask())
        );
        foreach (var (index, same) in repeats)
        {
            // The first of a batch was itself refused: then what repeats it is refused or repeated against what is stored.
            if (statuses[same.Index] == IngestStatus.Conflict)
            {
                var stored = await rows.GetAsync(
                    StoreTables.Facts,
                    options.PartitionOf(same.Birth),
                    same.Birth,
                    cancellation
                );
                statuses[index] =
                    stored?.Text("hash") == keys.Hash("content|" + facts[index].ContentHash)
                        ? IngestStatus.Duplicate
                        : IngestStatus.Conflict;
            }
        }

        await AskForWorkAsync(
            [.. first.Values.Where(a => statuses[a.Index] != IngestStatus.Conflict)],
            statuses,
            cancellation
        );
        return [.. statuses];
    }

    private async ValueTask StoreAsync(
        string partition,
        List<Arrival> arrivals,
        IngestStatus[] statuses,
        CancellationToken cancellation
    )
    {
        while (arrivals.Count > 0)
        {
            var chunk = Chunk(arrivals);
            var result = await rows.CommitAsync(
                StoreTables.Facts,
                partition,
                [
                    .. chunk.Select(a =>
                        RowChange.Insert(
                            a.Birth,
                            ImmutableDictionary<string, object>.Empty.Add("hash", a.Hash).Add("body", a.Stored)
                        )
                    ),
                ],
                cancellation
            );
            if (result.Succeeded)
            {
                arrivals.RemoveRange(0, chunk.Count);
                continue;
            }

            var known = chunk[result.ConflictAt!.Value];
            var row = await rows.GetAsync(StoreTables.Facts, partition, known.Birth, cancellation);
            statuses[known.Index] = row?.Text("hash") == known.Hash ? IngestStatus.Duplicate : IngestStatus.Conflict;
            arrivals.Remove(known);
        }
    }

    private async ValueTask AskForWorkAsync(
        List<Arrival> arrivals,
        IngestStatus[] statuses,
        CancellationToken cancellation
    )
    {
        // Only what was just stored may ride along: a repeat carries its own, later, time of arrival.
        byte[]? Inline(Arrival a) =>
            statuses[a.Index] == IngestStatus.Accepted && a.Stored.Length <= options.InlineWorkBytes ? a.Stored : null;

        var buckets = arrivals.GroupBy(a => options.BucketOf(a.Birth)).ToList();
        await Task.WhenAll(
            buckets.SelectMany(b =>
                b.Chunk(TransactionRows)
                    .Select(chunk =>
                        rows.CommitAsync(
                                StoreTables.Work,
                                PipelineOptions.WorkPartition(Stage.Resolve, b.Key),
                                [.. chunk.Select(a => WorkRows.Resolve(a.Birth, Inline(a)))],
                                cancellation
                            )
                            .AsTask()
                    )
            )
        );
        if (buckets.Count > 0)
        {
            await WakeUps.TryAsync(wakeUps, Stage.Resolve, [.. buckets.Select(b => b.Key)], cancellation);
        }
    }

    private static List<Arrival> Chunk(List<Arrival> arrivals)
    {
        List<Arrival> chunk = [];
        var bytes = 0;
        foreach (var arrival in arrivals)
        {
            if (chunk.Count == TransactionRows || (chunk.Count > 0 && bytes + arrival.Stored.Length > TransactionBytes))
            {
                break;
            }

            chunk.Add(arrival);
            bytes += arrival.Stored.Length;
        }

        return chunk;
    }

    private sealed record Arrival(int Index, string Birth, string Hash, byte[] Stored);
}

/// <summary>Work rows: what to look at, never what it says.</summary>
internal static class WorkRows
{
    /// <summary>The key of a fact's work row.</summary>
    public static string ResolveKey(string birth) => $"resolve|{birth}";

    /// <summary>A fact to be placed.</summary>
    /// <param name="birth">Its birth id.</param>
    /// <param name="stored">Its stored form, to save a read; null when it is large or must be read from the facts.</param>
    public static RowChange Resolve(string birth, byte[]? stored)
    {
        var values = ImmutableDictionary<string, object>.Empty.Add("id", birth);
        return RowChange.Merge(ResolveKey(birth), stored is null ? values : values.Add("body", stored));
    }

    /// <summary>A sale, a payout or a case to be settled.</summary>
    /// <param name="kind"><c>sale</c>, <c>payout</c> or <c>case</c>.</param>
    /// <param name="hash">What it is bucketed by.</param>
    /// <param name="id">Its id.</param>
    public static RowChange Settle(string kind, string hash, string id) =>
        RowChange.Merge(
            string.Create(CultureInfo.InvariantCulture, $"settle|{kind}|{hash}"),
            ImmutableDictionary<string, object>.Empty.Add("kind", kind).Add("id", id)
        );
}

/// <summary>Wake-ups are hints: the sweep finds what they miss.</summary>
internal static class WakeUps
{
    public static async ValueTask TryAsync(
        IWakeUps wakeUps,
        Stage stage,
        IReadOnlyCollection<int> buckets,
        CancellationToken cancellation
    )
    {
        try
        {
            await wakeUps.SendAsync(stage, buckets, cancellation);
        }
        catch (StoreException)
        {
            // The work rows are durable; the sweep wakes their buckets.
        }
    }
}
