using Core.Pipeline;

namespace Functions.Triggers;

/// <summary>Queue function: brings the money of a bucket's sales to what was decided.</summary>
internal static class Settle
{
    /// <summary>Maps the function.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        HostRoutes.MapQueue(
            routes,
            "Settle",
            Stage.Settle,
            async (services, bucket, cancellation) =>
            {
                var pipeline = services.GetRequiredService<LeadPipeline>();
                while (await pipeline.SettleAsync(bucket, cancellation) > 0) { }
            }
        );
}
