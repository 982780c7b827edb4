using System.Text.Json;
using Core.Pipeline;
using Core.Values;
using Functions.Contracts;
using Functions.Edge;
using Microsoft.Net.Http.Headers;

namespace Functions.Triggers;

/// <summary><c>POST /api/events</c>: facts come in. What is answered 202 is durable.</summary>
internal static class PostEvents
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/events", HandleAsync)
            .WithSummary("Takes CloudEvents, one or a batch.")
            .Accepts<JsonElement>(EventIntake.MediaTypes[0], [.. EventIntake.MediaTypes[1..]])
            .Produces<EventAnswer>(StatusCodes.Status202Accepted)
            .Fails(400, 401, 403, 409, 413, 415, 503);

    private static async Task<IResult> HandleAsync(
        HttpContext http,
        EventIntake intake,
        LeadPipeline pipeline,
        ISettingsSource settings,
        ILogger<EventIntake> log,
        CancellationToken cancellation
    )
    {
        if (MediaType(http.Request.ContentType) is not { } mediaType)
        {
            return Problems.Of(
                415,
                "MEDIA_TYPE_UNSUPPORTED",
                $"Send {string.Join(", ", EventIntake.MediaTypes)} in UTF-8."
            );
        }

        if (await Bodies.ReadAsync(http.Request, EventIntake.MaxBytes, cancellation) is not { } body)
        {
            return Problems.Of(413, "BODY_TOO_LARGE", "A body holds at most 1 MiB: send smaller batches.");
        }

        var posted = EventIntake.Split(body, mediaType);
        if (!posted.Succeeded)
        {
            return Problems.Refused(posted.Errors);
        }

        if (posted.Value.Events.Length > EventIntake.MaxEvents)
        {
            return Problems.Of(413, "TOO_MANY_EVENTS", "A batch holds at most 500 events: send smaller batches.");
        }

        var caller = Caller.Of(http);
        var channels = (await settings.CurrentAsync(cancellation)).Attribution.Channels;
        Result<IncomingFact>[] read = [.. posted.Value.Events.Select(e => intake.Read(e, caller, channels))];
        IncomingFact[] facts = [.. read.Where(r => r.Succeeded).Select(r => r.Value!)];
        var fates = facts.Length == 0 ? [] : await pipeline.IngestAsync(facts, cancellation);
        var report = EventReport.Of(posted.Value, read, fates);
        Log.EventsPosted(
            log,
            caller.Name,
            report.Count(EventStatus.Accepted),
            report.Count(EventStatus.Duplicate),
            report.Count(EventStatus.Rejected)
        );
        return report.ToResult();
    }

    private static string? MediaType(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed)
        && (!parsed.Charset.HasValue || parsed.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? EventIntake.MediaTypes.FirstOrDefault(m => parsed.MediaType.Equals(m, StringComparison.OrdinalIgnoreCase))
            : null;
}
