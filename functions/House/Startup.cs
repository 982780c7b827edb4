using Core.Pipeline;
using Functions.Local;
using Functions.Queues;
using Functions.Tables;

namespace Functions.House;

/// <summary>What must be there before work begins: tables, keys for everybody whom the stored settings name, settings from files.</summary>
internal sealed class Startup(
    TableRowStore rows,
    SettingsStore store,
    KeyBook keys,
    SettingsFolder folder,
    IReadOnlyDictionary<Stage, StageQueue> queues
)
{
    /// <summary>Does it; doing it again changes nothing.</summary>
    /// <param name="settingsFolder">Settings to load; null: none.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask RunAsync(string? settingsFolder, CancellationToken cancellation)
    {
        await rows.EnsureCreatedAsync(StoreTables.All, cancellation);
        foreach (var queue in queues.Values)
        {
            await queue.EnsureCreatedAsync(cancellation);
        }

        foreach (var kind in SettingKind.All)
        {
            foreach (var setting in await store.AllAsync(kind, cancellation))
            {
                keys.Admit(kind, setting);
            }
        }

        if (settingsFolder is not null)
        {
            await folder.LoadAsync(settingsFolder, cancellation);
        }
    }
}
