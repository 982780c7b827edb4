using Core.Pipeline;
using Functions.House;
using Functions.Tables;

namespace Functions.Local;

/// <summary><c>serve</c>: runs the app until it is told to stop, with local storage where the connection is the development one.</summary>
internal static class ServeVerb
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>Runs the verb.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var running = await StartAsync(args, Console.WriteLine);
        if (!running.Settings.UnderHost)
        {
            // What the host hears on our output, it logs.
            Console.WriteLine();
            Verbs.PrintKeys(running.App.Services.GetRequiredService<KeyBook>(), running.Settings.KeysFile);
            Console.WriteLine();
        }

        Console.WriteLine(
            $"Listening on {string.Join(", ", running.App.Urls)}; the API describes itself at /api/openapi.json."
        );
        await running.App.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Starts storage where it is ours to start, then the app; both end when what is returned is disposed.</summary>
    public static async Task<Running> StartAsync(string[] args, Action<string> say)
    {
        var app = App.Build(args);
        var settings = app.Services.GetRequiredService<Settings>();
        var storage =
            settings is { UnderHost: false } && app.Services.GetRequiredService<StorageConnection>().IsDevelopment
                ? await AzuriteHost.StartForDevelopmentAsync(settings.LocalFolder, say, CancellationToken.None)
                : null;
        if (settings.UnderHost)
        {
            // The host counts every millisecond until the root answers.
            await app.StartAsync();
            await PrepareInTimeAsync(app, settings);
        }
        else
        {
            await PrepareAsync(app, settings);
            await app.StartAsync();
        }

        return new(app, settings, storage);
    }

    // An app that ends is an error to the host, and three of those end the host; one that waits answers its ping meanwhile.
    private static async Task PrepareInTimeAsync(WebApplication app, Settings settings)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await PrepareAsync(app, settings);
                return;
            }
            catch (StoreException failure)
            {
                Log.StorageUnreachable(app.Logger, failure);
                await Task.Delay(RetryAfter, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task PrepareAsync(WebApplication app, Settings settings)
    {
        await app.Services.GetRequiredService<Startup>().RunAsync(settings.SettingsFolder, CancellationToken.None);
    }
}

/// <summary>An app that runs, with the storage that was started for it.</summary>
internal sealed record Running(WebApplication App, Settings Settings, AzuriteHost? Storage) : IAsyncDisposable
{
    /// <summary>Stops the app, then the storage.</summary>
    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        if (Storage is not null)
        {
            await Storage.DisposeAsync();
        }
    }
}
