using System.Globalization;

namespace Functions;

/// <summary>
/// What can be set from outside, read once; <c>local.settings.sample.json</c> lists every name with a harmless value.
/// Business rules are not here: they are versioned records (channels, payees, policies, plans).
/// </summary>
internal sealed record Settings
{
    /// <summary><c>Local:Folder</c>: what a local run keeps on disk; never committed.</summary>
    public required string LocalFolder { get; init; }

    /// <summary><c>Access:KeysFile</c>: who may call, and with which key.</summary>
    public required string KeysFile { get; init; }

    /// <summary><c>Settings:Folder</c>: records to load at start; null: none.</summary>
    public string? SettingsFolder { get; init; }

    /// <summary><c>Settings:CacheSeconds</c>: how long settings that were read are believed.</summary>
    public required TimeSpan SettingsLifetime { get; init; }

    /// <summary><c>Loop:Parallel</c>: how many buckets the local loop works on at once.</summary>
    public required int LoopParallel { get; init; }

    /// <summary><c>Loop:SweepSeconds</c>: how often the local loop plays the timer.</summary>
    public required TimeSpan SweepEvery { get; init; }

    /// <summary><c>Tables:Prefix</c>: before every table and queue name, so that several apps can share an account.</summary>
    public required string Prefix { get; init; }

    /// <summary><c>FUNCTIONS_CUSTOMHANDLER_PORT</c> is set: the Functions host drives the queues and timers.</summary>
    public required bool UnderHost { get; init; }

    /// <summary>Reads everything.</summary>
    /// <exception cref="FormatException">A number is no number, or out of range.</exception>
    public static Settings Of(IConfiguration configuration)
    {
        var folder = configuration["Local:Folder"] ?? Local.LocalFolder.Find();
        return new()
        {
            LocalFolder = folder,
            KeysFile = configuration["Access:KeysFile"] ?? Path.Combine(folder, "api-keys.json"),
            SettingsFolder = new[] { configuration["settings"], configuration["Settings:Folder"] }.FirstOrDefault(f =>
                f is { Length: > 0 }
            ),
            SettingsLifetime = TimeSpan.FromSeconds(Number(configuration, "Settings:CacheSeconds", 2, 0, 3600)),
            LoopParallel = Number(configuration, "Loop:Parallel", 4, 1, 64),
            SweepEvery = TimeSpan.FromSeconds(Number(configuration, "Loop:SweepSeconds", 5, 1, 3600)),
            Prefix = configuration["Tables:Prefix"] ?? "",
            UnderHost = !string.IsNullOrEmpty(configuration["FUNCTIONS_CUSTOMHANDLER_PORT"]),
        };
    }

    private static int Number(IConfiguration configuration, string name, int otherwise, int min, int max)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= min
            && value <= max
            ? value
            : throw new FormatException($"{name} must be a whole number from {min} to {max}.");
    }
}
