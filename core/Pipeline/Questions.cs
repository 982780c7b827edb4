using System.Collections.Immutable;
using Core.Attribution;
using Core.Commission;
using Core.Identity;
using Core.Leads;
using NodaTime;
using NodaTime.Text;

namespace Core.Pipeline;

/// <summary>How far an event is.</summary>
/// <param name="State"><c>pending</c> or <c>applied</c>.</param>
/// <param name="Fact">The event.</param>
/// <param name="AppliedAt">When it was placed in a dossier; null: not yet.</param>
/// <param name="Dossier">The dossier that it is in; null: not yet.</param>
public sealed record EventState(string State, Fact Fact, Instant? AppliedAt, Dossier? Dossier);

/// <summary>Everything stored about a sale.</summary>
/// <param name="Dossier">Its dossier.</param>
/// <param name="State">What was published.</param>
/// <param name="View">The published view.</param>
/// <param name="Record">What settlement remembers; null: not settled yet.</param>
/// <param name="Lines">Its lines in all books, those of tier plans included.</param>
/// <param name="Groups">The tier groups that it counts in, ever did, or would.</param>
public sealed record SaleAnswer(
    Dossier Dossier,
    SaleState State,
    SaleView View,
    SaleRecord? Record,
    ImmutableArray<BookLine> Lines,
    GroupContext Groups
)
{
    /// <summary>Where its money stands, as settlement compares with it; lines of tier plans follow from their groups.</summary>
    public SaleAccount Account =>
        new()
        {
            Accepted = Record?.Accepted,
            Upheld = Record?.Upheld ?? [],
            Posted = Lines
                .Where(l => Record?.Lines.Contains(l.Key) == true)
                .ToImmutableDictionary(l => l.Key, l => l.Posted),
        };
}

/// <summary>A decision as it was published.</summary>
/// <param name="Number">Public revision, from 1.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Facts">Birth ids of the facts that it was derived from.</param>
/// <param name="Generic">Texts of the keys that were generic then.</param>
/// <param name="Settings">Version of the settings that it was derived under.</param>
/// <param name="PublishedAt">When it was published.</param>
public sealed record PublishedDecision(
    int Number,
    Decision Decision,
    ImmutableArray<string> Facts,
    ImmutableArray<string> Generic,
    string Settings,
    Instant PublishedAt
);

/// <summary>What still has to be done before every answer is final for what was accepted.</summary>
/// <param name="PendingEvents">Facts that are not placed yet.</param>
/// <param name="Queued">Settlements that are not done yet.</param>
public sealed record Backlog(int PendingEvents, int Queued);

/// <summary>Reads what the pipeline stored. Answers are derived from facts where they can be.</summary>
public sealed class Questions
{
    private const int ListRows = 1000;
    private readonly IRowStore rows;
    private readonly PipelineParts parts;
    private readonly PipelineOptions options;

    internal Questions(IRowStore rows, PipelineParts parts, PipelineOptions options) =>
        (this.rows, this.parts, this.options) = (rows, parts, options);

    /// <summary>How far an event is; null when it never was accepted.</summary>
    public async ValueTask<EventState?> EventAsync(FactId id, CancellationToken cancellation)
    {
        var birth = Ids.Birth(id);
        var stored = await parts.Dossiers.StoredFactAsync(birth, cancellation);
        if (stored is null)
        {
            return null;
        }

        var fact = StoredFacts.Of(stored).Fact;
        var root = await parts.Dossiers.RootAsync(birth, cancellation);
        var dossier = root?.Whole;
        var placed = dossier?.Facts.GetValueOrDefault(birth);
        var work = await rows.GetAsync(
            StoreTables.Work,
            PipelineOptions.WorkPartition(Stage.Resolve, options.BucketOf(birth)),
            WorkRows.ResolveKey(birth),
            cancellation
        );
        return placed is null || work is not null
            ? new("pending", fact, null, placed is null ? null : dossier)
            : new("applied", fact, placed.PlacedAt, dossier);
    }

    /// <summary>The dossier of an event; null when it is not placed.</summary>
    public async ValueTask<Dossier?> DossierOfAsync(FactId id, CancellationToken cancellation) =>
        (await parts.Dossiers.RootAsync(Ids.Birth(id), cancellation))?.Whole;

