using Core.Pipeline;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Triggers;

/// <summary>Is it alive, can it work. The root answers the host's ping and never touches storage.</summary>
internal static class HealthRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => Results.Json(new Health("live"), Json.Default.Health)).ExcludeFromDescription();
        routes
            .MapGet("/api/health/live", () => Results.Json(new Health("live"), Json.Default.Health))
            .WithSummary("The process answers.")
            .Produces<Health>();
        routes
            .MapGet("/api/health/ready", ReadyAsync)
            .WithSummary("The process can read its storage.")
            .Produces<Health>()
            .Fails(503);
    }

    private static async Task<IResult> ReadyAsync(IRowStore rows, CancellationToken cancellation)
    {
        await rows.GetAsync(StoreTables.Periods, "ready", "ready", cancellation);
        return Results.Json(new Health("ready"), Json.Default.Health);
    }
}
