using System.Collections.Immutable;
using System.Globalization;
using Core.Commission;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>A line as it lies in a book.</summary>
/// <param name="Row">Its row; null while there is none.</param>
/// <param name="Line">The line; null while nothing was posted to it.</param>
/// <param name="Hold"><c>case|attempt</c> that holds it; null: nobody does.</param>
/// <param name="Epoch">Settlement run of the sale that wrote or fenced it last: older runs leave it alone.</param>
internal sealed record StoredLine(Row? Row, BookLine? Line, string? Hold, long Epoch)
{
    public static StoredLine None { get; } = new(null, null, null, 0);
}

/// <summary>A book as read: its head and some or all of its lines. Valid only as long as the head's ETag.</summary>
internal sealed record BookRead(
    string Payee,
    Row? HeadRow,
    BookHead Head,
    ImmutableDictionary<LineKey, StoredLine> Lines
)
{
    public StoredLine this[LineKey key] => Lines.GetValueOrDefault(key) ?? StoredLine.None;
}

/// <summary>
/// Payees' books: one partition each, so that a posting's entries, lines and head change together. The head's ETag guards
/// everything in the book: who reads a line and then commits under the head's ETag has read the line as it still is.
/// </summary>
internal sealed class BookStore(IRowStore rows)
{
    // A commit holds 100 rows: what a posting changes beyond this waits in the head and is written before anything else is read.
    private const int RowsAtOnce = 80;
    private const int ListRows = 1000;
    private const string HoldMark = "hold";
    private const string EpochMark = "epoch";

    public static string PartitionOf(string payee) => Ids.Of($"payee|{payee}");

    /// <summary>The head and these lines.</summary>
    public async ValueTask<BookRead> ReadAsync(string payee, IEnumerable<LineKey> lines, CancellationToken cancellation)
    {
        var partition = PartitionOf(payee);
        var (headRow, head) = await HeadAsync(payee, cancellation);
        var found = await Task.WhenAll(
            lines
                .Distinct()
                .Select(async key =>
                    KeyValuePair.Create(
                        key,
                        Line(await rows.GetAsync(StoreTables.Books, partition, LineRow(partition, key), cancellation))
                    )
                )
        );
        return new(payee, headRow, head, found.ToImmutableDictionary());
    }

    /// <summary>The head and every line.</summary>
    public async ValueTask<BookRead> ReadAllAsync(string payee, CancellationToken cancellation)
    {
        var partition = PartitionOf(payee);
        var (headRow, head) = await HeadAsync(payee, cancellation);
        var lines = ImmutableDictionary.CreateBuilder<LineKey, StoredLine>();
        await foreach (var row in RangeAsync(partition, $"{partition}|p|", cancellation))
        {
            var line = Line(row);
            if (LineKey.Parse(row.Text("line")) is { } key)
            {
                lines[key] = line;
            }
        }

        return new(payee, headRow, head, lines.ToImmutable());
    }

    /// <summary>Every entry in order.</summary>
    public async ValueTask<ImmutableArray<Entry>> EntriesAsync(string payee, CancellationToken cancellation)
    {
        var partition = PartitionOf(payee);
        var entries = ImmutableArray.CreateBuilder<Entry>();
        await foreach (var row in RangeAsync(partition, $"{partition}|e|", cancellation))
        {
            entries.Add(PipelineJson.Read<Entry>(row.Bytes("entry")!));
        }

        return entries.ToImmutable();
    }

    /// <summary>A row of the book that is written once: an idempotency mark or an issued statement.</summary>
    public ValueTask<Row?> OnceAsync(string payee, string name, CancellationToken cancellation)
    {
        var partition = PartitionOf(payee);
        return rows.GetAsync(StoreTables.Books, partition, OnceRow(partition, name), cancellation);
    }

