using System.Text.Json.Nodes;
using Core.Commission;
using Core.Leads;
using Core.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace Core.Tests.Simulation;

/// <summary>
/// A whole company in one thread: senders who repeat what was not acknowledged, workers who are killed and replaced, finance
/// people who check, approve and close, all on one store whose every call may go wrong. Everything follows from the seed.
/// </summary>
internal sealed class World : IWakeUps, IKeyHash
{
    private readonly Random random;
    private readonly Faults faults;
    private readonly Turns turns;
    private readonly MemoryRowStore rows = new();
    private readonly LeadPipeline pipeline;
    private readonly Desks desks;
    private readonly PipelineOptions options;
    private readonly FakeTimeProvider clock = new(Families.Start.ToDateTimeOffset().AddDays(300));
    private readonly List<(Stage Stage, int Bucket)> messages = [];
    private readonly List<Job> running = [];
    private Queue<Job> waiting = new();
    private int workers;
    private int actionsLeft;

    public World(int seed, Faults faults, PipelineOptions options)
    {
        (random, this.faults, this.options) = (new(seed), faults, options);
        turns = new(random, faults);
        SimulatedStore store = new(rows, turns);
        SimulationSettings settings = new();
        pipeline = new(store, this, this, settings, options, clock);
        desks = new(store, this, this, settings, options, clock);
        Quiet = new(rows, this, this, settings, options, clock);
    }

    /// <summary>The desks over the bare store: for questions after everything came to rest.</summary>
    public Desks Quiet { get; }

    /// <summary>The bare store.</summary>
    public MemoryRowStore Rows => rows;

    public ValueTask SendAsync(Stage stage, IReadOnlyCollection<int> buckets, CancellationToken cancellation)
    {
        foreach (var bucket in buckets.Where(_ => random.NextDouble() >= faults.LoseMessage || Settled))
        {
            messages.Add((stage, bucket));
            if (random.Next(3) == 0)
            {
                messages.Add((stage, bucket));
            }
        }

        return ValueTask.CompletedTask;
    }

    public string Hash(string text) => Ids.Of("simulated key|" + text);

    /// <summary>Faults are over: what goes on now goes well.</summary>
    private bool Settled => turns.Calls > faults.Calls;

    /// <summary>Posts events in batches, in any order, some of them twice, with people acting meanwhile; runs until nothing is left to do.</summary>
    public void Run(IReadOnlyList<JsonObject> events, int parallel, int actions)
    {
        var shuffled = events.Concat(events.Where(_ => random.Next(5) == 0)).ToArray();
        random.Shuffle(shuffled);
        foreach (var batch in shuffled.Chunk(1 + random.Next(8)))
        {
            var incoming = batch.Select(Families.Incoming).ToList();
            waiting.Enqueue(new(async () => await pipeline.IngestAsync(incoming, default), Repeats: true));
        }

        actionsLeft = actions;
        waiting = Shuffle(waiting);
        Drive(parallel);
    }

    /// <summary>Has every case that waits for people checked and approved, until none is left.</summary>
    public void ApproveEverything(int parallel)
    {
        for (var round = 0; round < 20; round++)
        {
            var open = Quiet.Cases.ListAsync(null, default).Result.Where(c => c.Case.IsOpen).ToList();
            if (open.Count == 0)
            {
                return;
            }

            foreach (var one in open)
            {
                waiting.Enqueue(new(() => ApproveAsync(one.Case.Id, "zhao"), Repeats: false));
                waiting.Enqueue(new(() => ApproveAsync(one.Case.Id, "qian"), Repeats: false));
            }

            Drive(parallel);
        }

        Assert.Fail("Cases are proposed again and again.");
    }

    private Queue<Job> Shuffle(Queue<Job> queue)
    {
        var jobs = queue.ToArray();
        random.Shuffle(jobs);
        queue.Clear();
        foreach (var job in jobs)
        {
            queue.Enqueue(job);
        }

        return queue;
    }

