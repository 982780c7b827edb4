namespace Functions.Edge;

/// <summary>
/// Stands between routing and the endpoints: finds the caller by key and the rule by route, and lets pass what
/// <see cref="Access"/> allows. The function keys of the host are not looked at: the host forwards them unchecked.
/// </summary>
internal sealed class Gate(RequestDelegate next, KeyRing keys, HostDoor door, ILogger<Gate> log)
{
    /// <summary>Lets the request pass or answers 401, 403 or, for an endpoint of the host, 404.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        // No route, or a route that exists for other methods: the framework answers 404 or 405.
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(http);
            return;
        }

        var method = HttpMethods.IsHead(http.Request.Method) ? HttpMethods.Get : http.Request.Method;
        var rule = Access.For(method, "/" + endpoint.RoutePattern.RawText?.TrimStart('/'));
        if (rule is { HostOnly: true })
        {
            await (door.Admits(http) ? next(http) : Problems.NotFound().ExecuteAsync(http));
            return;
        }

        if (rule is { Roles: [] })
        {
            await next(http);
            return;
        }

        if (Presented(http.Request) is not { } key || keys.Find(key) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await Problems
                .Of(401, "UNKNOWN_CALLER", "Send a known key as Authorization: Bearer or x-api-key.")
                .ExecuteAsync(http);
            return;
        }

        if (rule is null || !caller.Is(rule.Roles.AsSpan()))
        {
            Log.CallerRefused(log, caller.Name, method, endpoint.RoutePattern.RawText ?? "");
            await Problems.Of(403, "ROLE_NOT_ALLOWED", "Your roles do not allow this call.").ExecuteAsync(http);
            return;
        }

        http.Features.Set(caller);
        await next(http);
    }

    private static string? Presented(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
                ? authorization[scheme.Length..].Trim()
            : request.Headers["x-api-key"] is [{ Length: > 0 } key] ? key
            : null;
    }
}
