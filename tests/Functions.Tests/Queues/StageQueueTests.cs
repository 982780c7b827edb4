using Core.Pipeline;
using Functions.Queues;
using Functions.Tables;

namespace Functions.Tests.Queues;

public sealed class StageQueueTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wake_up_arrives_as_one_array_in_the_queue_of_its_stage()
    {
        var queues = await QueuesAsync();

        await new StorageQueueWakeUps(queues).SendAsync(Stage.Settle, [7, 3, 7], Cancellation);

        var message = Assert.Single(await queues[Stage.Settle].ReceiveAsync(32, Second, Cancellation));
        Assert.StartsWith("""[{"stage":"settle","buckets":[3,7]""", message.Text, StringComparison.Ordinal);
        Assert.Equal(1, message.Deliveries);
        Assert.Empty(await queues[Stage.Resolve].ReceiveAsync(32, Second, Cancellation));
    }

    [Fact]
    public async Task A_wake_up_for_nothing_sends_nothing()
    {
        var queues = await QueuesAsync();

        await new StorageQueueWakeUps(queues).SendAsync(Stage.Resolve, [], Cancellation);

        Assert.Equal((0, 0), await queues[Stage.Resolve].CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_message_that_is_not_deleted_comes_again()
    {
        var queue = (await QueuesAsync())[Stage.Resolve];
        await queue.SendAsync("[]", Cancellation);

        var first = Assert.Single(await queue.ReceiveAsync(32, Second, Cancellation));
        Assert.Empty(await queue.ReceiveAsync(32, Second, Cancellation));
        var second = await ReceiveOneAsync(queue);

        Assert.Equal((first.Id, 2L), (second.Id, second.Deliveries));
        Assert.False(await queue.DeleteAsync(first, Cancellation));
        Assert.True(await queue.DeleteAsync(second, Cancellation));
        Assert.Equal((0, 0), await queue.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_message_that_fails_five_times_is_put_aside()
    {
        var queue = (await QueuesAsync())[Stage.Resolve];
        await queue.SendAsync("never any good", Cancellation);

        for (var delivery = 1; delivery <= StageQueue.MaxDeliveries; delivery++)
        {
            var message = await ReceiveOneAsync(queue);
            Assert.Equal(delivery, message.Deliveries);
            Assert.Equal(delivery == StageQueue.MaxDeliveries, await queue.FailAsync(message, Cancellation));
        }

        Assert.Equal((0, 1), await queue.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_queue_that_does_not_answer_is_an_outage_not_a_bug()
    {
        var nowhere = StorageConnection.To(Functions.Local.AzuriteHost.ConnectionTo("127.0.0.1", 1, 1));
        var queue = new StageQueue(nowhere.Queues(), Stage.Resolve);

        await Assert.ThrowsAsync<StoreException>(() => queue.SendAsync("[]", Cancellation));
    }

    private async Task<IReadOnlyDictionary<Stage, StageQueue>> QueuesAsync()
    {
        var service = StorageConnection.To(await azurite.ConnectionStringAsync()).Queues();
        var queues = StageQueue.All(service, $"t{Guid.NewGuid():n}-");
        foreach (var queue in queues.Values)
        {
            await queue.EnsureCreatedAsync(Cancellation);
        }

        return queues;
    }

    private static async Task<StageMessage> ReceiveOneAsync(StageQueue queue)
    {
        while (true)
        {
            if (await queue.ReceiveAsync(StageQueue.MaxBatch, Second, Cancellation) is [var message])
            {
                return message;
            }

            await Task.Delay(100, Cancellation);
        }
    }
}
