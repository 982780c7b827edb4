using System.Collections.Immutable;

namespace Core.Pipeline;

/// <summary>
/// READ THIS FIRST. A fact from arrival to ledger, top to bottom. Facts are immutable and only added; who is one person,
/// who is one household, who earned the customer and what each payee is due are derived from them; what differs from what
/// was published goes out as a decision, a posting or an adjustment case. Every step is: read one aggregate, derive, commit
/// it in one partition together with what it must say, then say it. Any step may be repeated, by anyone, at any time.
/// </summary>
public sealed class LeadPipeline
{
    private readonly Ingestion ingestion;
    private readonly Resolving resolving;
    private readonly Settling settling;
    private readonly IRowStore rows;
    private readonly IWakeUps wakeUps;
    private readonly PipelineOptions options;

    /// <summary>Makes the pipeline over its ports.</summary>
    public LeadPipeline(
        IRowStore rows,
        IWakeUps wakeUps,
        IKeyHash keys,
        ISettingsSource settings,
        PipelineOptions options,
        TimeProvider clock
    )
    {
        PipelineParts parts = new(rows, wakeUps, keys, settings, options, clock);
        (this.rows, this.wakeUps, this.options) = (rows, wakeUps, options);
        ingestion = parts.Ingestion;
        resolving = parts.Resolving;
        settling = parts.Settling;
    }

    /// <summary>Stores facts; when this returns, they are durable and on their way. Stage one: ingest.</summary>
    /// <returns>What became of each, in order.</returns>
    /// <exception cref="StoreException">The store did not answer: some may be stored; send them again.</exception>
    public ValueTask<ImmutableArray<IngestStatus>> IngestAsync(
        IReadOnlyList<IncomingFact> facts,
        CancellationToken cancellation
    ) => ingestion.IngestAsync(facts, cancellation);

    /// <summary>
    /// Places a bucket's waiting facts in the dossiers they belong to, derives every sale they touch, and publishes what
    /// changed. Stage two: resolve.
    /// </summary>
    /// <returns>How many facts were found waiting; drain until 0.</returns>
    /// <exception cref="StoreException">Some work is left; deliver again.</exception>
    public ValueTask<int> ResolveAsync(int bucket, CancellationToken cancellation) =>
        resolving.ResolveAsync(bucket, cancellation);

    /// <summary>
    /// Brings the books to what the published decisions entitle to: posts what may post by itself, proposes a case for
    /// everything else, books payouts, finishes cases that were approved. Stage three: settle.
    /// </summary>
    /// <returns>How many items were found waiting; drain until 0.</returns>
    /// <exception cref="StoreException">Some work is left; deliver again.</exception>
    public ValueTask<int> SettleAsync(int bucket, CancellationToken cancellation) =>
        settling.SettleAsync(bucket, cancellation);

    /// <summary>Wakes every bucket that has work: what a lost message or a dead worker left behind.</summary>
    /// <returns>How many buckets were woken.</returns>
    /// <exception cref="StoreException">The store did not answer; the next sweep finds the same work.</exception>
    public async ValueTask<int> SweepAsync(CancellationToken cancellation)
    {
        var woken = 0;
        foreach (var stage in Enum.GetValues<Stage>())
        {
            List<int> buckets = [];
            for (var bucket = 0; bucket < options.Buckets; bucket++)
            {
                var partition = PipelineOptions.WorkPartition(stage, bucket);
                var work = await rows.ListAsync(StoreTables.Work, partition, null, null, 1, cancellation);
                if (work.Count > 0)
                {
                    buckets.Add(bucket);
                }
            }

            if (buckets.Count > 0)
            {
                await wakeUps.SendAsync(stage, buckets, cancellation);
                woken += buckets.Count;
            }
        }

        return woken;
    }
}

/// <summary>The parts of the pipeline over one set of ports, for the pipeline and for the desks that read and act beside it.</summary>
internal sealed class PipelineParts
{
    public PipelineParts(
        IRowStore rows,
        IWakeUps wakeUps,
        IKeyHash keys,
        ISettingsSource settings,
        PipelineOptions options,
        TimeProvider clock
    )
    {
        Dossiers = new(rows, options);
        Postings = new(rows, keys, options);
        Publishing = new(rows, wakeUps, options, clock);
        Sales = new(rows, options);
        Cases = new(rows, options);
        Books = new(rows);
        Registry = new(rows);
        Periods = new(rows);
        Posting = new(Books, Cases, Registry, Periods, options, clock);
        Groups = new(rows, options);
        Grouping = new(rows, wakeUps, Groups, Sales, Books, Posting, options);
        Adjusting = new(rows, wakeUps, Sales, Cases, Books, Registry, Posting, Grouping, Periods, options, clock);
        Ingestion = new(rows, wakeUps, keys, options);
        Resolving = new(rows, wakeUps, Postings, Dossiers, Publishing, settings, options, clock);
        Settling = new(
            rows,
            Dossiers,
            Publishing,
            Sales,
            Cases,
            Books,
            Groups,
            Grouping,
            Posting,
            Adjusting,
            Periods,
            settings,
            options,
            clock
        );
    }

    public Dossiers Dossiers { get; }

    public Postings Postings { get; }

    public Publishing Publishing { get; }

    public SaleStore Sales { get; }

    public CaseStore Cases { get; }

    public BookStore Books { get; }

    public GroupStore Groups { get; }

    public Grouping Grouping { get; }

    public BookRegistry Registry { get; }

    public PeriodStore Periods { get; }

    public Posting Posting { get; }

    public Adjusting Adjusting { get; }

    public Ingestion Ingestion { get; }

    public Resolving Resolving { get; }

    public Settling Settling { get; }
}
