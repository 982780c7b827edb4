using System.Text.Json;

namespace Functions.House;

/// <summary>
/// Loads settings from a folder that holds <c>channels.json</c>, <c>payees.json</c>, <c>policies.json</c> and
/// <c>plans.json</c>, each an array of records, and publishes those that differ from what is in force.
/// </summary>
internal sealed class SettingsFolder(SettingsDesk desk, ILogger<SettingsFolder> log)
{
    /// <summary>Loads a folder; a missing file is no settings of that kind.</summary>
    /// <returns>How many records were refused; each is logged with its code and place.</returns>
    /// <exception cref="JsonException">A file is not JSON.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public async ValueTask<int> LoadAsync(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        }

        var refused = 0;
        foreach (var kind in SettingKind.All)
        {
            var path = Path.Combine(folder, kind.Name + ".json");
            if (!File.Exists(path))
            {
                continue;
            }

            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellation));
            foreach (var record in document.RootElement.EnumerateArray())
            {
                refused += await LoadAsync(kind, record, cancellation) ? 0 : 1;
            }
        }

        return refused;
    }

    private async ValueTask<bool> LoadAsync(SettingKind kind, JsonElement record, CancellationToken cancellation)
    {
        var id =
            record.ValueKind == JsonValueKind.Object
            && record.TryGetProperty("id", out var named)
            && named.ValueKind == JsonValueKind.String
                ? named.GetString()!
                : "";
        if (!SettingIds.IsValid(id))
        {
            Log.SettingRefused(log, kind.Name, id, "ID_INVALID", "/id");
            return false;
        }

        var published = await desk.PutAsync(kind, id, record, null, "settings-folder", cancellation);
        foreach (var error in published.Errors ?? [])
        {
            Log.SettingRefused(log, kind.Name, id, error.Code, error.Pointer);
        }

        return published.Succeeded;
    }
}
