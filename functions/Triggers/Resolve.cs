using Core.Pipeline;

namespace Functions.Triggers;

/// <summary>Queue function: places the facts of a bucket in dossiers and publishes what changes.</summary>
internal static class Resolve
{
    /// <summary>Maps the function.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        HostRoutes.MapQueue(
            routes,
            "Resolve",
            Stage.Resolve,
            async (services, bucket, cancellation) =>
            {
                var pipeline = services.GetRequiredService<LeadPipeline>();
                while (await pipeline.ResolveAsync(bucket, cancellation) > 0) { }
            }
        );
}
