using System.Collections.Immutable;
using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Core.Pipeline;
using Functions.Tables;

namespace Functions.Queues;

/// <summary>
/// A stage's Storage queue as the Functions host uses it: texts in base64; a received message is hidden for a while and comes
/// back unless it is deleted; after five deliveries it goes to <c>{queue}-poison</c>. Every message may come twice.
/// </summary>
public sealed class StageQueue
{
    /// <summary>Most messages of one receive, inclusive: what the service gives at once.</summary>
    public const int MaxBatch = 32;

    /// <summary>Deliveries after which a message that still fails is put aside; also in host.json.</summary>
    public const int MaxDeliveries = 5;

    private readonly QueueClient queue;
    private readonly QueueClient poison;

    /// <summary>The queue of a stage. Nothing is asked of the service yet.</summary>
    public StageQueue(QueueServiceClient service, Stage stage, string namePrefix = "")
    {
        Stage = stage;
        Name = namePrefix + WakeUp.NameOf(stage);
        queue = service.GetQueueClient(Name);
        poison = service.GetQueueClient(Name + "-poison");
    }

    /// <summary>Whose queue.</summary>
    public Stage Stage { get; }

    /// <summary>Its name at the service.</summary>
    public string Name { get; }

    /// <summary>The queues of all stages.</summary>
    public static ImmutableDictionary<Stage, StageQueue> All(QueueServiceClient service, string namePrefix = "") =>
        Enum.GetValues<Stage>().ToImmutableDictionary(s => s, s => new StageQueue(service, s, namePrefix));

    /// <summary>Makes the queue and its poison queue where they are not there yet; safe to repeat.</summary>
    /// <exception cref="StoreException">The queue service did not answer.</exception>
    public Task EnsureCreatedAsync(CancellationToken cancellation) =>
        AskAsync(
            async () =>
            {
                await queue.CreateIfNotExistsAsync(null, cancellation);
                await poison.CreateIfNotExistsAsync(null, cancellation);
                return true;
            },
            cancellation
        );

    /// <summary>Sends a text of at most 48 KiB in UTF-8; it stays until it is deleted.</summary>
    /// <exception cref="StoreException">The queue service did not answer; the message may be there all the same.</exception>
    public Task SendAsync(string text, CancellationToken cancellation) =>
        AskAsync(() => SendAsync(queue, text, cancellation), cancellation);

    /// <summary>Receives at most <paramref name="max"/> messages (1 to <see cref="MaxBatch"/>), hidden from others meanwhile.</summary>
    /// <param name="max">How many, at most.</param>
    /// <param name="hidden">From one second to seven days.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Messages in no order; none when the queue is empty.</returns>
    /// <exception cref="StoreException">The queue service did not answer.</exception>
    public Task<IReadOnlyList<StageMessage>> ReceiveAsync(int max, TimeSpan hidden, CancellationToken cancellation) =>
        AskAsync<IReadOnlyList<StageMessage>>(
            async () =>
            {
                var received = await queue.ReceiveMessagesAsync(max, hidden, cancellation);
                return [.. received.Value.Select(Read)];
            },
            cancellation
        );

    /// <summary>Takes a message away for good.</summary>
    /// <returns>False when it had become visible to others meanwhile, so that they have it now.</returns>
    /// <exception cref="StoreException">The queue service did not answer; at worst the message comes again.</exception>
    public Task<bool> DeleteAsync(StageMessage message, CancellationToken cancellation) =>
        AskAsync(() => DeleteOwnAsync(message, cancellation), cancellation);

    /// <summary>
    /// After a failure: leaves the message to come again when its time is up, or puts it aside after
    /// <see cref="MaxDeliveries"/>. It is copied before it is deleted, so it may lie there twice and is never lost.
    /// </summary>
    /// <returns>Whether it was put aside.</returns>
    /// <exception cref="StoreException">The queue service did not answer; the message comes again.</exception>
    public async Task<bool> FailAsync(StageMessage message, CancellationToken cancellation)
    {
        if (message.Deliveries < MaxDeliveries)
        {
            return false;
        }

        return await AskAsync(
            async () =>
            {
                await SendAsync(poison, message.Text, cancellation);
                await DeleteOwnAsync(message, cancellation);
                return true;
            },
            cancellation
        );
    }

    /// <summary>About how many messages wait here, hidden ones included, and how many were put aside.</summary>
    /// <exception cref="StoreException">The queue service did not answer.</exception>
    public Task<(int Waiting, int PutAside)> CountAsync(CancellationToken cancellation) =>
        AskAsync(
            async () =>
            {
                var waiting = await queue.GetPropertiesAsync(cancellation);
                var aside = await poison.GetPropertiesAsync(cancellation);
                return (waiting.Value.ApproximateMessagesCount, aside.Value.ApproximateMessagesCount);
            },
            cancellation
        );

    private static async Task<bool> SendAsync(QueueClient to, string text, CancellationToken cancellation)
    {
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        await to.SendMessageAsync(body, visibilityTimeout: null, timeToLive: TimeSpan.FromSeconds(-1), cancellation);
        return true;
    }

    private async Task<bool> DeleteOwnAsync(StageMessage message, CancellationToken cancellation)
    {
        try
        {
            await queue.DeleteMessageAsync(message.Id, message.Receipt, cancellation);
            return true;
        }
        catch (RequestFailedException gone)
            when (gone.ErrorCode == QueueErrorCode.MessageNotFound
                || gone.ErrorCode == QueueErrorCode.PopReceiptMismatch
            )
        {
            return false;
        }
    }

    private static StageMessage Read(QueueMessage message)
    {
        var body = message.MessageText;
        var bytes = new byte[body.Length];
        var text = Convert.TryFromBase64String(body, bytes, out var written)
            ? Encoding.UTF8.GetString(bytes, 0, written)
            : body;
        return new StageMessage(message.MessageId, message.PopReceipt, message.DequeueCount, text);
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (StorageFailures.MayPass(failure, cancellation))
        {
            throw new StoreException($"The queue {Name} did not answer.", failure);
        }
    }
}

/// <summary>A message as received.</summary>
/// <param name="Id">Stays over deliveries.</param>
/// <param name="Receipt">Of this delivery; deletes the message as long as nobody received it again.</param>
/// <param name="Deliveries">This one included; from 1.</param>
/// <param name="Text">Decoded; as it is when it was not base64.</param>
public sealed record StageMessage(string Id, string Receipt, long Deliveries, string Text);
