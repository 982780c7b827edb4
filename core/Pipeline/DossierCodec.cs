using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using NodaTime.Text;

namespace Core.Pipeline;

/// <summary>Dossiers as rows: <c>to</c> in clear, everything else in the sealed property <c>doc</c> as JSON, schema version 1.</summary>
internal static class DossierCodec
{
    /// <summary>Facts are repeated in the row up to this many bytes; beyond it the row names them and they are read from where they lie.</summary>
    private const int InlineBytes = 500 * 1024;

    private const string Doc = "doc";

    /// <summary>The property in clear that names where a sealed dossier's content went.</summary>
    public const string RedirectTo = "to";

    public static ImmutableDictionary<string, object> Values(Dossier dossier)
    {
        var values = ImmutableDictionary<string, object>.Empty.Add(Doc, Write(dossier));
        return dossier.To is null ? values : values.Add(RedirectTo, dossier.To);
    }

    public static Dossier Read(Row row)
    {
        using var document = JsonDocument.Parse(
            row.Bytes(Doc) ?? throw new InvalidOperationException($"Dossier {row.Key} has no content.")
        );
        var root = document.RootElement;
        return new()
        {
            Id = row.Key,
            To = row.Text(RedirectTo),
            Facts = root.GetProperty("facts")
                .EnumerateObject()
                .ToImmutableSortedDictionary(
                    f => f.Name,
                    f => new PlacedFact(
                        f.Value.TryGetProperty("fact", out var fact) ? JsonMarshal.GetRawUtf8Value(fact) : [],
                        InstantPattern.ExtendedIso.Parse(f.Value.GetProperty("at").GetString()!).Value
                    ),
                    StringComparer.Ordinal
                ),
            Anchors = Strings(root.GetProperty("anchors")).ToImmutableSortedSet(StringComparer.Ordinal),
            Generic = root.GetProperty("generic")
                .EnumerateArray()
                .Select(k => k.GetString()!)
                .ToImmutableSortedSet(StringComparer.Ordinal),
            Sales = root.GetProperty("sales")
                .EnumerateObject()
                .ToImmutableSortedDictionary(s => s.Name, s => ReadSale(s.Value), StringComparer.Ordinal),
            Outbox = [.. root.GetProperty("out").EnumerateArray().Select(ReadPublication)],
        };
    }

    private static byte[] Write(Dossier dossier)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteNumber("v", 1);
        json.WriteStartObject("facts");
        var bytes = 0;
        foreach (var (id, fact) in dossier.Facts)
        {
            json.WriteStartObject(id);
            json.WriteString("at", InstantPattern.ExtendedIso.Format(fact.PlacedAt));
            bytes += fact.Stored.Length;
            if (bytes <= InlineBytes)
            {
                json.WritePropertyName("fact");
                json.WriteRawValue(fact.Stored, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteStrings(json, "anchors", dossier.Anchors);
        WriteStrings(json, "generic", dossier.Generic);
        json.WriteStartObject("sales");
        foreach (var (sale, state) in dossier.Sales)
        {
            json.WriteStartObject(sale);
            json.WriteNumber("rev", state.Revision);
            json.WriteString("hash", state.ViewHash);
            json.WritePropertyName("view");
            json.WriteRawValue(state.View, skipInputValidation: true);
            WriteStrings(json, "logged", state.Logged);
            json.WriteStartArray("revisions");
            foreach (var number in state.Revisions)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("out");
        foreach (var publication in dossier.Outbox)
        {
            Write(json, publication);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Publication publication)
    {
        json.WriteStartObject();
        json.WriteString("sale", publication.Sale);
        json.WriteNumber("rev", publication.Revision);
        json.WriteString("settings", publication.Settings);
        WriteStrings(json, "facts", publication.Facts);
        WriteStrings(json, "generic", publication.Generic);
        json.WriteStartArray("decisions");
        foreach (var decision in publication.Decisions)
        {
            json.WriteStartObject();
            json.WriteNumber("n", decision.Number);
            json.WritePropertyName("decision");
            json.WriteRawValue(decision.Json, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static SaleState ReadSale(JsonElement json) =>
        new()
        {
            Revision = json.GetProperty("rev").GetInt64(),
            ViewHash = json.GetProperty("hash").GetString()!,
            View = JsonMarshal.GetRawUtf8Value(json.GetProperty("view")).ToArray(),
            Logged = Strings(json.GetProperty("logged")),
            Revisions = [.. json.GetProperty("revisions").EnumerateArray().Select(n => n.GetInt32())],
        };

    private static Publication ReadPublication(JsonElement json) =>
        new(
            json.GetProperty("sale").GetString()!,
            json.GetProperty("rev").GetInt64(),
            [
                .. json.GetProperty("decisions")
                    .EnumerateArray()
                    .Select(d => new LoggedDecision(
                        d.GetProperty("n").GetInt32(),
                        JsonMarshal.GetRawUtf8Value(d.GetProperty("decision")).ToArray()
                    )),
            ],
            Strings(json.GetProperty("facts")),
            Strings(json.GetProperty("generic")),
            json.GetProperty("settings").GetString()!
        );

    private static ImmutableArray<string> Strings(JsonElement json) =>
        [.. json.EnumerateArray().Select(t => t.GetString()!)];
}
