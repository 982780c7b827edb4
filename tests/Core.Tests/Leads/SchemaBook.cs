using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Core.Tests.Leads;

/// <summary>
/// The published JSON Schemas, and as much of JSON Schema 2020-12 as they use: enough to ask whether an instance is
/// valid and which part of a schema speaks about which place.
/// </summary>
internal static class SchemaBook
{
    private static readonly Dictionary<string, JsonNode> Files = Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Schemas"), "*.json")
        .ToDictionary(p => Path.GetFileName(p), p => JsonNode.Parse(File.ReadAllText(p))!, StringComparer.Ordinal);

    /// <summary>Names of the files.</summary>
    public static IEnumerable<string> Names => Files.Keys.Order(StringComparer.Ordinal);

    /// <summary>A schema by name: <c>lead.registered</c>.</summary>
    public static JsonNode Get(string name) => Files[name + ".json"];

    /// <summary>Places where an instance is not what its schema says.</summary>
    public static IEnumerable<string> Errors(JsonNode schema, JsonNode? instance, string at = "")
    {
        foreach (var part in Parts(schema))
        {
            foreach (var error in Own(part, instance, at))
            {
                yield return error;
            }
        }
    }

    /// <summary>Every place that a schema describes and that an instance has, or could have, with what is said of it.</summary>
    public static IEnumerable<(string At, JsonObject Schema)> Places(
        JsonNode schema,
        JsonNode? instance,
        string at = ""
    )
    {
        foreach (var part in Parts(schema).Concat(Alternatives(schema)).OfType<JsonObject>())
        {
            yield return (at, part);
            IEnumerable<(string, JsonObject)> inner = instance switch
            {
                JsonObject o when part["properties"] is JsonObject properties => properties
                    .Where(p => o.ContainsKey(p.Key))
                    .SelectMany(p => Places(p.Value!, o[p.Key], $"{at}/{p.Key}")),
                JsonArray a when part["items"] is { } items => a.SelectMany((v, i) => Places(items, v, $"{at}/{i}")),
                _ => [],
            };
            foreach (var place in inner)
            {
                yield return place;
            }
        }
    }

    /// <summary>A schema and everything that it includes by <c>$ref</c> and <c>allOf</c>.</summary>
    private static IEnumerable<JsonNode> Parts(JsonNode schema) =>
        schema is JsonObject o
            ? (o["$ref"] is { } target ? Parts(Resolve(o, target.GetValue<string>())) : [])
                .Concat((o["allOf"] as JsonArray)?.SelectMany(s => Parts(s!)) ?? [])
                .Prepend(o)
            : [schema];

    private static IEnumerable<JsonNode> Alternatives(JsonNode schema) =>
        Parts(schema).OfType<JsonObject>().SelectMany(o => (o["anyOf"] as JsonArray)?.SelectMany(s => Parts(s!)) ?? []);

    private static JsonNode Resolve(JsonNode from, string target)
    {
        var parts = target.Split('#');
        var file = parts[0].Length > 0 ? Files[parts[0]] : from.Root;
        return parts[1].Split('/')[1..].Aggregate(file, (node, step) => node[step]!);
    }

    private static bool IsValid(JsonNode schema, JsonNode? instance) => !Errors(schema, instance).Any();

    private static IEnumerable<string> Own(JsonNode schema, JsonNode? instance, string at)
    {
        if (schema is not JsonObject o)
        {
            yield break;
        }

        if (o["type"] is { } type && !Types(type).Contains(TypeOf(instance), StringComparer.Ordinal))
        {
            if (!(TypeOf(instance) == "integer" && Types(type).Contains("number", StringComparer.Ordinal)))
            {
                yield return $"type {at}";
            }
        }

        if (o["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, instance)))
        {
            yield return $"enum {at}";
        }

        if (o.ContainsKey("const") && !JsonNode.DeepEquals(o["const"], instance))
        {
            yield return $"const {at}";
        }

        if (o["anyOf"] is JsonArray any && !any.Any(s => IsValid(s!, instance)))
        {
            yield return $"anyOf {at}";
        }

        if (o["if"] is { } condition && (IsValid(condition, instance) ? o["then"] : o["else"]) is { } branch)
        {
            foreach (var error in Errors(branch, instance, at))
            {
                yield return error;
            }
        }

        var inner = instance switch
        {
            JsonObject value => OfObject(o, value, at),
            JsonArray value => OfArray(o, value, at),
            JsonValue value when TypeOf(value) == "string" => OfString(o, value.GetValue<string>(), at),
            JsonValue value when TypeOf(value) == "integer" => OfNumber(o, value.GetValue<decimal>(), at),
            _ => [],
        };
        foreach (var error in inner)
        {
            yield return error;
        }
    }

    private static IEnumerable<string> OfObject(JsonObject schema, JsonObject value, string at)
    {
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()))
        {
            if (!value.ContainsKey(name))
            {
                yield return $"required {at}/{name}";
            }
        }

        foreach (var (name, inner) in value)
        {
            var property = schema["properties"]?[name] ?? schema["additionalProperties"];
            foreach (var error in property is null ? [] : Errors(property, inner, $"{at}/{name}"))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<string> OfArray(JsonObject schema, JsonArray value, string at)
    {
        if (value.Count < (int?)schema["minItems"] || value.Count > (int?)schema["maxItems"])
        {
            yield return $"items {at}";
        }

        if (schema["items"] is { } items)
        {
            foreach (var error in value.SelectMany((v, i) => Errors(items, v, $"{at}/{i}")))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<string> OfString(JsonObject schema, string value, string at)
    {
        if (value.Length < (int?)schema["minLength"] || value.Length > (int?)schema["maxLength"])
        {
            yield return $"length {at}";
        }

        if (
            schema["pattern"] is { } pattern
            && !Regex.IsMatch(value, pattern.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(5))
        )
        {
            yield return $"pattern {at}";
        }
    }

    private static IEnumerable<string> OfNumber(JsonObject schema, decimal value, string at)
    {
        if (value < (decimal?)schema["minimum"] || value > (decimal?)schema["maximum"])
        {
            yield return $"range {at}";
        }
    }

    private static IEnumerable<string> Types(JsonNode type) =>
        type is JsonArray several ? several.Select(t => t!.GetValue<string>()) : [type.GetValue<string>()];

    private static string TypeOf(JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonObject => "object",
            JsonArray => "array",
            _ => value.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.String => "string",
                System.Text.Json.JsonValueKind.Number => value.AsValue().TryGetValue<int>(out _) ? "integer" : "number",
                _ => "boolean",
            },
        };
}
