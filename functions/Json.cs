using System.Text.Json;
using System.Text.Json.Serialization;
using Core.Pipeline;
using Core.Values;
using Functions.Contracts;
using Functions.Local;
using NodaTime;
using NodaTime.Text;

namespace Functions;

/// <summary>Every type that crosses a wire, listed once; anything else fails in the first test that meets it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(InstantJson), typeof(DateJson), typeof(PeriodJson), typeof(MoneyJson), typeof(RateJson)]
)]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(IReadOnlyList<EventLine>))]
[JsonSerializable(typeof(List<ErrorLine>))]
[JsonSerializable(typeof(Page<JsonElement>))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(EventStateAnswer))]
[JsonSerializable(typeof(ClaimStateAnswer))]
[JsonSerializable(typeof(BacklogAnswer))]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(HouseholdReport))]
[JsonSerializable(typeof(Page<HouseholdReport>))]
[JsonSerializable(typeof(WhyReport))]
[JsonSerializable(typeof(SaleReport))]
[JsonSerializable(typeof(Page<SaleReport>))]
[JsonSerializable(typeof(Page<DecisionAnswer>))]
[JsonSerializable(typeof(CaseAction))]
[JsonSerializable(typeof(CaseReport))]
[JsonSerializable(typeof(Page<CaseReport>))]
[JsonSerializable(typeof(StatementReport))]
[JsonSerializable(typeof(Page<PayableLine>))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchReport))]
[JsonSerializable(typeof(PeriodReport))]
[JsonSerializable(typeof(Page<PeriodReport>))]
[JsonSerializable(typeof(Page<EntryReport>))]
[JsonSerializable(typeof(BalancesReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(KeyFile))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))]
internal sealed partial class Json : JsonSerializerContext;

/// <summary>An enum by its camelCase names; numbers are refused.</summary>
internal sealed class WireEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Instants in RFC 3339, written in UTC with a Z.</summary>
internal sealed class InstantJson : JsonConverter<Instant>
{
    /// <inheritdoc />
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Times.Parse(reader.GetString()) ?? throw new JsonException("An RFC 3339 time with an offset is needed.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Times.Format(value));
}

/// <summary>Dates as <c>2026-05-20</c>.</summary>
internal sealed class DateJson : JsonConverter<LocalDate>
{
    /// <inheritdoc />
    public override LocalDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Times.ParseDate(reader.GetString()) ?? throw new JsonException("A date as yyyy-MM-dd is needed.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(LocalDatePattern.Iso.Format(value));
}

/// <summary>Periods as <c>2026-05</c>.</summary>
internal sealed class PeriodJson : JsonConverter<Period>
{
    /// <inheritdoc />
    public override Period Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Period.Parse(reader.GetString()) ?? throw new JsonException("A period as yyyy-MM is needed.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Period value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Rates and shares as decimal strings.</summary>
internal sealed class RateJson : JsonConverter<Rate>
{
    /// <inheritdoc />
    public override Rate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Rate.Parse(reader.GetString()) ?? throw new JsonException("A decimal string is needed.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Rate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Money as <c>{"value":"100800.00","currency":"CNY"}</c>.</summary>
internal sealed class MoneyJson : JsonConverter<Money>
{
    /// <inheritdoc />
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return
            document.RootElement is { ValueKind: JsonValueKind.Object } money
            && money.TryGetProperty("value", out var value)
            && value.ValueKind == JsonValueKind.String
            && Money.Parse(value.GetString()) is { } amount
            ? amount
            : throw new JsonException("An amount as {\"value\":\"0.00\",\"currency\":\"CNY\"} is needed.");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("value", value.ToString());
        writer.WriteString("currency", "CNY");
        writer.WriteEndObject();
    }
}
