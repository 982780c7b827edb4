using System.Text.Json.Nodes;
using Core.Values;
using CsCheck;

namespace Core.Tests.Leads;

/// <summary>The schemas of channels, payees, policies and plans say what their parsers do.</summary>
public sealed class SettingsSchemaTests
{
    internal static readonly Gen<(string Schema, string Json)> Mutated =
        from sample in Gen.OneOf(SettingsSamples.All.ToArray())
        from changes in Gen.Select(Gen.Int[0, 10_000], Gen.OneOf(EventFuzzTests.Leaves)).Array[1, 3]
        select (sample.Schema, EventFuzzTests.Mutate(JsonNode.Parse(sample.Json)!, changes));

    [Theory]
    [MemberData(nameof(SettingsSamples.Places), MemberType = typeof(SettingsSamples))]
    public void Schema_and_parser_take_the_same_settings(int sample)
    {
        var (schema, json) = SettingsSamples.All[sample];

        Assert.Empty(SchemaBook.Errors(SchemaBook.Get(schema), JsonNode.Parse(json)));
        Assert.Null(SettingsSamples.Errors(schema, json));
    }

    [Theory]
    [MemberData(nameof(SettingsSamples.Places), MemberType = typeof(SettingsSamples))]
    public void What_the_schema_requires_the_parser_misses(int sample)
    {
        var (schema, json) = SettingsSamples.All[sample];
        var required = SchemaBook
            .Places(SchemaBook.Get(schema), JsonNode.Parse(json))
            .Where(p => p.Schema.ContainsKey("properties") && Places.IsObject(JsonNode.Parse(json), p.At))
            .SelectMany(p => (p.Schema["required"] as JsonArray ?? []).Select(n => $"{p.At}/{n}"))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.NotEmpty(required);
        foreach (var place in required)
        {
            var without = JsonNode.Parse(json)!;
            Places.Put(without, place, null);
            Assert.Contains(SettingsSamples.Errors(schema, without) ?? [], e => Concerns(e, place));
        }
    }

    [Theory]
    [MemberData(nameof(SettingsSamples.Places), MemberType = typeof(SettingsSamples))]
    public void A_value_that_the_schema_does_not_list_is_refused_and_every_listed_one_is_known(int sample)
    {
        var (schema, json) = SettingsSamples.All[sample];
        foreach (var (place, part) in SchemaBook.Places(SchemaBook.Get(schema), JsonNode.Parse(json)))
        {
            // What a tier measures follows from the kind of plan, so its parser knows one value at a time.
            if (part["enum"] is not JsonArray values || place == "/measure/of")
            {
                continue;
            }

            var wrong = JsonNode.Parse(json)!;
            Places.Put(wrong, place, "\"?\"");
            var error = (SettingsSamples.Errors(schema, wrong) ?? []).First(e =>
                place.StartsWith(e.Pointer, StringComparison.Ordinal)
            );
            Assert.All(
                values.OfType<JsonValue>(),
                v => Assert.Contains(v.ToString(), error.Message, StringComparison.Ordinal)
            );
        }
    }

    /// <summary>A null counts as absent, but for the few places where settings say "none" with it.</summary>
    [Fact]
    public void Whatever_a_parser_accepts_is_valid_by_its_schema_and_no_parser_ever_throws() =>
        Mutated.Sample(
            (schema, json) =>
            {
                if (SettingsSamples.Errors(schema, json) is null)
                {
                    Assert.Empty(
                        SchemaBook.Errors(SchemaBook.Get(schema), EventSchemaTests.WithoutNulls(JsonNode.Parse(json)))
                    );
                }
            },
            iter: 3_000
        );

    private static bool Concerns(Refusal error, string place) =>
        error.Pointer == place || error.Pointer.StartsWith(place + "/", StringComparison.Ordinal);
}
