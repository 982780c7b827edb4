using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Core.Values;

namespace Core.Leads;

/// <summary>One spelling for JSON that says the same: properties in ordinal order, no white space, shortest escapes.</summary>
internal static class CanonicalJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>SHA-256 over type, time and data of an event; total, also for what is no event.</summary>
    public static string HashContent(JsonElement cloudEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartArray();
            if (cloudEvent.ValueKind == JsonValueKind.Object)
            {
                Write(writer, Wellformed.Property(cloudEvent, "type"));
                Time(writer, Wellformed.Property(cloudEvent, "time"));
                Write(writer, Wellformed.Property(cloudEvent, "data"));
            }
            else
            {
                Write(writer, cloudEvent);
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    /// <summary>10:00+08:00 and 02:00Z are one time.</summary>
    private static void Time(Utf8JsonWriter writer, JsonElement time)
    {
        if (time.ValueKind == JsonValueKind.String && Times.Parse(Wellformed.Text(time)) is { } instant)
        {
            writer.WriteStringValue(Times.Format(instant));
        }
        else
        {
            Write(writer, time);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(Wellformed.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(Wellformed.Name(property) ?? "");
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Wellformed.Text(value) ?? value.GetRawText());
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            case JsonValueKind.Number:
            case JsonValueKind.True:
            case JsonValueKind.False:
            case JsonValueKind.Null:
                writer.WriteRawValue(value.GetRawText());
                break;
        }
    }
}
