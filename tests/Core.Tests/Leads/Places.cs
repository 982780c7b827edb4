using System.Globalization;
using System.Text.Json.Nodes;

namespace Core.Tests.Leads;

/// <summary>Changes JSON at a pointer.</summary>
internal static class Places
{
    /// <summary>Puts JSON at a place; null removes what is there.</summary>
    public static void Put(JsonNode root, string pointer, string? json)
    {
        var steps = pointer.Split('/')[1..];
        var parent = steps[..^1].Aggregate(root, Step);
        if (parent is JsonArray list)
        {
            list[Index(steps[^1])] = JsonNode.Parse(json ?? "null");
        }
        else if (json is null)
        {
            parent.AsObject().Remove(steps[^1]);
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(json);
        }
    }

    /// <summary>Every pointer to something inside.</summary>
    public static IEnumerable<string> All(JsonNode? node, string at = "") =>
        node switch
        {
            JsonObject o => o.SelectMany(p => All(p.Value, $"{at}/{p.Key}").Prepend($"{at}/{p.Key}")),
            JsonArray a => a.SelectMany((v, i) => All(v, $"{at}/{i}").Prepend($"{at}/{i}")),
            _ => [],
        };

    /// <summary>Whether there is an object at a place.</summary>
    public static bool IsObject(JsonNode? root, string pointer) =>
        pointer
            .Split('/')[1..]
            .Aggregate(root, (node, step) => node is JsonArray list ? list[Index(step)] : node?[step]) is JsonObject;

    private static JsonNode Step(JsonNode node, string step) =>
        (node is JsonArray list ? list[Index(step)] : node[step])
        ?? throw new InvalidOperationException($"Nothing at {step}.");

    private static int Index(string step) => int.Parse(step, CultureInfo.InvariantCulture);
}
