using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;
using NodaTime;
using NodaTime.Text;

namespace Core.Pipeline;

/// <summary>JSON of what the pipeline stores: camelCase, instants in ISO 8601, money in fen, rates in millionths.</summary>
public static class PipelineJson
{
    /// <summary>For every stored record of the pipeline.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>UTF-8 JSON of a value.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>A value that <see cref="Write{T}"/> wrote.</summary>
    /// <exception cref="JsonException">It did not.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"No {typeof(T).Name}.");

    private static JsonSerializerOptions Make()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            IgnoreReadOnlyProperties = true,
        };
        options.Converters.Add(
            new Text<Instant>(InstantPattern.ExtendedIso.Format, t => InstantPattern.ExtendedIso.Parse(t).Value)
        );
        options.Converters.Add(
            new Text<LocalDate>(LocalDatePattern.Iso.Format, t => LocalDatePattern.Iso.Parse(t).Value)
        );
        options.Converters.Add(
            new Text<Period>(p => p.ToString(), t => Period.Parse(t) ?? throw new JsonException("No period."))
        );
        options.Converters.Add(new Text<ReasonCode>(c => c.Wire(), t => Codes[t]));
        options.Converters.Add(
            new Text<LineKey>(k => k.Text, t => LineKey.Parse(t) ?? throw new JsonException("No line."))
        );
        options.Converters.Add(
            new Text<GroupKey>(k => k.Text, t => GroupKey.Parse(t) ?? throw new JsonException("No group."))
        );
        options.Converters.Add(new Text<FactId>(f => f.ToString(), ParseFact));
        options.Converters.Add(new Whole<Money>(m => m.Fen, n => new(n)));
        options.Converters.Add(new Whole<Rate>(r => r.Ppm, n => new(n)));
        options.Converters.Add(new ReasonJson());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static readonly ImmutableDictionary<string, ReasonCode> Codes = Enum.GetValues<ReasonCode>()
        .ToImmutableDictionary(c => c.Wire(), StringComparer.Ordinal);

    private static FactId ParseFact(string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        return new(text[..bar], text[(bar + 1)..]);
    }

    private sealed class Text<T>(Func<T, string> write, Func<string, T> read) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(reader.GetString() ?? throw new JsonException("A text is missing."));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(write(value));

        public override T ReadAsPropertyName(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => read(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(write(value));
    }

    private sealed class Whole<T>(Func<T, long> write, Func<long, T> read) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(write(value));
    }

    private sealed class ReasonJson : JsonConverter<Reason>
    {
        public override Reason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var parameters = document.RootElement.TryGetProperty("parameters", out var found)
                ? found
                    .EnumerateObject()
                    .ToImmutableSortedDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal)
                : ImmutableSortedDictionary<string, string>.Empty;
            return new(Codes[document.RootElement.GetProperty("code").GetString()!], parameters);
        }

        public override void Write(Utf8JsonWriter writer, Reason value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("code", value.Code.Wire());
            if (!value.Parameters.IsEmpty)
            {
                writer.WriteStartObject("parameters");
                foreach (var (name, text) in value.Parameters)
                {
                    writer.WriteString(name, text);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }
    }
}
