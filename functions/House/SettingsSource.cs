using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Pipeline;
using Core.Values;
using Microsoft.Extensions.Caching.Memory;

namespace Functions.House;

/// <summary>
/// The settings in force, read from the store and kept for a short while. A change made in this process is seen at once;
/// one made elsewhere after the lifetime at the latest, which is why a version may not hold before it is published.
/// </summary>
internal sealed class SettingsSource(SettingsStore store, IMemoryCache cache, SettingsOptions options)
    : ISettingsSource,
        IDisposable
{
    private const string Key = "house-settings";
    private readonly SemaphoreSlim reading = new(1, 1);

    /// <inheritdoc />
    public async ValueTask<HouseSettings> CurrentAsync(CancellationToken cancellation)
    {
        if (cache.TryGetValue(Key, out HouseSettings? kept) && kept is not null)
        {
            return kept;
        }

        // One reader at a time: when the lifetime ends under load, the others wait for its answer.
        await reading.WaitAsync(cancellation);
        try
        {
            return cache.TryGetValue(Key, out kept) && kept is not null
                ? kept
                : cache.Set(Key, await ReadAsync(cancellation), options.Lifetime);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => reading.Dispose();

    /// <summary>Forgets what was read: the next question reads the store.</summary>
    public void Forget() => cache.Remove(Key);

    private async ValueTask<HouseSettings> ReadAsync(CancellationToken cancellation)
    {
        var channels = await store.AllAsync(SettingKind.Channels, cancellation);
        var payees = await store.AllAsync(SettingKind.Payees, cancellation);
        var policies = await store.AllAsync(SettingKind.Policies, cancellation);
        var plans = await store.AllAsync(SettingKind.Plans, cancellation);
        var book = new ChannelBook(Parsed(channels, ChannelRecord.Parse));
        return new(
            new AttributionSettings(Parsed(policies, Policy.Parse), book),
            new CommissionSettings(Parsed(plans, Plan.Parse), Parsed(payees, PayeeRecord.Parse), book),
            // Versions are only ever added, so their number rises with every change.
            (channels.Length + payees.Length + policies.Length + plans.Length).ToString(
                "D8",
                CultureInfo.InvariantCulture
            )
        );
    }

    private static ImmutableArray<T> Parsed<T>(
        ImmutableArray<StoredSetting> stored,
        Func<JsonElement, int, Result<T>> parse
    )
        where T : notnull =>
        [
            .. stored.Select(setting =>
                parse(setting.Body, setting.Version) is { Succeeded: true, Value: var value }
                    ? value
                    : throw new InvalidOperationException(
                        $"The stored setting {setting.Id} version {setting.Version} can no longer be read."
                    )
            ),
        ];
}

/// <summary>How settings are kept.</summary>
/// <param name="Lifetime">How long what was read is believed.</param>
internal sealed record SettingsOptions(TimeSpan Lifetime);
