using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Core.Values;
using NodaTime;

namespace Core.Leads;

/// <summary>CloudEvents in JSON to facts and back (contract.md, events in).</summary>
public static class EventParser
{
    /// <summary>How far ahead of our clock a sender's <c>time</c> may be; exactly this much is still accepted.</summary>
    private static readonly Duration ClockTolerance = Duration.FromSeconds(300);

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every event type.</summary>
    public static ImmutableSortedSet<string> Types { get; } =
        EventBodies.Readers.Keys.ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>Reads one CloudEvent, the whole envelope. Unknown properties are let pass; the sender's rights are not asked here.</summary>
    /// <param name="cloudEvent">Any JSON.</param>
    /// <param name="stamp">What the receiving side knows about it.</param>
    /// <returns>The fact, or every error with its pointer into the event. Never throws.</returns>
    public static Result<Fact> Parse(JsonElement cloudEvent, Stamp stamp)
    {
        var refusals = new List<Refusal>();
        if (cloudEvent.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("EVENT_INVALID", "", "Send a CloudEvent: one JSON object.");
        }

        Wellformed.Check(cloudEvent, "", refusals);
        if (refusals.Count > 0)
        {
            return refusals;
        }

        var fact = Build(cloudEvent, stamp, refusals);
        return refusals.Count > 0 ? refusals : fact;
    }

    /// <summary>
    /// The <c>receivedat</c> of an event, for callers that may import history; null when it is absent or no time
    /// (then <see cref="Parse"/> refuses it).
    /// </summary>
    public static Instant? ReceivedAt(JsonElement cloudEvent) =>
        Wellformed.Property(cloudEvent, "receivedat") is { ValueKind: JsonValueKind.String } time
            ? Times.Parse(Wellformed.Text(time))
            : null;

    /// <summary>The stored form: UTF-8 JSON of the event with its unknown properties, and its stamp.</summary>
    public static byte[] Write(JsonElement cloudEvent, Fact fact)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", 1);
            writer.WriteString("receivedAt", Times.Format(fact.ReceivedAt));
            writer.WriteString("trust", WireNames.Of(fact.Trust));
            writer.WriteString("senderChannel", fact.SenderChannel);
            writer.WriteString("senderKind", fact.SenderKind);
            writer.WritePropertyName("event");
            cloudEvent.WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote, also when an event of today would be refused for it.</summary>
    /// <exception cref="JsonException">The bytes are no JSON: they were not written by <see cref="Write"/>.</exception>
    /// <exception cref="FormatException">A later version wrote them.</exception>
    public static Fact Read(ReadOnlySpan<byte> stored)
    {
        var reader = new Utf8JsonReader(stored);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.GetProperty("v").GetInt32() != 1)
        {
            throw new FormatException("The fact was stored by a later version.");
        }

        var receivedAt =
            Times.Parse(root.GetProperty("receivedAt").GetString())
            ?? throw new FormatException("The stored fact has no time of arrival.");
        var stamp = new Stamp(
            receivedAt,
            Instant.MaxValue,
            WireNames.Parse<Trust>(root.GetProperty("trust").GetString()) ?? Trust.ThirdParty,
            root.GetProperty("senderChannel").GetString(),
            root.GetProperty("senderKind").GetString()
        );
        return Build(root.GetProperty("event"), stamp, []);
    }

    /// <summary>
    /// A hash over what makes two events the same: type, time as an instant, and data. The order of properties,
    /// white space and escapes do not matter; numbers count as they are written.
    /// </summary>
    /// <returns>SHA-256 as 64 lower-case hexadecimal digits.</returns>
    public static string ContentHash(JsonElement cloudEvent) => CanonicalJson.HashContent(cloudEvent);

    private static Fact Build(JsonElement json, Stamp stamp, List<Refusal> refusals)
    {
        var root = Field.Root(json, refusals);
        if (root["specversion"].Need().Text() is { } version && version != "1.0")
        {
            root["specversion"].Refuse("SPECVERSION_UNSUPPORTED", "Send specversion 1.0.");
        }

        var id = root["id"].Need().Text() ?? "";
        var source = root["source"].Need().Id() ?? "";
        var type = root["type"].Need().Text() ?? "";
        var time = root["time"].Need().Time();
        if (time - stamp.Now > ClockTolerance)
        {
            root["time"].Refuse("TIME_IN_FUTURE", "Send the event after it happened; check the sender's clock.");
        }

        root["receivedat"].Time();
        if (stamp.ReceivedAt - stamp.Now > ClockTolerance)
        {
            root["receivedat"].Refuse("TIME_IN_FUTURE", "Send a receivedat that has passed.");
        }

        MediaType(root["datacontenttype"]);
        return new Fact
        {
            Id = new FactId(source, id),
            OccurredAt = time ?? stamp.ReceivedAt,
            ReceivedAt = stamp.ReceivedAt,
            Trust = stamp.Trust,
            SenderChannel = stamp.SenderChannel,
            SenderKind = stamp.SenderKind,
            Body = Body(root, type),
        };
    }

    private static FactBody Body(Field root, string type)
    {
        if (EventBodies.Readers.TryGetValue(type, out var read))
        {
            var data = root["data"].Need().Object();
            return data.Present ? read(data) : new FactBody.Noted(type, null, []);
        }

        if (type.Length > 0)
        {
            root["type"].Refuse("TYPE_UNKNOWN", $"Send one of: {string.Join(", ", Types)}.");
        }

        return new FactBody.Noted(type, null, []);
    }

    private static void MediaType(Field field)
    {
        var type = field.Text()?.Split(';')[0].Trim();
        if (
            type is not null
            && !type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && !type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        )
        {
            field.Refuse("DATA_NOT_JSON", "Send data as JSON: application/json.");
        }
    }
}