    /// <summary>
    /// Writes a posting, all or none. Holds on changed lines are kept unless <paramref name="release"/>.
    /// </summary>
    /// <param name="read">What the change was computed from.</param>
    /// <param name="change">The change.</param>
    /// <param name="once">Name of a mark that must not exist yet and is set with the change; null: none.</param>
    /// <param name="release">Lines whose holds end with the change.</param>
    /// <param name="epoch">Settlement run that writes the lines; null: not a settlement of the sale, lines keep theirs.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="isNumbered">Lines that get the epoch; null: all. The others keep theirs.</param>
    /// <returns>Whether it happened; if not, somebody changed the book meanwhile.</returns>
    public async ValueTask<bool> CommitAsync(
        BookRead read,
        BookChange change,
        string? once,
        IReadOnlySet<LineKey> release,
        long? epoch,
        CancellationToken cancellation,
        Func<LineKey, bool>? isNumbered = null
    )
    {
        long EpochOf(LineKey key) => epoch is { } run && isNumbered?.Invoke(key) != false ? run : read[key].Epoch;

        var partition = PartitionOf(read.Payee);
        List<RowChange> changes = [];
        List<PendingLine> rest = [];
        foreach (var entry in change.Entries)
        {
            changes.Add(
                RowChange.Insert(
                    string.Create(CultureInfo.InvariantCulture, $"{partition}|e|{entry.Seq:D10}"),
                    ImmutableDictionary<string, object>.Empty.Add("entry", PipelineJson.Write(entry))
                )
            );
        }

        if (once is not null)
        {
            changes.Add(
                RowChange.Insert(OnceRow(partition, once), ImmutableDictionary<string, object>.Empty.Add("name", once))
            );
        }

        foreach (var line in change.Lines)
        {
            var stored = read[line.Key];
            PendingLine next = new(line, release.Contains(line.Key) ? null : stored.Hold, EpochOf(line.Key));
            if (changes.Count < RowsAtOnce)
            {
                var values = LineValues(line.Key, next.Line, next.Hold, next.Epoch);
                changes.Add(
                    stored.Row is null
                        ? RowChange.Insert(LineRow(partition, line.Key), values)
                        : RowChange.Replace(stored.Row, values)
                );
            }
            else
            {
                rest.Add(next);
            }
        }

        foreach (var key in release.Where(k => change.Lines.All(l => l.Key != k) && read[k].Row is not null))
        {
            changes.Add(RowChange.Replace(read[key].Row!, LineValues(key, read[key].Line, null, EpochOf(key))));
        }

        changes.Add(HeadChange(read.HeadRow, partition, change.Head, rest));
        return (await rows.CommitAsync(StoreTables.Books, partition, changes, cancellation)).Succeeded;
    }

    /// <summary>
    /// Holds lines for a case, or ends their holds. Doing so again changes nothing. Writers older than the floor are kept away.
    /// </summary>
    public ValueTask<bool> HoldAsync(
        BookRead read,
        IEnumerable<LineKey> keys,
        string? hold,
        CancellationToken cancellation,
        Func<LineKey, long>? floor = null
    ) =>
        MarkAsync(
            read,
            [.. keys.Where(k => read[k].Hold != hold)],
            (key, line) => LineValues(key, line.Line, hold, Math.Max(line.Epoch, floor?.Invoke(key) ?? 0)),
            cancellation
        );

    /// <summary>Keeps settlement runs older than an epoch away from lines, posted to yet or not.</summary>
    public ValueTask<bool> FenceAsync(
        BookRead read,
        IEnumerable<LineKey> keys,
        long epoch,
        CancellationToken cancellation
    ) =>
        MarkAsync(
            read,
            [.. keys.Where(k => read[k].Epoch < epoch)],
            (key, line) => LineValues(key, line.Line, line.Hold, epoch),
            cancellation
        );

    private async ValueTask<bool> MarkAsync(
        BookRead read,
        IReadOnlyCollection<LineKey> keys,
        Func<LineKey, StoredLine, ImmutableDictionary<string, object>> mark,
        CancellationToken cancellation
    )
    {
        var partition = PartitionOf(read.Payee);
        var headRow = read.HeadRow;
        foreach (var chunk in keys.Chunk(RowsAtOnce))
        {
            List<RowChange> changes =
            [
                .. chunk.Select(key =>
                    read[key].Row is { } row
                        ? RowChange.Replace(row, mark(key, read[key]))
                        : RowChange.Insert(LineRow(partition, key), mark(key, read[key]))
                ),
                HeadChange(headRow, partition, read.Head, []),
            ];
            var result = await rows.CommitAsync(StoreTables.Books, partition, changes, cancellation);
            if (!result.Succeeded)
            {
                return false;
            }

            headRow = new(partition, HeadRow(partition), result.ETags[^1], changes[^1].Values);
        }

        return true;
    }

