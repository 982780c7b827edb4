using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Values;
using Functions.Local;

namespace Functions.House;

/// <summary>Publishes settings: stores the version, lets everybody here see it at once, and gives new names their keys.</summary>
internal sealed class SettingsDesk(SettingsStore store, SettingsSource source, KeyBook keys, ILogger<SettingsDesk> log)
{
    /// <summary>Publishes the next version, or finds that nothing changes.</summary>
    /// <returns>The answer to show, or why it was refused (see <see cref="SettingsStore.PutAsync"/>).</returns>
    public async ValueTask<Result<PublishedAnswer>> PutAsync(
        SettingKind kind,
        string id,
        JsonElement body,
        int? ifVersion,
        string caller,
        CancellationToken cancellation
    )
    {
        if (kind == SettingKind.Channels && KeyBook.IsReserved(id))
        {
            return new Refusal("ID_RESERVED", "/id", "This name belongs to a standard caller: choose another.");
        }

        var published = await store.PutAsync(kind, id, body, ifVersion, cancellation);
        if (!published.Succeeded)
        {
            return new List<Refusal>(published.Errors);
        }

        var (setting, isNew) = published.Value;
        if (isNew)
        {
            source.Forget();
            Log.SettingPublished(log, caller, kind.Name, id, setting.Version);
        }

        var minted = keys.Admit(kind, setting);
        return new PublishedAnswer(WithKeys(setting.Body, minted), setting.Version, isNew);
    }

    private static JsonElement WithKeys(JsonElement body, IReadOnlyList<KeyEntry> minted)
    {
        if (minted is [])
        {
            return body;
        }

        var answer = JsonObject.Create(body) ?? [];
        answer["keys"] = new JsonObject(
            minted.Select(entry => KeyValuePair.Create(entry.Name, (JsonNode?)JsonValue.Create(entry.Key)))
        );
        return JsonSerializer.SerializeToElement(answer, Json.Default.JsonNode);
    }
}

/// <summary>What a PUT answers.</summary>
/// <param name="Answer">The record; with <c>keys</c> when it brought new callers.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsNew">Whether the PUT made the version.</param>
internal sealed record PublishedAnswer(JsonElement Answer, int Version, bool IsNew);
