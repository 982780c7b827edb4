using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Leads;
using CsCheck;

namespace Core.Tests.Leads;

/// <summary>Whatever a sender sends, it gets an answer: a fact or refusals, never an exception.</summary>
public sealed class EventFuzzTests
{
    internal static readonly string[] Leaves =
    [
        "null",
        "true",
        "-1",
        "1e400",
        "99999999999999999999",
        "\"\"",
        "\" \"",
        "\"|\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"2026-02-30\"",
        "\"0001-01-01T00:00:00+18:00\"",
        "\"９９９９９９９９９９９\"",
        "\"+\"",
        "\"999999999999999.99\"",
        "[]",
        "[null]",
        "{}",
        "{\"a\":1,\"a\":2}",
        "[[[[{}]]]]",
    ];

    internal static readonly Gen<string> Mutated =
        from type in Gen.OneOf(Samples.Data.Keys.ToArray())
        from changes in Gen.Select(Gen.Int[0, 10_000], Gen.OneOf(Gen.OneOf(Leaves), Text)).Array[1, 4]
        select Mutate(Samples.Event(type), changes);

    private static Gen<string> Text => Gen.String.Select(s => JsonSerializer.Serialize(s));

    [Fact]
    public void Parsing_a_damaged_event_never_throws() =>
        Mutated.Sample(
            json =>
            {
                using var document = JsonDocument.Parse(json);
                var result = EventParser.Parse(document.RootElement, Samples.Stamp);
                Assert.All(result.Errors ?? [], e => Assert.Matches("^[A-Z][A-Z0-9_]+$", e.Code));
                Assert.NotEmpty(EventParser.ContentHash(document.RootElement));
                SenderRules.Check(document.RootElement, SenderRulesTests.Agency);
                ChannelRecord.Parse(document.RootElement, 1);
            },
            iter: 5_000
        );

    [Fact]
    public void What_is_accepted_reads_back_the_same_however_odd() =>
        Mutated.Sample(
            json =>
            {
                using var document = JsonDocument.Parse(json);
                var result = EventParser.Parse(document.RootElement, Samples.Stamp);
                if (result.Succeeded)
                {
                    var read = EventParser.Read(EventParser.Write(document.RootElement, result.Value));
                    Assert.Equal(Structure.Of(result.Value), Structure.Of(read));
                }
            },
            iter: 2_000
        );

    [Fact]
    public void Every_error_points_into_what_was_sent_or_at_what_is_missing() =>
        Mutated.Sample(
            json =>
            {
                using var document = JsonDocument.Parse(json);
                foreach (var error in EventParser.Parse(document.RootElement, Samples.Stamp).Errors ?? [])
                {
                    var place = error.Code == "PROPERTY_REQUIRED" ? Parent(error.Pointer) : error.Pointer;
                    Assert.True(Exists(document.RootElement, place), $"{error.Code} {error.Pointer}");
                }
            },
            iter: 2_000
        );

    /// <summary>Replaces text in place, so that what System.Text.Json's own tree refuses to hold can be sent too.</summary>
    internal static string Mutate(JsonNode json, (int Place, string Json)[] changes)
    {
        var marks = new List<(string Mark, string Json)>();
        foreach (var (place, value) in changes)
        {
            var places = Places.All(json).ToList();
            var mark = $"@@{marks.Count}@@";
            Places.Put(json, places[place % places.Count], $"\"{mark}\"");
            marks.Add(($"\"{mark}\"", value));
        }

        return marks.Aggregate(
            json.ToJsonString(),
            (text, m) => text.Replace(m.Mark, m.Json, StringComparison.Ordinal)
        );
    }

    private static string Parent(string pointer) => pointer[..pointer.LastIndexOf('/')];

    private static bool Exists(JsonElement root, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var property))
            {
                root = property;
            }
            else if (
                root.ValueKind == JsonValueKind.Array
                && int.TryParse(name, CultureInfo.InvariantCulture, out var index)
                && index < root.GetArrayLength()
            )
            {
                root = root[index];
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
