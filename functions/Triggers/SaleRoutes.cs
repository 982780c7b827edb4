using System.Collections.Immutable;
using Core.Attribution;
using Core.Pipeline;
using Core.Values;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Triggers;

/// <summary>Sales and the decisions about them.</summary>
internal static class SaleRoutes
{
    private const int AtOnce = 8;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/sales", ListAsync)
            .WithSummary("Sales, by id; filtered by project, status or payee.")
            .Produces<Page<SaleReport>>()
            .Fails(400, 401, 403);
        routes
            .MapGet("/api/sales/{id}", GetAsync)
            .WithSummary("A sale, its decision now, commission by payee, adjustments.")
            .Produces<SaleReport>()
            .Fails(401, 403, 404);
        routes
            .MapGet("/api/sales/{id}/decisions", DecisionsAsync)
            .WithSummary(
                "Every decision in order; as known at an instant (asKnownAt) or under another policy (policy=id@version) the one decision that gives; log=published: what was published, in that order."
            )
            .Produces<Page<DecisionAnswer>>()
            .Fails(400, 401, 403, 404);
    }

    private static async Task<IResult> ListAsync(
        Desks desks,
        ISettingsSource settings,
        string? project,
        string? status,
        string? payee,
        int? limit,
        string? continuation,
        CancellationToken cancellation
    )
    {
        var house = await settings.CurrentAsync(cancellation);
        var records = (await desks.Questions.SalesAsync(cancellation))
            .Where(sale => project is null || sale.Project == project)
            .Where(sale => payee is null || sale.Lines.Any(line => line.Payee == payee));
        // A status is derived from facts, so only with one asked for are all sales read.
        if (status is null)
        {
            var page = Paging.Cut(records, sale => sale.Sale, limit, continuation);
            var reports = await ReportsAsync(desks, page.Items, house, cancellation);
            return Results.Json(new Page<SaleReport>(reports, page.Next), Json.Default.PageSaleReport);
        }

        var all = await ReportsAsync(desks, records, house, cancellation);
        return Results.Json(
            Paging.Cut(all.Where(report => report.Status == status), report => report.Sale, limit, continuation),
            Json.Default.PageSaleReport
        );
    }

    /// <summary>Reads sales, some at once: each is a few round trips to storage.</summary>
    private static async ValueTask<IReadOnlyList<SaleReport>> ReportsAsync(
        Desks desks,
        IEnumerable<SaleRecord> records,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        List<SaleReport> reports = [];
        foreach (var chunk in records.Chunk(AtOnce))
        {
            var some = await Task.WhenAll(chunk.Select(r => ReportAsync(desks, r.Sale, house, cancellation).AsTask()));
            reports.AddRange(some.OfType<SaleReport>());
        }

        return reports;
    }

    private static async Task<IResult> GetAsync(
        Desks desks,
        ISettingsSource settings,
        string id,
        CancellationToken cancellation
    ) =>
        await ReportAsync(desks, id, await settings.CurrentAsync(cancellation), cancellation) is { } report
            ? Results.Json(report, Json.Default.SaleReport)
            : Problems.NotFound();

    private static async Task<IResult> DecisionsAsync(
        Desks desks,
        ISettingsSource settings,
        string id,
        string? asKnownAt,
        string? policy,
        string? log,
        int? limit,
        string? continuation,
        CancellationToken cancellation
    )
    {
        var at = Times.Parse(asKnownAt);
        if (asKnownAt is not null && at is null)
        {
            return Problems.Parameter("asKnownAt", "Give an RFC 3339 time with an offset; encode its + as %2B.");
        }

        if (await desks.Questions.SaleAsync(id, cancellation) is not { } answer)
        {
            return Problems.NotFound();
        }

        var attribution = (await settings.CurrentAsync(cancellation)).Attribution;
        if (policy is not null && attribution.Named(policy) is null)
        {
            return Problems.Parameter("policy", "There is no such policy version; name it as id@version.");
        }

        IReadOnlyList<DecisionAnswer> decisions;
        if (at is not null || policy is not null)
        {
            var then = Decider.DecideSale(id, answer.Dossier.Known, attribution, at, policy);
            decisions = then is null ? [] : [DecisionAnswer.Of(then, null, effective: false, withTrace: true)];
        }
        else if (log == "published")
        {
            decisions = DecisionReport.Published(await desks.Questions.DecisionsAsync(id, cancellation), answer.Record);
        }
        else
        {
            var timeline = SaleTimeline.Derive(id, answer.Dossier.Known, attribution);
            decisions = DecisionReport.All(answer, timeline, withTrace: true);
        }

        return Results.Json(Paging.CutByPlace(decisions, limit, continuation), Json.Default.PageDecisionAnswer);
    }

    private static async ValueTask<SaleReport?> ReportAsync(
        Desks desks,
        string sale,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        if (await desks.Questions.SaleAsync(sale, cancellation) is not { } answer)
        {
            return null;
        }

        ImmutableArray<Decision> timeline = SaleTimeline.Derive(sale, answer.Dossier.Known, house.Attribution);
        return SaleReport.Of(answer, timeline, house.Commission);
    }
}
