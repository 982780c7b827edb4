using System.Text.Json.Nodes;
using Core.Leads;
using CsCheck;

namespace Core.Tests.Leads;

/// <summary>What is published and what is done are one: the schemas and the parser say the same of every event.</summary>
public sealed class EventSchemaTests
{
    [Fact]
    public void Every_event_type_has_a_schema_and_nothing_else_has_one_but_settings() =>
        Assert.Equal(
            EventParser
                .Types.Concat(["shared", "channel", "payee", "policy", "plan"])
                .Select(t => t + ".json")
                .Order(StringComparer.Ordinal),
            SchemaBook.Names
        );

    [Theory]
    [MemberData(nameof(Samples.Types), MemberType = typeof(Samples))]
    public void The_schema_takes_what_the_parser_takes(string type) =>
        Assert.Empty(SchemaBook.Errors(SchemaBook.Get(type), Samples.Event(type)));

    /// <summary>The sample of a type has every property, so a property that only one side knows shows here.</summary>
    [Theory]
    [MemberData(nameof(Samples.Types), MemberType = typeof(Samples))]
    public void The_schema_names_exactly_the_properties_of_the_contract(string type)
    {
        var json = Samples.Event(type);
        json["receivedat"] = "2026-03-20T16:00:00Z";
        var named = SchemaBook
            .Places(SchemaBook.Get(type), json)
            .Where(p => p.Schema["properties"] is not null)
            .SelectMany(p => p.Schema["properties"]!.AsObject().Select(q => Anonymous($"{p.At}/{q.Key}")))
            .Distinct(StringComparer.Ordinal);
        var sent = Places
            .All(json)
            .Where(p => !char.IsAsciiDigit(p[^1]) || !p.Split('/')[^1].All(char.IsAsciiDigit))
            .Where(p => !p.Contains("/attributes/", StringComparison.Ordinal))
            .Where(p => !p.StartsWith("/data/location/", StringComparison.Ordinal))
            .Where(p =>
                p is not "/unknownextension"
                && !(type == "attribution.ruled" && p.StartsWith("/data/evidence/", StringComparison.Ordinal))
            )
            .Where(p => !p.StartsWith("/data/items/", StringComparison.Ordinal))
            .Select(Anonymous)
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(
            sent.Order(StringComparer.Ordinal),
            named.Where(p => !p.Contains("/attributes/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Both ways: what the schema requires the parser misses, and nothing else.</summary>
    [Theory]
    [MemberData(nameof(Samples.Types), MemberType = typeof(Samples))]
    public void Schema_and_parser_require_the_same_properties(string type)
    {
        var schemas = SchemaBook
            .Places(SchemaBook.Get(type), Samples.Event(type))
            .Where(p => p.Schema["properties"] is not null)
            .ToList();
        var named = schemas.SelectMany(p => p.Schema["properties"]!.AsObject().Select(q => $"{p.At}/{q.Key}"));
        var required = schemas.SelectMany(p => (p.Schema["required"] as JsonArray ?? []).Select(n => $"{p.At}/{n}"));

        // An agency must name its organisation; other kinds of channel need not.
        var missed = named
            .Distinct(StringComparer.Ordinal)
            .Where(p => !p.EndsWith("/channel/organisation", StringComparison.Ordinal))
            .Where(place =>
            {
                var json = Samples.Event(type);
                Places.Put(json, place, null);
                return Samples.Errors(json).Contains($"PROPERTY_REQUIRED {place}", StringComparer.Ordinal);
            });

        Assert.Equal(
            required.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            missed.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Samples.Types), MemberType = typeof(Samples))]
    public void Schema_and_parser_allow_the_same_values(string type)
    {
        foreach (var (place, schema) in SchemaBook.Places(SchemaBook.Get(type), Samples.Event(type)))
        {
            if (schema["enum"] is JsonArray values)
            {
                var json = Samples.Event(type);
                Places.Put(json, place, "\"?\"");
                var error = Samples.Parse(json).Errors!.First(e => e.Pointer == place);
                Assert.Equal($"Send one of: {string.Join(", ", values)}.", error.Message);
            }
        }
    }

    /// <summary>The schema is never stricter than the parser. (A null counts as absent; senders are told to leave it out.)</summary>
    [Fact]
    public void Whatever_the_parser_accepts_is_valid_by_the_schema() =>
        EventFuzzTests.Mutated.Sample(
            json =>
            {
                if (Samples.Parse(json).Succeeded)
                {
                    var sent = WithoutNulls(JsonNode.Parse(json))!;
                    Assert.Empty(SchemaBook.Errors(SchemaBook.Get(sent["type"]!.GetValue<string>()), sent));
                }
            },
            iter: 3_000
        );

    private static string Anonymous(string place) =>
        string.Join('/', place.Split('/').Select(s => s.Length > 0 && s.All(char.IsAsciiDigit) ? "*" : s));

    internal static JsonNode? WithoutNulls(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.Where(p => p.Value is not null)
                    .Select(p => KeyValuePair.Create(p.Key, WithoutNulls(p.Value)))
                    .ToList()
            ),
            JsonArray a => new JsonArray([.. a.Select(WithoutNulls)]),
            _ => node?.DeepClone(),
        };
}
