using Core.Attribution;
using Core.Identity;
using Core.Leads;
using Core.Pipeline;
using Core.Values;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Triggers;

/// <summary>Families: who is in one, why, and who would earn it now.</summary>
internal static class HouseholdRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/households/{id}", GetAsync)
            .WithSummary("People with roles and evidence, relations, claims, opportunities, sales.")
            .Produces<HouseholdReport>()
            .Fails(401, 403, 404);
        routes
            .MapPost("/api/households/search", SearchAsync)
            .WithSummary("Households of whoever has an identifier. A look-up by phone goes on record.")
            .Produces<Page<HouseholdReport>>()
            .Fails(400, 401, 403, 415);
        routes
            .MapGet("/api/households/{id}/why", WhyAsync)
            .WithSummary("Why two records (a, b: source|id|index) are, or are not, one person or one household.")
            .Produces<WhyReport>()
            .Fails(400, 401, 403, 404);
        routes
            .MapGet("/api/households/{id}/decisions", DecisionsAsync)
            .WithSummary(
                "Who would earn the household before there is a sale: for a project, a kind of opportunity, at an instant."
            )
            .Produces<Page<DecisionAnswer>>()
            .Fails(400, 401, 403, 404);
    }

    private static async Task<IResult> GetAsync(Desks desks, string id, CancellationToken cancellation) =>
        await desks.Questions.DossierOfAsync(id, cancellation) is var (dossier, anchor)
        && HouseholdReport.Of(dossier.Known, anchor) is { } report
            ? Results.Json(report, Json.Default.HouseholdReport)
            : Problems.NotFound();

    private static async Task<IResult> SearchAsync(
        HttpContext http,
        Desks desks,
        LeadPipeline pipeline,
        TimeProvider clock,
        SearchRequest body,
        CancellationToken cancellation
    )
    {
        var asked = LookUp.Read(body, clock.Now());
        if (!asked.Succeeded)
        {
            return Problems.Refused(asked.Errors);
        }

        if (LookUp.Record(body, Caller.Of(http).Name, clock.Now()) is { } record)
        {
            await pipeline.IngestAsync([record], cancellation);
        }

        Dictionary<string, HouseholdReport> found = new(StringComparer.Ordinal);
        foreach (var key in asked.Value.Keys)
        {
            foreach (var dossier in await desks.Questions.FindAsync(key.Text, cancellation))
            {
                foreach (var report in asked.Value.HouseholdsIn(dossier.Known))
                {
                    found[report.Id] = report;
                }
            }
        }

        return Results.Json(
            new Page<HouseholdReport>([.. found.Values.OrderBy(r => r.Id, StringComparer.Ordinal)], null),
            Json.Default.PageHouseholdReport
        );
    }

    private static async Task<IResult> WhyAsync(
        Desks desks,
        string id,
        string a,
        string b,
        CancellationToken cancellation
    )
    {
        if (RecordNames.Parse(a) is not { } one)
        {
            return Problems.Parameter("a", "Name a record as source|id|index.");
        }

        if (RecordNames.Parse(b) is not { } other)
        {
            return Problems.Parameter("b", "Name a record as source|id|index.");
        }

        return
            await desks.Questions.DossierOfAsync(id, cancellation) is var (dossier, _)
            && Why.Explain(dossier.Known, one, other) is { } why
            ? Results.Json(WhyReport.Of(why), Json.Default.WhyReport)
            : Problems.NotFound();
    }

    private static async Task<IResult> DecisionsAsync(
        Desks desks,
        ISettingsSource settings,
        TimeProvider clock,
        string id,
        string project,
        string? opportunity,
        string? at,
        CancellationToken cancellation
    )
    {
        if (WireNames.Parse<OpportunityKind>(opportunity ?? "new") is not { } kind)
        {
            return Problems.Parameter("opportunity", "Ask for new, renewal or referral.");
        }

        if ((at is null ? clock.Now() : Times.Parse(at)) is not { } instant)
        {
            return Problems.Parameter("at", "Give an RFC 3339 time with an offset; encode its + as %2B.");
        }

        if (await desks.Questions.DossierOfAsync(id, cancellation) is not var (dossier, anchor))
        {
            return Problems.NotFound();
        }

        var view = Identities.Derive(dossier.Known, instant, Grade.E6);
        if (view.PersonOf(anchor) is not { } person || view.HouseholdOf(person.Id) is not { } household)
        {
            return Problems.NotFound();
        }

        var decision = Decider.DecideHousehold(
            [.. household.Persons.SelectMany(member => view.PersonWith(member)!.Records)],
            project,
            kind,
            dossier.Known,
            (await settings.CurrentAsync(cancellation)).Attribution,
            instant
        );
        return Results.Json(
            new Page<DecisionAnswer>([DecisionAnswer.Of(decision, null, effective: false, withTrace: true)], null),
            Json.Default.PageDecisionAnswer
        );
    }
}
