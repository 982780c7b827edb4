using Microsoft.AspNetCore.Mvc;

namespace Functions.Edge;

/// <summary>Words for describing routes in OpenAPI.</summary>
internal static class Described
{
    /// <summary>The route may answer problem details with these statuses.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemDetails>(status, "application/problem+json");
        }

        return route;
    }
}