    /// <summary>Writes a row of the book once; false when it was there.</summary>
    public async ValueTask<bool> WriteOnceAsync(
        string payee,
        string name,
        byte[] content,
        CancellationToken cancellation
    )
    {
        var partition = PartitionOf(payee);
        var result = await rows.CommitAsync(
            StoreTables.Books,
            partition,
            [
                RowChange.Insert(
                    OnceRow(partition, name),
                    ImmutableDictionary<string, object>.Empty.Add("name", name).Add("content", content)
                ),
            ],
            cancellation
        );
        return result.Succeeded;
    }

    /// <summary>The head, after whatever an interrupted posting left to be written.</summary>
    private async ValueTask<(Row? Row, BookHead Head)> HeadAsync(string payee, CancellationToken cancellation)
    {
        var partition = PartitionOf(payee);
        while (true)
        {
            var row = await rows.GetAsync(StoreTables.Books, partition, HeadRow(partition), cancellation);
            if (row is null)
            {
                return (null, BookHead.Empty(payee));
            }

            var head = PipelineJson.Read<BookHead>(row.Bytes("head")!);
            if (row.Bytes("rest") is not { } pending)
            {
                return (row, head);
            }

            var rest = PipelineJson.Read<ImmutableArray<PendingLine>>(pending);
            await rows.CommitAsync(
                StoreTables.Books,
                partition,
                [
                    .. rest.Take(RowsAtOnce)
                        .Select(p =>
                            RowChange.Merge(
                                LineRow(partition, p.Line.Key),
                                LineValues(p.Line.Key, p.Line, p.Hold, p.Epoch)
                            )
                        ),
                    HeadChange(row, partition, head, [.. rest.Skip(RowsAtOnce)]),
                ],
                cancellation
            );
        }
    }

    private static RowChange HeadChange(Row? headRow, string partition, BookHead head, IReadOnlyList<PendingLine> rest)
    {
        var values = ImmutableDictionary<string, object>
            .Empty.Add("payee", head.Payee)
            .Add("head", PipelineJson.Write(head));
        if (rest.Count > 0)
        {
            values = values.Add("rest", PipelineJson.Write(rest.ToImmutableArray()));
        }

        return headRow is null ? RowChange.Insert(HeadRow(partition), values) : RowChange.Replace(headRow, values);
    }

    private async IAsyncEnumerable<Row> RangeAsync(
        string partition,
        string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var from = prefix;
        var end = prefix + "~";
        while (true)
        {
            var page = await rows.ListAsync(StoreTables.Books, partition, from, end, ListRows, cancellation);
            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count < ListRows)
            {
                yield break;
            }

            from = page[^1].Key + " ";
        }
    }

    private static StoredLine Line(Row? row) =>
        row is null
            ? StoredLine.None
            : new(
                row,
                row.Bytes("doc") is { } doc ? PipelineJson.Read<BookLine>(doc) : null,
                row.Text(HoldMark) is { Length: > 0 } hold ? hold : null,
                row.Number(EpochMark) ?? 0
            );

    private static ImmutableDictionary<string, object> LineValues(LineKey key, BookLine? line, string? hold, long epoch)
    {
        var values = ImmutableDictionary<string, object>
            .Empty.Add("line", key.Text)
            .Add(HoldMark, hold ?? "")
            .Add(EpochMark, epoch);
        return line is null ? values : values.Add("doc", PipelineJson.Write(line));
    }

    private static string HeadRow(string partition) => $"{partition}|head";

    private static string LineRow(string partition, LineKey key) => $"{partition}|p|{Ids.Of(key.Text)}";

    private static string OnceRow(string partition, string name) => $"{partition}|i|{Ids.Of(name)}";

    private sealed record PendingLine(BookLine Line, string? Hold, long Epoch);
}
