using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Functions.Tests.Processes;

/// <summary>
/// A sender who knows only what was acknowledged: shuffles what there is to tell, tells some of it twice, in batches, several
/// at once, and sends again whatever got no answer. Anything but 202, 503 and silence is a failure.
/// </summary>
internal sealed class Sender(HttpClient http, IReadOnlyList<JsonObject> events, int seed)
{
    private const int Parallel = 3;
    private const int LargestBatch = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private int acknowledged;
    private int refusedFor503;
    private int unanswered;
    private int total;

    /// <summary>Where the program listens now; changes when it is started again.</summary>
    public required Func<IReadOnlyList<Uri>> Addresses { get; init; }

    /// <summary>How much was acknowledged, from 0 to 1.</summary>
    public double Progress => total == 0 ? 0 : (double)Volatile.Read(ref acknowledged) / total;

    /// <summary>How many requests met a 503.</summary>
    public int Unavailable => refusedFor503;

    /// <summary>How many requests met nobody.</summary>
    public int Unanswered => unanswered;

    /// <summary>Sends everything; returns when all of it is acknowledged.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Random random = new(seed);
        JsonObject[] told = [.. events, .. events.Where(_ => random.Next(6) == 0)];
        random.Shuffle(told);
        List<JsonObject[]> batches = [];
        for (var from = 0; from < told.Length; )
        {
            var size = Math.Min(1 + random.Next(LargestBatch), told.Length - from);
            batches.Add(told[from..(from + size)]);
            from += size;
        }

        total = told.Length;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            batches.Select((batch, i) => (batch, i)),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (one, stop) =>
            {
                await DeliverAsync(one.batch, one.i, stop);
                Interlocked.Add(ref acknowledged, one.batch.Length);
            }
        );
    }

    private async Task DeliverAsync(JsonObject[] batch, int turn, CancellationToken cancellation)
    {
        var body = new JsonArray([.. batch.Select(e => e.DeepClone())]).ToJsonString();
        for (var attempt = turn; ; attempt++)
        {
            var addresses = Addresses();
            var address = addresses[attempt % addresses.Count];
            try
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/cloudevents-batch+json");
                using var answer = await http.PostAsync(new Uri(address, "/api/events"), content, cancellation);
                var text = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                {
                    using var lines = JsonDocument.Parse(text);
                    Assert.All(
                        lines.RootElement.GetProperty("events").EnumerateArray(),
                        line =>
                            Assert.Contains(line.GetProperty("status").GetString(), new[] { "accepted", "duplicate" })
                    );
                    return;
                }

                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {text}");
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                Interlocked.Increment(ref refusedFor503);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                // Killed before, while or after it took this batch: nobody knows, so it is sent again.
                Interlocked.Increment(ref unanswered);
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}
