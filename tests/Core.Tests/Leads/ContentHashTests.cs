using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Leads;
using CsCheck;

namespace Core.Tests.Leads;

/// <summary>Content is the same when type, time and data are; a repeat with other content is a conflict.</summary>
public sealed class ContentHashTests
{
    private static readonly Gen<string> Types = Gen.OneOf(Samples.Data.Keys.ToArray());

    [Fact]
    public void Order_of_properties_and_white_space_do_not_matter() =>
        Gen.Select(Types, Gen.Int)
            .Sample(
                (type, seed) =>
                {
                    var json = Samples.Event(type);
                    var shuffled = Shuffle(json, new Random(seed))!.ToJsonString(new() { WriteIndented = true });

                    Assert.Equal(Hash(json.ToJsonString()), Hash(shuffled));
                }
            );

    [Fact]
    public void Any_other_data_is_other_content() =>
        Gen.Select(Types, Gen.Int[0, 10_000])
            .Sample(
                (type, place) =>
                {
                    var json = Samples.Event(type);
                    var before = Hash(json.ToJsonString());
                    var places = Places.All(json["data"], "/data").ToList();

                    Places.Put(json, places[place % places.Count], "\"something else\"");

                    Assert.NotEqual(before, Hash(json.ToJsonString()));
                }
            );

    [Theory]
    [InlineData("/id", "\"e-2\"", true)]
    [InlineData("/source", "\"/elsewhere\"", true)]
    [InlineData("/receivedat", "\"2026-03-21T00:00:00Z\"", true)]
    [InlineData("/unknownextension", "\"other\"", true)]
    [InlineData("/time", "\"2026-03-20T08:00:00Z\"", true)]
    [InlineData("/time", "\"2026-03-20T16:00:00.001+08:00\"", false)]
    [InlineData("/type", "\"sale.cancelled\"", false)]
    [InlineData("/data/more", "null", false)]
    public void Only_type_time_and_data_count(string place, string value, bool same)
    {
        var json = Samples.Event("sale.repriced");
        var before = Hash(json.ToJsonString());

        Places.Put(json, place, value);

        Assert.Equal(same, before == Hash(json.ToJsonString()));
    }

    [Fact]
    public void Escapes_do_not_matter_but_numbers_count_as_written()
    {
        Assert.Equal(Hash("""{"data":{"name":"李芳"}}"""), Hash("""{"data":{"name":"\u674e\u82b3"}}"""));
        Assert.NotEqual(Hash("""{"data":{"x":1.0}}"""), Hash("""{"data":{"x":1}}"""));
        Assert.NotEqual(Hash("""{"data":{"x":1}}"""), Hash("""{"data":{"x":"1"}}"""));
        Assert.NotEqual(Hash("""{"data":[1,2]}"""), Hash("""{"data":[2,1]}"""));
    }

    [Fact]
    public void The_hash_is_64_lower_case_hexadecimal_digits() => Assert.Matches("^[0-9a-f]{64}$", Hash("{}"));

    private static string Hash(string json)
    {
        using var document = JsonDocument.Parse(json);
        return EventParser.ContentHash(document.RootElement);
    }

    private static JsonNode? Shuffle(JsonNode? node, Random random) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.OrderBy(_ => random.Next()).Select(p => KeyValuePair.Create(p.Key, Shuffle(p.Value, random))).ToList()
            ),
            JsonArray a => new JsonArray([.. a.Select(v => Shuffle(v, random))]),
            _ => node?.DeepClone(),
        };
}
