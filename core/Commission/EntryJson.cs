using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Core.Values;
using NodaTime.Text;

namespace Core.Commission;

/// <summary>The stored and hashed form of an entry: fixed order, nothing that is null, no spaces. It never changes.</summary>
public static class EntryJson
{
    /// <summary>What the hash covers, after the hash before: everything but <c>previousHash</c> and <c>hash</c>.</summary>
    public static byte[] Canonical(Entry entry) => Write(entry, hashes: false);

    /// <summary>The entry with both hashes.</summary>
    public static byte[] Write(Entry entry) => Write(entry, hashes: true);

    /// <summary><c>sha256:…</c> of an entry that follows an entry with this hash.</summary>
    public static string HashOf(string previousHash, Entry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(previousHash));
        hash.AppendData("\n"u8);
        hash.AppendData(Canonical(entry));
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads what <see cref="Write(Entry)"/> wrote.</summary>
    /// <exception cref="JsonException">It is no entry.</exception>
    public static Entry Read(ReadOnlySpan<byte> stored)
    {
        Utf8JsonReader reader = new(stored);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return new()
        {
            Seq = root.GetProperty("seq").GetInt64(),
            Id = Text(root, "id")!,
            Type = EntryTypes.Parse(Text(root, "type")) ?? throw new JsonException("Unknown type of entry."),
            Period = Period.Parse(Text(root, "period")) ?? throw new JsonException("An entry needs a period."),
            OriginalPeriod = Period.Parse(Text(root, "originalPeriod")),
            PostedAt = InstantPattern.ExtendedIso.Parse(Text(root, "postedAt")!).GetValueOrThrow(),
            Payee = Text(root, "payee")!,
            Sale = Text(root, "sale"),
            Milestone = Text(root, "milestone"),
            Plan = Text(root, "plan"),
            Case = Text(root, "case"),
            Decision = root.TryGetProperty("decision", out var decision) ? decision.GetInt32() : null,
            Batch = Text(root, "batch"),
            Statement = Text(root, "statement"),
            Corrects = Text(root, "corrects"),
            Key = Text(root, "key")!,
            Legs =
            [
                .. root.GetProperty("lines")
                    .EnumerateArray()
                    .Select(leg => new Leg(
                        Text(leg, "account")!,
                        Money.Parse(Text(leg, "debit")),
                        Money.Parse(Text(leg, "credit"))
                    )),
            ],
            PreviousHash = Text(root, "previousHash")!,
            Hash = Text(root, "hash")!,
        };
    }

    private static byte[] Write(Entry entry, bool hashes)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", entry.Seq);
            json.WriteString("id", entry.Id);
            json.WriteString("type", entry.Type.Wire());
            json.WriteString("period", entry.Period.ToString());
            Optional(json, "originalPeriod", entry.OriginalPeriod?.ToString());
            json.WriteString("postedAt", InstantPattern.ExtendedIso.Format(entry.PostedAt));
            json.WriteString("payee", entry.Payee);
            Optional(json, "sale", entry.Sale);
            Optional(json, "milestone", entry.Milestone);
            Optional(json, "plan", entry.Plan);
            Optional(json, "case", entry.Case);
            if (entry.Decision is { } decision)
            {
                json.WriteNumber("decision", decision);
            }

            Optional(json, "batch", entry.Batch);
            Optional(json, "statement", entry.Statement);
            Optional(json, "corrects", entry.Corrects);
            json.WriteString("key", entry.Key);
            json.WriteStartArray("lines");
            foreach (var leg in entry.Legs)
            {
                json.WriteStartObject();
                json.WriteString("account", leg.Account);
                Optional(json, "debit", leg.Debit?.ToString());
                Optional(json, "credit", leg.Credit?.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (hashes)
            {
                json.WriteString("previousHash", entry.PreviousHash);
                json.WriteString("hash", entry.Hash);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