    private void Drive(int parallel)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            for (var idle = 0; idle < 3; )
            {
                Fill(parallel);
                if (turns.Any)
                {
                    idle = 0;
                    turns.Step();
                    Reap();
                }
                else if (running.Count == 0 && waiting.Count == 0 && messages.Count == 0)
                {
                    // The timer: what lost messages and dead workers left behind.
                    idle = Sweep() ? 0 : idle + 1;
                }
                else
                {
                    Reap();
                }

                Assert.True(turns.Calls < 400_000, "The world does not come to rest.");
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private bool Sweep()
    {
        var found = false;
        foreach (var row in rows.RowsOf(StoreTables.Work))
        {
            var stage = row.Partition.StartsWith("resolve", StringComparison.Ordinal) ? Stage.Resolve : Stage.Settle;
            messages.Add((stage, Convert.ToInt32(row.Partition[^2..], 16)));
            found = true;
        }

        return found;
    }

    private void Fill(int parallel)
    {
        // Finance acts in the middle of everything else, whenever there may be something to act on.
        if (actionsLeft > 0 && random.Next(40) == 0)
        {
            actionsLeft--;
            Start(new(ActAsync, Repeats: false));
        }

        while (running.Count < parallel && (waiting.Count > 0 || messages.Count > 0))
        {
            if (messages.Count > 0 && (waiting.Count == 0 || random.Next(2) == 0))
            {
                var index = random.Next(messages.Count);
                var (stage, bucket) = messages[index];
                messages.RemoveAt(index);
                Start(
                    new(
                        async () =>
                        {
                            var found =
                                stage == Stage.Resolve
                                    ? await pipeline.ResolveAsync(bucket, default)
                                    : await pipeline.SettleAsync(bucket, default);
                            if (found > 0)
                            {
                                messages.Add((stage, bucket));
                            }
                        },
                        Repeats: true
                    )
                );
            }
            else
            {
                Start(waiting.Dequeue());
            }
        }
    }

    private void Start(Job job)
    {
        job.Worker = ++workers;
        job.Task = turns.Start(job.Worker, job.Work);
        running.Add(job);
    }

    /// <summary>Takes away what ended; what failed or was killed is done again when it is somebody's duty.</summary>
    private void Reap()
    {
        for (var i = running.Count - 1; i >= 0; i--)
        {
            var job = running[i];
            var killed = turns.Dead.Contains(job.Worker);
            if (!killed && !job.Task!.IsCompleted)
            {
                continue;
            }

            running.RemoveAt(i);
            if (!killed && job.Task!.Exception?.InnerException is { } failure and not StoreException)
            {
                throw new InvalidOperationException("A worker met a bug.", failure);
            }

            if ((killed || job.Task!.IsFaulted) && job.Repeats)
            {
                waiting.Enqueue(new(job.Work, Repeats: true));
            }
        }
    }

    /// <summary>Somebody of finance does something.</summary>
    private async Task ActAsync()
    {
        var cases = await desks.Cases.ListAsync(null, default);
        switch (random.Next(6))
        {
            case 0:
                await desks.Periods.CloseAsync(new Period(2026, 3 + random.Next(4)), "zhao", default);
                break;
            case 1 when cases.Length > 0:
                var refused = cases[random.Next(cases.Length)].Case;
                await desks.Cases.RejectAsync(
                    refused.Id,
                    "sun",
                    "not convinced",
                    refused.Proposal.PreviewHash,
                    default
                );
                break;
            case 2:
                await desks.Payouts.CreateBatchAsync(
                    new Period(2026, 3 + random.Next(6)),
                    "zhao",
                    $"k{random.Next(5)}",
                    default
                );
                break;
            default:
                if (cases.Length > 0)
                {
                    await ApproveAsync(cases[random.Next(cases.Length)].Case.Id, random.Next(2) == 0 ? "zhao" : "qian");
                }

                break;
        }
    }

    /// <summary>Checks a case that waits for it, approves one that was checked.</summary>
    private async Task ApproveAsync(string id, string user)
    {
        if (await desks.Cases.GetAsync(id, default) is { } seen)
        {
            var hash = seen.Case.Proposal.PreviewHash;
            if (seen.Case.State == CaseState.Proposed)
            {
                await desks.Cases.CheckAsync(id, user, "looks right", hash, default);
            }
            else if (seen.Case.State == CaseState.Checked)
            {
                await desks.Cases.ApproveAsync(id, user, "agreed", hash, null, default);
            }
        }
    }

    private sealed record Job(Func<Task> Work, bool Repeats)
    {
        public int Worker { get; set; }

        public Task? Task { get; set; }
    }
}
