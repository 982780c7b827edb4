using Core.Values;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using NodaTime;

namespace Functions.Edge;

/// <summary>OpenAPI 3.1: what the routes say of themselves, and what only we know: how values look and how callers prove who they are.</summary>
internal static class ApiDescription
{
    /// <summary>Sets the document up.</summary>
    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info = new()
                {
                    Title = "Attribution",
                    Version = "1",
                    Description = "Who earned the customer, and what it pays: events in, decisions and money out.",
                };
                document.Servers = [];
                document.Components ??= new();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(
                    StringComparer.Ordinal
                )
                {
                    ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                    ["apiKey"] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.ApiKey,
                        In = ParameterLocation.Header,
                        Name = "x-api-key",
                    },
                };
                document.Security =
                [
                    new() { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
                    new() { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] },
                ];
                return Task.CompletedTask;
            }
        );
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                Shape(schema, Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type);
                return Task.CompletedTask;
            }
        );
    }

    // These have converters of their own, which the framework cannot look into.
    private static void Shape(OpenApiSchema schema, Type type)
    {
        if (type == typeof(Instant))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        }
        else if (type == typeof(LocalDate))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date");
        }
        else if (type == typeof(Period))
        {
            (schema.Type, schema.Pattern) = (JsonSchemaType.String, "^[0-9]{4}-(0[1-9]|1[0-2])$");
        }
        else if (type == typeof(Rate))
        {
            (schema.Type, schema.Pattern) = (JsonSchemaType.String, @"^-?[0-9]+(\.[0-9]{1,6})?$");
        }
        else if (type == typeof(Money))
        {
            schema.Type = JsonSchemaType.Object;
            schema.Required = new HashSet<string>(["value", "currency"], StringComparer.Ordinal);
            schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["value"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?[0-9]+\.[0-9]{2}$" },
                ["currency"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = "CNY" },
            };
        }
    }
}
