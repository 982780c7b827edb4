using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Core.Values;

namespace Core.Commission;

/// <summary>Reads a payee as it is PUT (settings.md 2).</summary>
internal static class PayeeParser
{
    internal static Result<PayeeRecord> Parse(JsonElement json, int version)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("OBJECT_EXPECTED", "", "Give a JSON object.");
        }

        if (Wellformed.Check(json) is { Count: > 0 } unusable)
        {
            return new List<Refusal>(unusable);
        }

        SettingsReader reader = new(json);
        var payeeClass = reader.Name(json, "", "class");
        if (!payeeClass.All(char.IsAsciiLetterOrDigit) && payeeClass != "?")
        {
            reader.Refuse("CLASS_MALFORMED", "/class", "Give letters and digits: it names an account.");
        }

        if (SettingsReader.Get(json, "currency") is { } currency && currency.ValueKind != JsonValueKind.Null)
        {
            if (currency.ValueKind != JsonValueKind.String || !currency.ValueEquals("CNY"))
            {
                reader.Refuse("NOT_SUPPORTED", "/currency", "Give CNY.");
            }
        }

        var tax = SettingsReader.Get(json, "tax") ?? default;
        var offset = SettingsReader.Get(json, "offset") ?? default;
        if (offset.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
        {
            reader.Refuse("OBJECT_EXPECTED", "/offset", "Say how what they owe is recovered, or leave it out.");
        }

        PayeeRecord payee = new()
        {
            Id = reader.Name(json, "", "id"),
            Version = version,
            EffectiveFrom = reader.Instant(json, "", "effectiveFrom"),
            Class = payeeClass,
            Tax = reader.OneOf<TaxStatus>(tax, "/tax", "status"),
            VatRate = SettingsReader.Get(tax, "vatRate") is null ? null : reader.Rate(tax, "/tax", "vatRate", Rate.One),
            OffsetCap = reader.Rate(offset, "/offset", "cap", Rate.One, Rate.One),
            OffsetOfWage = OfWage(reader, offset),
            Wages = Wages(reader, offset),
            InvoiceRequired = reader.Flag(json, "", "invoiceRequired"),
            Users = reader.Names(json, "", "users"),
        };
        if (payee.Tax == TaxStatus.Employee && !payee.OffsetOfWage)
        {
            reader.Refuse(
                "WAGE_REQUIRED",
                "/offset/of",
                "Give wage: what employees owe may only be kept within their wage."
            );
        }

        return reader.Refusals.Count > 0 ? reader.Refusals : payee;
    }

    private static bool OfWage(SettingsReader reader, JsonElement offset)
    {
        var of = SettingsReader.Get(offset, "of");
        if (of is { } value && !(value.ValueKind == JsonValueKind.String && value.GetString() is "wage" or "payable"))
        {
            reader.Refuse("CODE_UNKNOWN", "/offset/of", "Give one of wage, payable.");
        }

        return of is { ValueKind: JsonValueKind.String } text && text.ValueEquals("wage");
    }

    private static ImmutableArray<Wage> Wages(SettingsReader reader, JsonElement offset)
    {
        if (SettingsReader.Get(offset, "wages") is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            reader.Refuse("LIST_MALFORMED", "/offset/wages", "Give a list.");
            return [];
        }

        List<Wage> wages = [];
        foreach (var wage in list.EnumerateArray())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"/offset/wages/{wages.Count}");
            var from = SettingsReader.Get(wage, "from") is { ValueKind: JsonValueKind.String } text
                ? Period.Parse(text.GetString())
                : null;
            if (from is null)
            {
                reader.Refuse("PERIOD_MALFORMED", $"{at}/from", "Give a month such as 2026-01.");
            }

            wages.Add(new(from ?? new(1, 1), reader.Money(wage, at, "month"), reader.Money(wage, at, "minimum")));
        }

        return [.. wages];
    }
}
