using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Core.Pipeline;

namespace Functions.Queues;

/// <summary>
/// What a message says: look at these buckets of this stage. On the wire <c>[{"stage":"resolve","buckets":[1,2]}]</c>: the
/// top level is an array, because the Functions host lets top-level properties of an object overwrite its own metadata.
/// </summary>
/// <param name="Stage">Whose work.</param>
/// <param name="Buckets">Not negative, ascending, each once; at least one.</param>
/// <param name="TraceParent">W3C trace context of the sender, for logs only; null when it had none.</param>
public sealed record WakeUp(Stage Stage, ImmutableArray<int> Buckets, string? TraceParent = null)
{
    // Far above any number of buckets; keeps a forged message from costing much, and a message far below 64 KiB.
    private const int MaxBuckets = 1_024;

    /// <summary>The name of a stage on the wire, and of its queue.</summary>
    public static string NameOf(Stage stage) =>
        stage switch
        {
            Stage.Resolve => "resolve",
            Stage.Settle => "settle",
        };

    /// <summary>The stage of this name; null when there is none.</summary>
    public static Stage? StageOf(string? name) =>
        name switch
        {
            "resolve" => Stage.Resolve,
            "settle" => Stage.Settle,
            _ => null,
        };

    /// <summary>A message for these buckets, with the trace context of now.</summary>
    public static WakeUp For(Stage stage, IEnumerable<int> buckets) =>
        new(stage, [.. buckets.Distinct().Order()], Activity.Current?.Id);

    /// <summary>The message as JSON.</summary>
    public string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("stage", NameOf(Stage));
            json.WriteStartArray("buckets");
            foreach (var bucket in Buckets)
            {
                json.WriteNumberValue(bucket);
            }

            json.WriteEndArray();
            if (TraceParent is not null)
            {
                json.WriteString("traceparent", TraceParent);
            }

            json.WriteEndObject();
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads a message; null when it is none of ours. Unknown properties are left for later versions.</summary>
    public static WakeUp? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a message; null when it is none of ours.</summary>
    public static WakeUp? Parse(JsonElement json)
    {
        if (
            json is not { ValueKind: JsonValueKind.Array }
            || json.GetArrayLength() is not 1
            || json[0] is not { ValueKind: JsonValueKind.Object } body
            || StageOf(Text(body, "stage")) is not { } stage
            || !body.TryGetProperty("buckets", out var listed)
            || listed.ValueKind is not JsonValueKind.Array
            || listed.GetArrayLength() is 0 or > MaxBuckets
        )
        {
            return null;
        }

        var buckets = new SortedSet<int>();
        foreach (var item in listed.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.Number || !item.TryGetInt32(out var bucket) || bucket < 0)
            {
                return null;
            }

            buckets.Add(bucket);
        }

        return new WakeUp(stage, [.. buckets], Text(body, "traceparent"));
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
