using System.Collections.Immutable;
using System.Text.Json;
using Core.Values;
using NodaTime;
using NodaTime.Text;

namespace Core.Commission;

/// <summary>Reads posted settings: notes every refusal with its pointer and goes on, so that the sender sees them all.</summary>
internal sealed class SettingsReader(JsonElement root)
{
    internal List<Refusal> Refusals { get; } = [];

    internal JsonElement Root => root;

    internal void Refuse(string code, string pointer, string message) => Refusals.Add(new(code, pointer, message));

    /// <summary>A property; null when it is absent or null.</summary>
    internal static JsonElement? Get(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A required text without control characters or bars, which separate names in the books.</summary>
    internal string Name(JsonElement json, string at, string name, bool required = true)
    {
        var value = Get(json, name);
        if (value is null && !required)
        {
            return "";
        }

        var text = value is { ValueKind: JsonValueKind.String } ? value.Value.GetString()! : "";
        if (text.Length is 0 or > 128 || text.Any(c => char.IsControl(c) || c is '|' or '/' or '\\' or '#' or '?'))
        {
            Refuse("NAME_MALFORMED", $"{at}/{name}", "Give 1 to 128 characters without | / \\ # ? or line breaks.");
            return "?";
        }

        return text;
    }

    internal ImmutableArray<string> Names(JsonElement json, string at, string name)
    {
        if (Get(json, name) is not { } list)
        {
            return [];
        }

        if (
            list.ValueKind != JsonValueKind.Array
            || list.EnumerateArray()
                .Any(e => e.ValueKind != JsonValueKind.String || e.GetString() is not { Length: > 0 })
        )
        {
            Refuse("LIST_MALFORMED", $"{at}/{name}", "Give a list of texts.");
            return [];
        }

        return [.. list.EnumerateArray().Select(e => e.GetString()!)];
    }

    internal Instant Instant(JsonElement json, string at, string name)
    {
        if (
            Get(json, name) is { ValueKind: JsonValueKind.String } value
            && OffsetDateTimePattern.Rfc3339.Parse(value.GetString()!) is { Success: true } parsed
        )
        {
            return parsed.Value.ToInstant();
        }

        Refuse("TIME_MALFORMED", $"{at}/{name}", "Give a time with its offset, such as 2026-01-01T00:00:00+08:00.");
        return default;
    }

    /// <summary>A decimal string in [0, max].</summary>
    internal Rate Rate(JsonElement json, string at, string name, Rate max, Rate? absent = null)
    {
        if (Get(json, name) is not { } value && absent is { } fallback)
        {
            return fallback;
        }

        if (
            Get(json, name) is { ValueKind: JsonValueKind.String } text
            && Values.Rate.Parse(text.GetString()) is { } rate
            && rate >= Values.Rate.Zero
            && rate <= max
        )
        {
            return rate;
        }

        Refuse("RATE_MALFORMED", $"{at}/{name}", $"Give a decimal string from 0 to {max} with at most six decimals.");
        return default;
    }

    /// <summary>A decimal string of yuan, not negative.</summary>
    internal Money Money(JsonElement json, string at, string name)
    {
        if (
            Get(json, name) is { ValueKind: JsonValueKind.String } text
            && Values.Money.Parse(text.GetString()) is { IsNegative: false } money
        )
        {
            return money;
        }

        Refuse("MONEY_MALFORMED", $"{at}/{name}", "Give an amount such as 5000.00, not negative.");
        return default;
    }

    internal bool Flag(JsonElement json, string at, string name)
    {
        if (Get(json, name) is not { } value)
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse("FLAG_MALFORMED", $"{at}/{name}", "Give true or false.");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>An enum by its camel-case name.</summary>
    internal T OneOf<T>(JsonElement json, string at, string name, T? absent = null)
        where T : struct, Enum
    {
        if (Get(json, name) is not { } value && absent is { } fallback)
        {
            return fallback;
        }

        if (Get(json, name) is { ValueKind: JsonValueKind.String } text && Parse<T>(text.GetString()) is { } found)
        {
            return found;
        }

        Refuse("CODE_UNKNOWN", $"{at}/{name}", $"Give one of {Listed<T>()}.");
        return default;
    }

    /// <summary>Enums by their camel-case names.</summary>
    internal ImmutableArray<T> AllOf<T>(JsonElement json, string at, string name)
        where T : struct, Enum
    {
        var texts = Names(json, at, name);
        for (var i = 0; i < texts.Length; i++)
        {
            if (Parse<T>(texts[i]) is null)
            {
                Refuse(
                    "CODE_UNKNOWN",
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at}/{name}/{i}"),
                    $"Give one of {Listed<T>()}."
                );
            }
        }

        return [.. texts.Select(Parse<T>).OfType<T>()];
    }

    internal static T? Parse<T>(string? text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Camel(value) == text)
            {
                return value;
            }
        }

        return null;
    }

    private static string Listed<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Camel));

    private static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
