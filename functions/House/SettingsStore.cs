using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Pipeline;
using Core.Values;
using Functions.Edge;
using NodaTime;

namespace Functions.House;

/// <summary>
/// Versioned settings as rows: PartitionKey = kind, RowKey = <c>kind|id|version</c> (six digits), the record as sealed
/// JSON in <c>body</c>. Insert-only: a version is never overwritten, and the insert decides who publishes it.
/// </summary>
internal sealed class SettingsStore(IRowStore rows, TimeProvider clock)
{
    /// <summary>The table.</summary>
    public const string Table = StoreTables.Settings;

    private const int PageSize = 1000;
    private static readonly Duration Skew = Duration.FromSeconds(60);

    /// <summary>Every version of every record of a kind, by id and version.</summary>
    /// <exception cref="StoreException">The store did not answer.</exception>
    public async ValueTask<ImmutableArray<StoredSetting>> AllAsync(SettingKind kind, CancellationToken cancellation)
    {
        var all = ImmutableArray.CreateBuilder<StoredSetting>();
        string? from = null;
        while (true)
        {
            var page = await rows.ListAsync(Table, kind.Name, from, null, PageSize, cancellation);
            all.AddRange(page.Select(Read));
            if (page.Count < PageSize)
            {
                return all.ToImmutable();
            }

            from = page[^1].Key + "!";
        }
    }

    /// <summary>One version, by default the newest; null when there is none.</summary>
    /// <exception cref="StoreException">The store did not answer.</exception>
    public async ValueTask<StoredSetting?> FindAsync(
        SettingKind kind,
        string id,
        int? version,
        CancellationToken cancellation
    )
    {
        if (version is { } wanted)
        {
            var row = await rows.GetAsync(Table, kind.Name, RowKey(kind, id, wanted), cancellation);
            return row is null ? null : Read(row);
        }

        return (await VersionsAsync(kind, id, cancellation)).LastOrDefault();
    }

    /// <summary>Publishes the next version of a record, or finds that the newest one already says so.</summary>
    /// <param name="kind">Which settings.</param>
    /// <param name="id">Id from the address; the body's own id must be absent or the same.</param>
    /// <param name="body">The record as sent.</param>
    /// <param name="ifVersion">The version that the caller saw; null: whatever there is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// The stored version and whether it is new; refusals otherwise. <c>STALE_VERSION</c> when another version is the
    /// newest by now, <c>VERSION_IN_PAST</c> when a later version wants to hold before it is published.
    /// </returns>
    /// <exception cref="StoreException">The store did not answer.</exception>
    public async ValueTask<Result<Published>> PutAsync(
        SettingKind kind,
        string id,
        JsonElement body,
        int? ifVersion,
        CancellationToken cancellation
    )
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("SETTING_NOT_OBJECT", "", "Send one JSON object.");
        }

        if (body.TryGetProperty("id", out var own) && (own.ValueKind != JsonValueKind.String || own.GetString() != id))
        {
            return new Refusal("ID_DIFFERS", "/id", "The id must be the one in the address.");
        }

        while (true)
        {
            var versions = await VersionsAsync(kind, id, cancellation);
            var newest = versions.LastOrDefault();
            if (ifVersion is { } seen && seen != (newest?.Version ?? 0))
            {
                return new Refusal("STALE_VERSION", "", "Another version is the newest by now: read it first.");
            }

            var now = clock.Now();
            var record = Stamped(body, id, (newest?.Version ?? 0) + 1, now);
            if (newest is not null && SameContent(newest.Body, record))
            {
                return new Published(newest, IsNew: false);
            }

            if (kind.Check(record, (newest?.Version ?? 0) + 1) is { Count: > 0 } errors)
            {
                return errors;
            }

            if (newest is not null && EffectiveFrom(record) is { } from && from < now - Skew)
            {
                return new Refusal(
                    "VERSION_IN_PAST",
                    "/effectiveFrom",
                    "A later version may not hold before it is published: give a time from now on."
                );
            }

            var stored = new StoredSetting(id, (newest?.Version ?? 0) + 1, record);
            var insert = RowChange.Insert(
                RowKey(kind, id, stored.Version),
                ImmutableDictionary<string, object>.Empty.Add(
                    "body",
                    JsonSerializer.SerializeToUtf8Bytes(record, Json.Default.JsonElement)
                )
            );
            var commit = await rows.CommitAsync(Table, kind.Name, [insert], cancellation);
            if (commit.Succeeded)
            {
                return new Published(stored, IsNew: true);
            }
        }
    }

    private async ValueTask<ImmutableArray<StoredSetting>> VersionsAsync(
        SettingKind kind,
        string id,
        CancellationToken cancellation
    )
    {
        var found = await rows.ListAsync(
            Table,
            kind.Name,
            $"{kind.Name}|{id}|",
            $"{kind.Name}|{id}}}",
            PageSize,
            cancellation
        );
        return [.. found.Select(Read)];
    }

    private static string RowKey(SettingKind kind, string id, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind.Name}|{id}|{version:D6}");

    private static StoredSetting Read(Row row)
    {
        var parts = row.Key.Split('|');
        using var document = JsonDocument.Parse(row.Bytes("body") ?? "{}"u8.ToArray());
        return new(
            parts[1],
            int.Parse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture),
            document.RootElement.Clone()
        );
    }

    private static JsonElement Stamped(JsonElement body, string id, int version, Instant now)
    {
        var stamped = JsonObject.Create(body) ?? [];
        stamped["id"] = id;
        stamped["version"] = version;
        stamped["publishedAt"] = Times.Format(now);
        return JsonSerializer.SerializeToElement(stamped, Json.Default.JsonNode);
    }

    private static bool SameContent(JsonElement stored, JsonElement sent) =>
        JsonElement.DeepEquals(Bare(stored), Bare(sent));

    private static JsonElement Bare(JsonElement record)
    {
        var bare = JsonObject.Create(record) ?? [];
        bare.Remove("version");
        bare.Remove("publishedAt");
        return JsonSerializer.SerializeToElement(bare, Json.Default.JsonNode);
    }

    private static Instant? EffectiveFrom(JsonElement record) =>
        record.TryGetProperty("effectiveFrom", out var from) && from.ValueKind == JsonValueKind.String
            ? Times.Parse(from.GetString())
            : null;
}

/// <summary>A version of a record as stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">From 1.</param>
/// <param name="Body">The record with <c>id</c>, <c>version</c> and <c>publishedAt</c>.</param>
internal sealed record StoredSetting(string Id, int Version, JsonElement Body);

/// <summary>What a PUT came to.</summary>
/// <param name="Setting">The newest version.</param>
/// <param name="IsNew">Whether this PUT made it.</param>
internal sealed record Published(StoredSetting Setting, bool IsNew);
