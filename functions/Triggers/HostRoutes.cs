using Core.Pipeline;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Triggers;

/// <summary>What every endpoint of the Functions host shares: read one payload, do one thing, answer as the host needs it.</summary>
internal static class HostRoutes
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Maps a function that is woken by a queue message which names buckets.</summary>
    public static void MapQueue(
        IEndpointRouteBuilder routes,
        string function,
        Stage stage,
        Func<IServiceProvider, int, CancellationToken, Task> work
    ) =>
        routes
            .MapPost(
                $"/{function}",
                async (HttpContext http, PipelineOptions options, ILoggerFactory logs) =>
                {
                    var log = logs.CreateLogger(function);
                    // Not the request's own token: what the host gave up waiting for may as well be finished.
                    var cancellation = http
                        .RequestServices.GetRequiredService<IHostApplicationLifetime>()
                        .ApplicationStopping;
                    if (
                        await Bodies.ReadAsync(http.Request, MaxBytes, http.RequestAborted) is not { } body
                        || Bodies.Parse(body) is not { } payload
                        || HostPayload.WakeUpIn(payload) is not { } wakeUp
                        || wakeUp.Stage != stage
                        || wakeUp.Buckets.Any(bucket => bucket >= options.Buckets)
                    )
                    {
                        // It can never succeed, so it is not sent back: a wake-up carries nothing that could be lost.
                        Log.MessageUnreadable(log, function);
                        return Answer();
                    }

                    return await RunAsync(
                        log,
                        function,
                        async () =>
                        {
                            foreach (var bucket in wakeUp.Buckets)
                            {
                                await work(http.RequestServices, bucket, cancellation);
                            }
                        }
                    );
                }
            )
            .ExcludeFromDescription();

    /// <summary>Does the work; a failure goes to the trigger's own retry, and never ends the process.</summary>
    public static async Task<IResult> RunAsync(ILogger log, string function, Func<Task> work)
    {
        try
        {
            await work();
            return Answer();
        }
#pragma warning disable CA1031 // Whatever it is, the host must hear of it as a failed call, not as a dead process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.FunctionFailed(log, exception, function);
            return Results.Json(new Done(), Json.Default.Done, statusCode: 500);
        }
    }

    /// <summary>Success as the host understands it: 200 with a JSON object. An empty answer would hang until it kills us.</summary>
    public static IResult Answer() => Results.Json(new Done(), Json.Default.Done);
}