    /// <summary>The dossier that a public id (<c>h_…</c>, <c>p_…</c>) leads to now, and the record that it names; null when none does.</summary>
    public async ValueTask<(Dossier Dossier, RecordId Anchor)?> DossierOfAsync(
        string publicId,
        CancellationToken cancellation
    )
    {
        if (PublicIds.Parse(publicId) is not var (birth, index))
        {
            return null;
        }

        var root = await parts.Dossiers.RootAsync(birth, cancellation);
        return root?.Whole is { } dossier && dossier.Facts.TryGetValue(birth, out var fact)
            ? (dossier, new RecordId(fact.Fact.Id, index))
            : null;
    }

    /// <summary>Dossiers of everybody who is posted under a search key, each once.</summary>
    public async ValueTask<ImmutableArray<Dossier>> FindAsync(string keyText, CancellationToken cancellation)
    {
        Dictionary<string, Dossier> found = new(StringComparer.Ordinal);
        foreach (var birth in await parts.Postings.FindAsync(keyText, cancellation))
        {
            if ((await parts.Dossiers.RootAsync(birth, cancellation))?.Whole is { } dossier)
            {
                found[dossier.Id] = dossier;
            }
        }

        return [.. found.Values.OrderBy(d => d.Id, StringComparer.Ordinal)];
    }

    /// <summary>Everything stored about a sale; null when nothing was published about it.</summary>
    public async ValueTask<SaleAnswer?> SaleAsync(string sale, CancellationToken cancellation)
    {
        var dossier = (await parts.Dossiers.OfSaleAsync(sale, cancellation))?.Whole;
        if (dossier is null || !dossier.Sales.TryGetValue(sale, out var state))
        {
            return null;
        }

        var (_, record) = await parts.Sales.GetAsync(sale, cancellation);
        var groups = await parts.Groups.GetAsync(record?.Groups ?? [], cancellation);
        var books = await Task.WhenAll(
            (record?.Lines ?? [])
                .Concat(groups.SelectMany(g => g.Record.Lines).Where(l => l.Sale == sale))
                .Distinct()
                .GroupBy(l => l.Payee, StringComparer.Ordinal)
                .Select(g => parts.Books.ReadAsync(g.Key, g, cancellation).AsTask())
        );
        return new(
            dossier,
            state,
            PipelineJson.Read<SaleView>(state.View),
            record,
            [.. books.SelectMany(b => b.Lines.Values).Select(l => l.Line).OfType<BookLine>().OrderBy(l => l.Key)],
            GroupStore.ContextOf(groups)
        );
    }

    /// <summary>Ids of every sale that was settled, with what settlement remembers.</summary>
    public ValueTask<ImmutableArray<SaleRecord>> SalesAsync(CancellationToken cancellation) =>
        parts.Sales.ListAsync(cancellation);

    /// <summary>Every published decision of a sale in order.</summary>
    public async ValueTask<ImmutableArray<PublishedDecision>> DecisionsAsync(
        string sale,
        CancellationToken cancellation
    )
    {
        var anchor = Ids.SaleAnchor(sale);
        var log = await rows.ListAsync(
            StoreTables.Log,
            options.PartitionOf(anchor),
            anchor + "|",
            anchor + "}",
            ListRows,
            cancellation
        );
        return
        [
            .. log.Select(r => new PublishedDecision(
                (int)r.Number("number")!.Value,
                PipelineJson.Read<Decision>(r.Bytes("decision")!),
                PipelineJson.Read<ImmutableArray<string>>(r.Bytes("facts")!),
                PipelineJson.Read<ImmutableArray<string>>(r.Bytes("generic")!),
                r.Text("settings")!,
                OffsetDateTimePattern.Rfc3339.Parse(r.Text("publishedAt")!).Value.ToInstant()
            )),
        ];
    }

    /// <summary>
    /// What is still to do. Settlements are counted after facts, and both again when nothing was found, because work moves
    /// on while we count.
    /// </summary>
    public async ValueTask<Backlog> BacklogAsync(CancellationToken cancellation)
    {
        var first = await CountAsync(cancellation);
        return first is { PendingEvents: 0, Queued: 0 } ? await CountAsync(cancellation) : first;
    }

    private async ValueTask<Backlog> CountAsync(CancellationToken cancellation)
    {
        var counts = new int[2];
        foreach (var stage in Enum.GetValues<Stage>())
        {
            var found = await Task.WhenAll(
                Enumerable
                    .Range(0, options.Buckets)
                    .Select(bucket =>
                        rows.ListAsync(
                                StoreTables.Work,
                                PipelineOptions.WorkPartition(stage, bucket),
                                null,
                                null,
                                ListRows,
                                cancellation
                            )
                            .AsTask()
                    )
            );
            counts[(int)stage] = found.Sum(f => f.Count);
        }

        return new(counts[(int)Stage.Resolve], counts[(int)Stage.Settle]);
    }
}
