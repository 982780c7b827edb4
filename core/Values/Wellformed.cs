using System.Text.Json;

namespace Core.Values;

/// <summary>
/// What JSON allows and no reader can use: a property twice, and escapes that are half a character. Checked once over
/// a whole document, unknown properties included, because they are kept.
/// </summary>
public static class Wellformed
{
    /// <summary>Every such place, by JSON pointer; empty when every reader can use the document.</summary>
    public static IReadOnlyList<Refusal> Check(JsonElement document)
    {
        var refusals = new List<Refusal>();
        Check(document, "", refusals);
        return refusals;
    }

    /// <summary>
    /// A property by name, safe on JSON that was not checked yet: a neighbour whose name is half a character does not
    /// get in the way. Undefined when there is none, or when this is no object.
    /// </summary>
    public static JsonElement Property(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var property)
                ? property
                : default;
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>Notes every such place under a pointer.</summary>
    internal static void Check(JsonElement value, string pointer, List<Refusal> refusals)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Properties(value, pointer, refusals);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(
                        item,
                        $"{pointer}/{index.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
                        refusals
                    );
                    index++;
                }

                break;
            case JsonValueKind.String when Text(value) is null:
                refusals.Add(new Refusal("TEXT_INVALID", pointer, "Send text whose escapes are whole characters."));
                break;
            default:
                break;
        }
    }

    /// <summary>The text of a string; null when an escape in it is half of a surrogate pair.</summary>
    internal static string? Text(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void Properties(JsonElement value, string pointer, List<Refusal> refusals)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (Name(property) is not { } name)
            {
                refusals.Add(new Refusal("TEXT_INVALID", pointer, "Send names whose escapes are whole characters."));
                continue;
            }

            var place =
                $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            if (!names.Add(name))
            {
                refusals.Add(new Refusal("PROPERTY_DUPLICATE", place, "Send every property once."));
            }

            Check(property.Value, place, refusals);
        }
    }

    /// <summary>The name of a property; null when an escape in it is half of a surrogate pair.</summary>
    internal static string? Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
