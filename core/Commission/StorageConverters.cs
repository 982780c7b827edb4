using System.Text.Json;
using System.Text.Json.Serialization;
using Core.Values;
using NodaTime;
using NodaTime.Text;

namespace Core.Commission;

/// <summary>Values as they are stored: instants as ISO text, money in fen, rates in millionths, months as yyyy-MM.</summary>
internal abstract class StoredText<T> : JsonConverter<T>
{
    protected abstract string Format(T value);

    protected abstract T? Parse(string text, out bool fits);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = Parse(reader.GetString() ?? "", out var fits);
        return fits ? value! : throw new JsonException($"This is no {typeof(T).Name}.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));
}

internal sealed class StoredInstant : StoredText<Instant>
{
    protected override string Format(Instant value) => InstantPattern.ExtendedIso.Format(value);

    protected override Instant Parse(string text, out bool fits)
    {
        var parsed = InstantPattern.ExtendedIso.Parse(text);
        fits = parsed.Success;
        return fits ? parsed.Value : default;
    }
}

internal sealed class StoredPeriod : StoredText<Period>
{
    protected override string Format(Period value) => value.ToString();

    protected override Period Parse(string text, out bool fits)
    {
        var parsed = Period.Parse(text);
        fits = parsed is not null;
        return parsed ?? default;
    }
}

internal sealed class StoredKey : StoredText<LineKey>
{
    protected override string Format(LineKey value) => value.Text;

    protected override LineKey Parse(string text, out bool fits)
    {
        var parsed = LineKey.Parse(text);
        fits = parsed is not null;
        return parsed ?? default;
    }
}

internal sealed class StoredGroup : StoredText<GroupKey>
{
    protected override string Format(GroupKey value) => value.Text;

    protected override GroupKey Parse(string text, out bool fits)
    {
        var parsed = GroupKey.Parse(text);
        fits = parsed is not null;
        return parsed ?? default;
    }
}

internal sealed class StoredMoney : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Fen);
}

internal sealed class StoredRate : JsonConverter<Rate>
{
    public override Rate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Rate value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Ppm);
}
