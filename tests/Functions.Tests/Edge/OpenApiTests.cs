using System.Text.Json;
using Functions.Edge;

namespace Functions.Tests.Edge;

[Collection(OneApp.Name)]
public sealed class OpenApiTests(TestApp app)
{
    [Fact]
    public async Task The_description_is_openapi_3_1_and_names_every_route_of_the_api()
    {
        var answer = await app.SendAsync("GET /api/openapi.json", null);

        Assert.StartsWith("3.1", answer.Json.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var described = answer
            .Json.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}")
            )
            .Order(StringComparer.Ordinal);
        var ruled = Access
            .Rules.Where(rule => !rule.HostOnly && rule.Pattern is not ("/" or "/api/{documentName}.json"))
            .Select(rule => $"{rule.Method} {rule.Pattern}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(ruled, described);
    }

    [Fact]
    public async Task Money_and_times_are_described_as_they_are_written()
    {
        var text = (await app.SendAsync("GET /api/openapi.json", null)).Json;
        var schemas = text.GetProperty("components").GetProperty("schemas");

        Assert.Equal("date-time", Find(schemas, "PeriodReport", "at").GetProperty("format").GetString());
        Assert.Contains(
            "currency",
            Resolve(schemas, Find(schemas, "BalanceReport", "balance")).GetRawText(),
            StringComparison.Ordinal
        );
    }

    private static JsonElement Find(JsonElement schemas, string type, string property) =>
        Resolve(schemas, schemas.GetProperty(type).GetProperty("properties").GetProperty(property));

    private static JsonElement Resolve(JsonElement schemas, JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? schemas.GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;
}
