using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NodaTime;

namespace Core.Values;

/// <summary>
/// A place in a JSON document, read with the sender in mind: whatever is wrong is noted with its pointer, and
/// reading goes on, so that one answer names every error. A JSON <c>null</c> counts as absent.
/// </summary>
/// <remarks>Every reader gives null for what is absent or wrong; <see cref="Need"/> makes absence an error.</remarks>
internal readonly struct Field
{
    /// <summary>The longest text that is not free text, in UTF-16 characters.</summary>
    public const int Short = 512;

    /// <summary>The longest free text, in UTF-16 characters.</summary>
    public const int Long = 4_000;

    private readonly JsonElement? value;
    private readonly List<Refusal> refusals;

    private Field(JsonElement? value, string pointer, List<Refusal> refusals)
    {
        this.value = value is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : value;
        this.refusals = refusals;
        Pointer = pointer;
    }

    /// <summary>The whole document.</summary>
    public static Field Root(JsonElement document, List<Refusal> refusals) => new(document, "", refusals);

    /// <summary>JSON pointer (RFC 6901) of this place.</summary>
    public string Pointer { get; }

    /// <summary>Whether there is something.</summary>
    public bool Present => value is not null;

    /// <summary>What is there, as sent.</summary>
    public JsonElement? Value => value;

    /// <summary>A property; absent when this is no object.</summary>
    public Field this[string name] =>
        new(
            value is { } parent ? Wellformed.Property(parent, name) : null,
            $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}",
            refusals
        );

    /// <summary>Notes an error here.</summary>
    public void Refuse(string code, string message) => refusals.Add(new Refusal(code, Pointer, message));

    /// <summary>Notes an error when nothing is here.</summary>
    public Field Need()
    {
        if (!Present)
        {
            Refuse("PROPERTY_REQUIRED", "Send this property.");
        }

        return this;
    }

    /// <summary>This place if it holds an object; absent otherwise.</summary>
    public Field Object() => Is(JsonValueKind.Object, "an object");

    /// <summary>Non-empty text of at most <paramref name="max"/> UTF-16 characters.</summary>
    public string? Text(int max = Short)
    {
        if (String("a string") is not { } text)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            Refuse("TEXT_EMPTY", "Send text that is not empty, or leave the property out.");
            return null;
        }

        if (text.Length > max)
        {
            Refuse("TEXT_TOO_LONG", $"Send at most {Number(max)} characters.");
            return null;
        }

        return text;
    }

    /// <summary>An id: text without control characters and without <c>|</c>, which joins ids into names.</summary>
    public string? Id()
    {
        var text = Text();
        if (text is not null && text.Any(c => c == '|' || char.IsControl(c)))
        {
            Refuse("ID_INVALID", "Send an id without | and control characters.");
            return null;
        }

        return text;
    }

    /// <summary>One of a few names; case matters.</summary>
    public string? OneOf(ImmutableArray<string> names)
    {
        if (String("a string") is not { } text)
        {
            return null;
        }

        if (!names.Contains(text, StringComparer.Ordinal))
        {
            Refuse("VALUE_UNKNOWN", $"Send one of: {string.Join(", ", names)}.");
            return null;
        }

        return text;
    }

    /// <summary>A member of an enum by its wire name.</summary>
    public T? Choice<T>()
        where T : struct, Enum => WireNames.Parse<T>(OneOf(WireNames.All<T>()));

    /// <summary>true or false.</summary>
    public bool? Flag()
    {
        if (value is null or { ValueKind: JsonValueKind.True or JsonValueKind.False })
        {
            return value?.GetBoolean();
        }

        Refuse("TYPE_MISMATCH", "Send true or false.");
        return null;
    }

    /// <summary>A whole JSON number in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public int? Whole(int min, int max)
    {
        if (Is(JsonValueKind.Number, "a number").value is not { } number)
        {
            return null;
        }

        if (number.TryGetInt32(out var whole) && whole >= min && whole <= max)
        {
            return whole;
        }

        Refuse("NUMBER_INVALID", $"Send a whole number from {Number(min)} to {Number(max)}.");
        return null;
    }

    /// <summary>A time by RFC 3339 with offset.</summary>
    public Instant? Time()
    {
        var text = String("a string");
        var time = Times.Parse(text);
        if (text is not null && time is null)
        {
            Refuse("TIME_INVALID", "Send an RFC 3339 time with offset, such as 2026-03-01T10:00:00+08:00.");
        }

        return time;
    }

    /// <summary>A calendar date.</summary>
    public LocalDate? Date()
    {
        var text = String("a string");
        var date = Times.ParseDate(text);
        if (text is not null && date is null)
        {
            Refuse("DATE_INVALID", "Send a date that exists, as yyyy-MM-dd.");
        }

        return date;
    }

    /// <summary>A calendar month.</summary>
    public Period? Month()
    {
        var text = String("a string");
        var month = Period.Parse(text);
        if (text is not null && month is null)
        {
            Refuse("PERIOD_INVALID", "Send a month as yyyy-MM.");
        }

        return month;
    }

    /// <summary>A decimal string with at most six decimals in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public Rate? Share(Rate min, Rate max)
    {
        var text = String("a decimal string, such as \"0.5\"");
        if (text is null)
        {
            return null;
        }

        if (Rate.Parse(text) is not { } share)
        {
            Refuse("DECIMAL_INVALID", "Send a decimal string with at most six decimals, such as \"0.5\".");
            return null;
        }

        if (share < min || share > max)
        {
            Refuse("SHARE_OUT_OF_RANGE", $"Send a share from {min} to {max}.");
            return null;
        }

        return share;
    }

    /// <summary>The elements of a list of <paramref name="min"/> to <paramref name="max"/>; empty when absent or wrong.</summary>
    public ImmutableArray<Field> Items(int min, int max)
    {
        if (Is(JsonValueKind.Array, "an array").value is not { } array)
        {
            return [];
        }

        var length = array.GetArrayLength();
        if (length < min || length > max)
        {
            Refuse(length < min ? "LIST_TOO_SHORT" : "LIST_TOO_LONG", $"Send {Number(min)} to {Number(max)} elements.");
            return [];
        }

        var items = ImmutableArray.CreateBuilder<Field>(length);
        foreach (var element in array.EnumerateArray())
        {
            // A null in a list is no absence: it keeps its place and is refused like any other wrong element.
            var item = new Field(element, $"{Pointer}/{Number(items.Count)}", refusals);
            items.Add(item.Present ? item : item.Need());
        }

        return items.MoveToImmutable();
    }

    /// <summary>Texts of a list; wrong elements are left out.</summary>
    public ImmutableArray<string> Texts(int max, int length = Short) =>
        [.. Items(0, max).Select(i => i.Text(length)).OfType<string>()];

    /// <summary>The text, whatever its length; an escape that is half a character is refused here.</summary>
    private string? String(string what)
    {
        if (Is(JsonValueKind.String, what).value is not { } text)
        {
            return null;
        }

        var read = Wellformed.Text(text);
        if (read is null)
        {
            Refuse("TEXT_INVALID", "Send text whose escapes are whole characters.");
        }

        return read;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Field Is(JsonValueKind kind, string what)
    {
        if (value is null || value.Value.ValueKind == kind)
        {
            return this;
        }

        Refuse("TYPE_MISMATCH", $"Send {what}.");
        return new Field(null, Pointer, refusals);
    }
}
