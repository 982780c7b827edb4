using Functions.Edge;

namespace Functions.Triggers;

/// <summary>The JSON Schemas of events and settings, as files beside the program.</summary>
internal static class SchemaRoutes
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Contracts", "Schemas");

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/schemas", () => Results.Json(Names().ToArray(), Json.Default.StringArray))
            .WithSummary("The names of the JSON Schemas.")
            .Produces<string[]>();
        routes
            .MapGet("/api/schemas/{name}", Get)
            .WithSummary("A JSON Schema.")
            .Produces<System.Text.Json.JsonElement>(200, "application/schema+json")
            .Fails(404);
    }

    // Only names that were listed are opened, so no name leads out of the folder.
    private static IResult Get(string name) =>
        Names().FirstOrDefault(n => n == name || n == name + ".json") is { } file
            ? Results.File(Path.Combine(Folder, file), "application/schema+json")
            : Problems.NotFound();

    private static IEnumerable<string> Names() =>
        Directory.Exists(Folder)
            ? Directory
                .EnumerateFiles(Folder, "*.json", SearchOption.TopDirectoryOnly)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal)
            : [];
}
