using Core.Pipeline;

namespace Functions.Triggers;

/// <summary>
/// Queue functions on the poison queues: a bucket that failed too often is named in the log, and its message ends here.
/// Nothing is lost by that: the work is in the table, and the sweep wakes it again.
/// </summary>
internal static class Poison
{
    /// <summary>Maps both functions.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "ResolvePoison", Stage.Resolve);
        Map(routes, "SettlePoison", Stage.Settle);
    }

    private static void Map(IEndpointRouteBuilder routes, string function, Stage stage) =>
        HostRoutes.MapQueue(
            routes,
            function,
            stage,
            (services, bucket, _) =>
            {
                Log.MessagePoisoned(
                    services.GetRequiredService<ILoggerFactory>().CreateLogger(function),
                    function,
                    bucket
                );
                return Task.CompletedTask;
            }
        );
}
