using Functions.Edge;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Edge;

[Collection(OneApp.Name)]
public sealed class AccessTests(TestApp app)
{
    [Fact]
    public void Every_route_has_a_line_in_the_table_of_access_and_every_line_a_route()
    {
        var mapped = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e =>
                (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m =>
                    $"{m} /{e.RoutePattern.RawText!.TrimStart('/')}"
                )
            )
            .Order(StringComparer.Ordinal);

        var listed = Access.Rules.Select(r => $"{r.Method} {r.Pattern}").Order(StringComparer.Ordinal);

        Assert.Equal(listed, mapped);
    }

    [Fact]
    public async Task A_caller_without_a_key_is_unknown()
    {
        var answer = await app.SendAsync("GET /api/channels", null);

        Assert.Equal(401, answer.Status);
        Assert.Equal("UNKNOWN_CALLER", answer.Code);
    }

    [Theory]
    [InlineData("x-api-key", "{0}")]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "bearer {0}")]
    public async Task A_key_is_taken_from_either_header(string header, string form)
    {
        var value = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, app.KeyOf("operator"));

        var answer = await app.SendAsync("GET /api/channels", null, headers: (header, value));

        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("Authorization", "Bearer ak_wrong")]
    [InlineData("Authorization", "Basic b3BlcmF0b3I6eA==")]
    [InlineData("x-api-key", "")]
    [InlineData("x-functions-key", "anything")]
    public async Task A_wrong_key_is_unknown(string header, string value)
    {
        var answer = await app.SendAsync("GET /api/channels", null, headers: (header, value));

        Assert.Equal(401, answer.Status);
    }

    [Theory]
    [InlineData("PUT /api/channels/x", "reviewer-1")]
    [InlineData("PUT /api/policies/x", "finance-1")]
    [InlineData("POST /api/events", "operator")]
    [InlineData("GET /api/plans", "importer")]
    public async Task A_known_caller_may_not_do_what_its_roles_do_not_allow(string call, string caller)
    {
        var answer = await app.SendAsync(call, caller, call.StartsWith("GET", StringComparison.Ordinal) ? null : "{}");

        Assert.Equal(403, answer.Status);
        Assert.Equal("ROLE_NOT_ALLOWED", answer.Code);
    }

    [Theory]
    [InlineData("GET /")]
    [InlineData("GET /api/health/live")]
    [InlineData("GET /api/health/ready")]
    [InlineData("GET /api/openapi.json")]
    [InlineData("GET /api/schemas")]
    public async Task What_says_how_the_app_is_needs_no_key(string call)
    {
        var answer = await app.SendAsync(call, null);

        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("POST /Resolve")]
    [InlineData("POST /Settle")]
    [InlineData("POST /Sweep")]
    [InlineData("POST /ResolvePoison")]
    public async Task Endpoints_of_the_host_are_not_there_for_anybody_else(string call)
    {
        var answer = await app.SendAsync(call, "operator", "{}");

        Assert.Equal(404, answer.Status);
    }
}
