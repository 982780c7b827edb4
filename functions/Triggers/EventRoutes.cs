using Core.Attribution;
using Core.Identity;
using Core.Leads;
using Core.Pipeline;
using Core.Values;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Triggers;

/// <summary>Questions of those who sent something: how far an event is, how a claim stands, whether everything is final.</summary>
internal static class EventRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/events", EventAsync)
            .WithSummary("How far an event is.")
            .Produces<EventStateAnswer>()
            .Fails(400, 401, 403, 404);
        routes
            .MapGet("/api/claims", ClaimAsync)
            .WithSummary("How a claim stands, for the source that made it.")
            .Produces<ClaimStateAnswer>()
            .Fails(400, 401, 403, 404);
        routes
            .MapGet("/api/backlog", BacklogAsync)
            .WithSummary("What is still to be done before every answer is final.")
            .Produces<BacklogAnswer>()
            .Fails(401);
    }

    private static async Task<IResult> EventAsync(
        HttpContext http,
        Desks desks,
        ISettingsSource settings,
        TimeProvider clock,
        string source,
        string id,
        CancellationToken cancellation
    )
    {
        var caller = Caller.Of(http);
        if (
            !await OwnsAsync(caller, source, settings, clock, cancellation)
            || await desks.Questions.EventAsync(new(source, id), cancellation) is not { } found
        )
        {
            return Problems.NotFound();
        }

        var household = IsInternal(caller) && found.Dossier is not null ? HouseholdOf(found.Fact, found.Dossier) : null;
        return Results.Json(
            new EventStateAnswer(found.State, found.Fact.ReceivedAt, found.AppliedAt, [], household),
            Json.Default.EventStateAnswer
        );
    }

    private static async Task<IResult> ClaimAsync(
        HttpContext http,
        Desks desks,
        ISettingsSource settings,
        TimeProvider clock,
        string source,
        string id,
        CancellationToken cancellation
    )
    {
        FactId claim = new(source, id);
        if (
            !await OwnsAsync(Caller.Of(http), source, settings, clock, cancellation)
            || await desks.Questions.EventAsync(claim, cancellation) is not { } found
            || found.Fact.Body is not (FactBody.LeadRegistered or FactBody.VisitConfirmed)
        )
        {
            return Problems.NotFound();
        }

        if (found.Dossier is null)
        {
            return Results.Json(new ClaimStateAnswer("pending", null, null), Json.Default.ClaimStateAnswer);
        }

        var house = await settings.CurrentAsync(cancellation);
        var state = ClaimStates.Of(claim, found.Dossier.Known, house.Attribution, clock.Now());
        return Results.Json(
            new ClaimStateAnswer(WireNames.Of(state.Status), state.Code?.Wire(), state.ValidUntil),
            Json.Default.ClaimStateAnswer
        );
    }

    private static async Task<IResult> BacklogAsync(Desks desks, CancellationToken cancellation)
    {
        var backlog = await desks.Questions.BacklogAsync(cancellation);
        return Results.Json(new BacklogAnswer(backlog.PendingEvents, backlog.Queued, null), Json.Default.BacklogAnswer);
    }

    private static bool IsInternal(Caller caller) =>
        caller.Is(
            Role.Importer,
            Role.Operator,
            Role.Reviewer,
            Role.Approver,
            Role.Finance,
            Role.Arbitrator,
            Role.Auditor
        );

    // To a source, what is another's does not exist.
    private static async ValueTask<bool> OwnsAsync(
        Caller caller,
        string source,
        ISettingsSource settings,
        TimeProvider clock,
        CancellationToken cancellation
    ) =>
        IsInternal(caller)
        || (
            (await settings.CurrentAsync(cancellation)).Attribution.Channels.At(caller.Name, clock.Now()) is { } own
            && SenderRules.Owns(own, source)
        );

    private static string? HouseholdOf(Fact fact, Dossier dossier)
    {
        var view = Identities.Derive(dossier.Known, null, Grade.E6);
        var person = fact
            .Body.People.Select((_, i) => view.PersonOf(new(fact.Id, i)))
            .FirstOrDefault(p => p is not null);
        return person is null ? null : view.HouseholdOf(person.Id)?.Id;
    }
}
