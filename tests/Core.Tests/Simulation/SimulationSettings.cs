using System.Collections.Immutable;
using System.Text.Json;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Pipeline;
using Core.Values;

namespace Core.Tests.Simulation;

/// <summary>The settings of the home story, as a source that never changes.</summary>
internal sealed class SimulationSettings : ISettingsSource
{
    public static HouseSettings House { get; } = Load();

    public ValueTask<HouseSettings> CurrentAsync(CancellationToken cancellation) => ValueTask.FromResult(House);

    private static HouseSettings Load()
    {
        ChannelBook channels = new(Read("channels", ChannelRecord.Parse));
        return new(
            new(Read("policies", Policy.Parse), channels),
            new(Read("plans", Plan.Parse), Read("payees", PayeeRecord.Parse), channels),
            "story"
        );
    }

    private static ImmutableArray<T> Read<T>(string name, Func<JsonElement, int, Result<T>> parse)
        where T : notnull
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Simulation", "Settings", $"{name}.json"))
        );
        return
        [
            .. document
                .RootElement.EnumerateArray()
                .Select(json => parse(json, 1))
                .Select(r => r.Succeeded ? r.Value : throw new InvalidOperationException(string.Join("; ", r.Errors))),
        ];
    }
}
