using Core.Pipeline;

namespace Core.Tests.Simulation;

/// <summary>
/// The table store of a simulated world. Every call waits for its turn; the driver decides which call goes next and
/// whether it works, fails before it happens, happens and seems to have failed, or is the last thing its worker does.
/// </summary>
internal sealed class SimulatedStore(MemoryRowStore rows, Turns turns) : IRowStore
{
    public ValueTask<Row?> GetAsync(string table, string partition, string key, CancellationToken cancellation) =>
        turns.TakeAsync(() => rows.GetAsync(table, partition, key, cancellation).Result);

    public ValueTask<IReadOnlyList<Row>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation
    ) => turns.TakeAsync(() => rows.ListAsync(table, partition, from, to, take, cancellation).Result);

    public ValueTask<CommitResult> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation
    ) => turns.TakeAsync(() => rows.CommitAsync(table, partition, changes, cancellation).Result);
}

/// <summary>How often things go wrong, per call, from 0 to 1; and for how many calls at all.</summary>
internal sealed record Faults(double Fail, double LoseReply, double Kill, double LoseMessage, int Calls);

/// <summary>The turns of a simulated world: one thread, one seed, any interleaving.</summary>
internal sealed class Turns(Random random, Faults faults)
{
    private readonly List<Turn> waiting = [];
    private readonly AsyncLocal<int> worker = new();
    private int calls;

    /// <summary>Workers that were killed; their calls never return.</summary>
    public HashSet<int> Dead { get; } = [];

    /// <summary>Calls so far.</summary>
    public int Calls => calls;

    public bool Any => waiting.Count > 0;

    /// <summary>Starts a worker; it runs, on this thread, up to its first call.</summary>
    public Task Start(int id, Func<Task> work)
    {
        worker.Value = id;
        var task = work();
        worker.Value = 0;
        return task;
    }

    public ValueTask<T> TakeAsync<T>(Func<T> act)
    {
        TaskCompletionSource<T> reply = new();
        waiting.Add(
            new(
                worker.Value,
                () =>
                {
                    T result;
                    try
                    {
                        result = act();
                    }
                    catch (ArgumentException bug)
                    {
                        return () => reply.SetException(bug);
                    }

                    return () => reply.SetResult(result);
                },
                () => reply.SetException(new StoreException("The store did not answer."))
            )
        );
        return new(reply.Task);
    }

    /// <summary>Lets one randomly chosen call go.</summary>
    public void Step()
    {
        var index = random.Next(waiting.Count);
        var turn = waiting[index];
        waiting[index] = waiting[^1];
        waiting.RemoveAt(waiting.Count - 1);
        calls++;
        var dice = calls <= faults.Calls ? random.NextDouble() : 1;
        if (dice < faults.Fail)
        {
            turn.Fail();
        }
        else if (dice < faults.Fail + faults.LoseReply)
        {
            turn.Act();
            turn.Fail();
        }
        else if (dice < faults.Fail + faults.LoseReply + faults.Kill)
        {
            if (random.Next(2) == 0)
            {
                turn.Act();
            }

            Dead.Add(turn.Worker);
            waiting.RemoveAll(w => w.Worker == turn.Worker);
        }
        else
        {
            turn.Act()();
        }
    }

    private sealed record Turn(int Worker, Func<Action> Act, Action Fail);
}
