using Core.Pipeline;

namespace Functions.Queues;

/// <summary>Wake-up messages on Storage queues, one queue per stage.</summary>
public sealed class StorageQueueWakeUps(IReadOnlyDictionary<Stage, StageQueue> queues) : IWakeUps
{
    /// <inheritdoc/>
    public async ValueTask SendAsync(Stage stage, IReadOnlyCollection<int> buckets, CancellationToken cancellation)
    {
        if (buckets.Count > 0)
        {
            await queues[stage].SendAsync(WakeUp.For(stage, buckets).Write(), cancellation);
        }
    }
}
