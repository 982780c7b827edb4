using Core.Pipeline;

namespace Functions.Triggers;

/// <summary>Timer function: wakes whatever has waited too long, because a message was lost or a process died.</summary>
internal static class Sweep
{
    /// <summary>Maps the function.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/Sweep",
                (LeadPipeline pipeline, IHostApplicationLifetime life, ILogger<LeadPipeline> log) =>
                    HostRoutes.RunAsync(log, "Sweep", async () => await pipeline.SweepAsync(life.ApplicationStopping))
            )
            .ExcludeFromDescription();
}
