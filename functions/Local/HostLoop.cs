using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Pipeline;
using Functions.Edge;
using Functions.Queues;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Functions.Local;

/// <summary>
/// Plays the Functions host for a standalone run: takes queue messages and ticks, and calls the same endpoints over HTTP
/// with the same JSON as the host does, quirks included, so that what runs here is what runs there. Wake-ups that say the
/// same and are held at the same time are one call.
/// </summary>
internal sealed class HostLoop(
    IReadOnlyDictionary<Stage, StageQueue> queues,
    IServer server,
    HostDoor door,
    Settings settings,
    IHostApplicationLifetime life,
    TimeProvider clock,
    ILogger<HostLoop> log
) : BackgroundService
{
    // A failed message comes again after this; a call that takes longer is made twice, which is harmless.
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestYield = TimeSpan.FromMinutes(1);
    private volatile bool isResolving;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
        {
            return;
        }

        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(handler) { BaseAddress = Address(), Timeout = LongestCall };
        http.DefaultRequestHeaders.Add(HostDoor.Header, door.Secret);
        await Task.WhenAll(
            DrainAsync(http, "Resolve", Stage.Resolve, stoppingToken),
            DrainAsync(http, "Settle", Stage.Settle, stoppingToken),
            TickAsync(http, stoppingToken)
        );
    }

    /// <summary>The body that the host posts for a queue message: strings that hold JSON, encoded twice.</summary>
    internal static JsonObject QueuePayload(StageMessage message) =>
        new()
        {
            ["Data"] = new JsonObject { ["item"] = Literal(message.Text) },
            ["Metadata"] = new JsonObject
            {
                ["DequeueCount"] = message.Deliveries.ToString(CultureInfo.InvariantCulture),
                ["Id"] = Literal(message.Id),
                ["PopReceipt"] = Literal(message.Receipt),
                ["sys"] = new JsonObject { ["MethodName"] = "HostLoop" },
            },
        };

    private static string Literal(string text) => JsonSerializer.Serialize(text, Json.Default.String);

    private async Task<bool> StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onStarted = life.ApplicationStarted.Register(started.SetResult);
        using var onStopping = stopping.Register(() => started.TrySetCanceled(stopping));
        try
        {
            await started.Task;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Uri Address()
    {
        var listening = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var builder = new UriBuilder(listening.Replace("*", "127.0.0.1", StringComparison.Ordinal));
        // Listening everywhere is no address to call.
        builder.Host = builder.Host is "0.0.0.0" or "[::]" or "+" ? "127.0.0.1" : builder.Host;
        return builder.Uri;
    }

    private async Task DrainAsync(HttpClient http, string function, Stage stage, CancellationToken stopping)
    {
        var queue = queues[stage];
        var pause = ShortestPause;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (stage == Stage.Settle)
                {
                    await YieldAsync(stopping);
                }

                var held = await queue.ReceiveAsync(StageQueue.MaxBatch, Hidden, stopping);
                isResolving = stage == Stage.Resolve ? held is not [] : isResolving;
                if (held is [])
                {
                    await Task.Delay(pause, clock, stopping);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                    continue;
                }

                pause = ShortestPause;
                await Parallel.ForEachAsync(
                    held.GroupBy(Sayings, StringComparer.Ordinal),
                    new ParallelOptions
                    {
                        MaxDegreeOfParallelism = settings.LoopParallel,
                        CancellationToken = stopping,
                    },
                    async (same, cancellation) => await CallAsync(http, function, queue, [.. same], cancellation)
                );
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is StoreException or HttpRequestException or TaskCanceledException)
            {
                Log.QueueUnreachable(log, failure, queue.Name);
                await Task.Delay(RetryAfter, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Money is settled best when the family is known: what a batch brings is placed before it is paid on. Settling early is
    // never wrong, only busier: it may propose what the next fact makes pointless.
    private async Task YieldAsync(CancellationToken stopping)
    {
        var since = clock.GetTimestamp();
        while (isResolving && clock.GetElapsedTime(since) < LongestYield)
        {
            await Task.Delay(ShortestPause, clock, stopping);
        }
    }

    // The trace context differs from message to message; what they ask for is the buckets.
    private static string Sayings(StageMessage message) =>
        WakeUp.Parse(message.Text) is { } wakeUp ? string.Join(',', wakeUp.Buckets) : message.Text;

    private static async ValueTask CallAsync(
        HttpClient http,
        string function,
        StageQueue queue,
        IReadOnlyList<StageMessage> same,
        CancellationToken cancellation
    )
    {
        using var answer = await PostAsync(http, function, QueuePayload(same[0]), cancellation);
        foreach (var message in same)
        {
            if (answer.IsSuccessStatusCode)
            {
                await queue.DeleteAsync(message, cancellation);
            }
            else if (await queue.FailAsync(message, cancellation))
            {
                using var told = await PostAsync(http, function + "Poison", QueuePayload(message), cancellation);
            }
        }
    }

    private async Task TickAsync(HttpClient http, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(settings.SweepEvery, clock);
        do
        {
            try
            {
                var tick = new JsonObject
                {
                    ["Data"] = new JsonObject
                    {
                        ["tick"] = new JsonObject
                        {
                            ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
                            ["IsPastDue"] = false,
                        },
                    },
                    ["Metadata"] = new JsonObject { ["sys"] = new JsonObject { ["MethodName"] = "Sweep" } },
                };
                using var answer = await PostAsync(http, "Sweep", tick, stopping);
            }
            catch (HttpRequestException failure)
            {
                Log.QueueUnreachable(log, failure, "timer");
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        } while (await NextAsync(timer, stopping));
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient http,
        string function,
        JsonObject payload,
        CancellationToken cancellation
    )
    {
        using var content = new StringContent(payload.ToJsonString(), null, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{function}") { Content = content };
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        return await http.SendAsync(request, cancellation);
    }
}
