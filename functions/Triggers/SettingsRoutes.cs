using System.Text.Json;
using Functions.Contracts;
using Functions.Edge;
using Functions.House;

namespace Functions.Triggers;

/// <summary><c>GET/PUT /api/{channels|payees|policies|plans}/{id}</c> and their lists: versioned settings, never overwritten.</summary>
internal static class SettingsRoutes
{
    /// <summary>Most bytes of one record.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>Maps the routes of all four kinds.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var kind in SettingKind.All)
        {
            routes
                .MapGet(
                    $"/api/{kind.Name}",
                    (SettingsStore store, int? limit, string? continuation, CancellationToken cancellation) =>
                        ListAsync(kind, store, limit, continuation, cancellation)
                )
                .WithSummary($"The newest version of all {kind.Name}.")
                .Produces<Page<JsonElement>>()
                .Fails(400, 401, 403);
            routes
                .MapGet(
                    $"/api/{kind.Name}/{{id}}",
                    (HttpContext http, SettingsStore store, string id, int? version, CancellationToken cancellation) =>
                        GetAsync(kind, http, store, id, version, cancellation)
                )
                .WithSummary($"One of the {kind.Name}: the newest version, or the one asked for.")
                .Produces<JsonElement>()
                .Fails(400, 401, 403, 404);
            routes
                .MapPut(
                    $"/api/{kind.Name}/{{id}}",
                    (HttpContext http, SettingsDesk desk, string id, CancellationToken cancellation) =>
                        PutAsync(kind, http, desk, id, cancellation)
                )
                .WithSummary(
                    $"Publishes the next version of one of the {kind.Name}; the same content again changes nothing."
                )
                .Accepts<JsonElement>("application/json")
                .Produces<JsonElement>()
                .Produces<JsonElement>(201)
                .Fails(400, 401, 403, 412, 413, 415);
        }
    }

    private static async Task<IResult> ListAsync(
        SettingKind kind,
        SettingsStore store,
        int? limit,
        string? continuation,
        CancellationToken cancellation
    )
    {
        var all = await store.AllAsync(kind, cancellation);
        var newest = all.GroupBy(s => s.Id, StringComparer.Ordinal)
            .Select(versions => versions.MaxBy(v => v.Version)!)
            .OrderBy(s => s.Id, StringComparer.Ordinal);
        var page = Paging.Cut(newest, s => s.Id, limit, continuation);
        return Results.Json(
            new Page<JsonElement>([.. page.Items.Select(s => s.Body)], page.Next),
            Json.Default.PageJsonElement
        );
    }

    private static async Task<IResult> GetAsync(
        SettingKind kind,
        HttpContext http,
        SettingsStore store,
        string id,
        int? version,
        CancellationToken cancellation
    )
    {
        if (!SettingIds.IsValid(id) || await store.FindAsync(kind, id, version, cancellation) is not { } found)
        {
            return Problems.NotFound();
        }

        http.Response.Headers.ETag = ETags.Of(found.Version);
        return Results.Json(found.Body, Json.Default.JsonElement);
    }

    private static async Task<IResult> PutAsync(
        SettingKind kind,
        HttpContext http,
        SettingsDesk desk,
        string id,
        CancellationToken cancellation
    )
    {
        if (!http.Request.HasJsonContentType())
        {
            return Problems.Of(415, "MEDIA_TYPE_UNSUPPORTED", "Send application/json.");
        }

        if (!SettingIds.IsValid(id))
        {
            return Problems.Parameter("id", "An id has 1 to 64 letters, digits, dots, dashes and underscores.");
        }

        if (await Bodies.ReadAsync(http.Request, MaxBytes, cancellation) is not { } body)
        {
            return Problems.Of(413, "BODY_TOO_LARGE", "A record holds at most 512 KiB.");
        }

        if (Bodies.Parse(body) is not { } json)
        {
            return Problems.Of(400, "MALFORMED_JSON", "The body is not one well-formed JSON document in UTF-8.");
        }

        if (!ETags.TryRead(http.Request, out var seen))
        {
            return Problems.Of(412, "STALE_VERSION", "If-Match names no version of this record.");
        }

        var published = await desk.PutAsync(kind, id, json, seen, Caller.Of(http).Name, cancellation);
        if (!published.Succeeded)
        {
            return published.Errors[0].Code == "STALE_VERSION"
                ? Problems.Of(412, "STALE_VERSION", published.Errors[0].Message)
                : Problems.Refused(published.Errors);
        }

        http.Response.Headers.ETag = ETags.Of(published.Value.Version);
        return Results.Json(
            published.Value.Answer,
            Json.Default.JsonElement,
            statusCode: published.Value.IsNew ? 201 : 200
        );
    }
}
