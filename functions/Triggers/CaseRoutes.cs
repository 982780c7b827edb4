using Core.Commission;
using Core.Pipeline;
using Core.Values;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Triggers;

/// <summary>Adjustment cases: seen, checked by one person, approved by another, or rejected.</summary>
internal static class CaseRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/adjustments", ListAsync)
            .WithSummary("Adjustment cases, oldest first; filtered by state or sale.")
            .Produces<Page<CaseReport>>()
            .Fails(400, 401, 403);
        routes
            .MapGet("/api/adjustments/{id}", GetAsync)
            .WithSummary("An adjustment case; its ETag is the hash of the preview.")
            .Produces<CaseReport>()
            .Fails(401, 403, 404);
        Act(
            routes,
            "check",
            "The first of two people agrees with what they saw (If-Match).",
            (desk, id, user, body, seen, cancellation) => desk.CheckAsync(id, user, body.Comment, seen, cancellation)
        );
        Act(
            routes,
            "approve",
            "The second person agrees with what they saw (If-Match); the case posts.",
            (desk, id, user, body, seen, cancellation) =>
                desk.ApproveAsync(id, user, body.Comment, seen, body.Period, cancellation)
        );
        Act(
            routes,
            "reject",
            "A person refuses what they saw (If-Match), with a reason.",
            (desk, id, user, body, seen, cancellation) => desk.RejectAsync(id, user, body.Comment, seen, cancellation)
        );
    }

    private static void Act(
        IEndpointRouteBuilder routes,
        string step,
        string summary,
        Func<CaseDesk, string, string, CaseAction, string, CancellationToken, ValueTask<Result<CaseAnswer>>> act
    ) =>
        routes
            .MapPost(
                $"/api/adjustments/{{id}}/{step}",
                async (HttpContext http, Desks desks, string id, CaseAction? body, CancellationToken cancellation) =>
                {
                    if (ETags.HashOf(http.Request) is not { } seen)
                    {
                        return Problems.Of(428, "PRECONDITION_REQUIRED", "Send the ETag of what you saw as If-Match.");
                    }

                    var user = Caller.Of(http).Name;
                    var acted = await act(desks.Cases, id, user, body ?? new(null, null), seen, cancellation);
                    return acted.Succeeded
                        ? Show(http, acted.Value, await FloorAsync(desks, cancellation))
                        : Refusals.Of(acted.Errors);
                }
            )
            .WithSummary(summary)
            .Produces<CaseReport>()
            .Fails(400, 401, 403, 404, 409, 412, 415, 428);

    private static async Task<IResult> ListAsync(
        Desks desks,
        string? state,
        string? sale,
        int? limit,
        string? continuation,
        CancellationToken cancellation
    )
    {
        if (state is not null && !Enum.GetValues<CaseState>().Any(s => CaseReport.StateOf(s) == state))
        {
            return Problems.Parameter("state", "Ask for proposed, checked, approved, posted, rejected or superseded.");
        }

        var floor = await FloorAsync(desks, cancellation);
        List<CaseReport> cases =
        [
            .. (await desks.Cases.ListAsync(null, cancellation))
                .Select(found => CaseReport.Of(found, floor))
                .Where(found => state is null || found.State == state)
                .Where(found => sale is null || found.Sale == sale),
        ];
        return Results.Json(Paging.CutByPlace(cases, limit, continuation), Json.Default.PageCaseReport);
    }

    private static async Task<IResult> GetAsync(
        HttpContext http,
        Desks desks,
        string id,
        CancellationToken cancellation
    ) =>
        await desks.Cases.GetAsync(id, cancellation) is { } found
            ? Show(http, found, await FloorAsync(desks, cancellation))
            : Problems.NotFound();

    private static IResult Show(HttpContext http, CaseAnswer found, Period? floor)
    {
        http.Response.Headers.ETag = $"\"{found.Case.Proposal.PreviewHash}\"";
        return Results.Json(CaseReport.Of(found, floor), Json.Default.CaseReport);
    }

    private static async ValueTask<Period?> FloorAsync(Desks desks, CancellationToken cancellation) =>
        (await desks.Periods.ListAsync(cancellation)).Select(closed => (Period?)closed.Period).Max();
}
