using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Functions.Tests.Processes;

/// <summary>The program as it is shipped, in a process of its own, on a free port of this machine.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const int KeptLines = 200;
    private readonly Process process;
    private readonly ConcurrentQueue<string> said;

    private AppProcess(Process process, ConcurrentQueue<string> said, Uri address) =>
        (this.process, this.said, Address) = (process, said, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What it said last, for the report of a failure.</summary>
    public string Said => string.Join('\n', said);

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<AppProcess> StartAsync(Site site)
    {
        ProcessStartInfo how = new(Program(), ["serve", "--urls=http://127.0.0.1:0", .. site.Arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = site.Folder,
        };
        // The apphost looks for the runtime where it is installed for all; ours is the one that runs this test.
        how.Environment["DOTNET_ROOT"] = Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..")
        );
        how.Environment.Remove("FUNCTIONS_CUSTOMHANDLER_PORT");
        var started = Process.Start(how)!;
        ConcurrentQueue<string> lines = new();
        TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        started.OutputDataReceived += (_, line) => Hear(line.Data);
        started.ErrorDataReceived += (_, line) => Hear(line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        try
        {
            return new(started, lines, await listening.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        }
        catch (TimeoutException late)
        {
            started.Kill();
            throw new TimeoutException($"The program did not start: {string.Join('\n', lines)}", late);
        }

        void Hear(string? line)
        {
            if (line is null)
            {
                return;
            }

            lines.Enqueue(line);
            if (lines.Count > KeptLines)
            {
                lines.TryDequeue(out _);
            }

            const string Start = "Listening on ";
            if (line.StartsWith(Start, StringComparison.Ordinal))
            {
                listening.TrySetResult(new(line[Start.Length..line.IndexOf(';', StringComparison.Ordinal)]));
            }
        }
    }

    /// <summary><c>kill -9</c>: nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    // Beside our own output, as the build leaves it; published or copied along otherwise.
    private static string Program()
    {
        var name = OperatingSystem.IsWindows() ? "Functions.exe" : "Functions";
        var ours = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string[] places =
        [
            Path.Combine(ours.Parent!.Parent!.FullName, "Functions", ours.Name, name),
            Path.Combine(ours.FullName, name),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"The program is in none of {string.Join(", ", places)}.");
    }
}

/// <summary>What processes share that do one house's work: storage, names in it, the folder with their keys.</summary>
internal sealed class Site : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("site-");

    /// <summary>A new house on this storage.</summary>
    public Site(string connectionString) =>
        Arguments = [
            $"--AzureWebJobsStorage={connectionString}",
            $"--Tables:Prefix=p{Guid.NewGuid().ToString("n")[..10]}",
            $"--Local:Folder={folder.FullName}",
            $"--Settings:Folder={Path.Combine(AppContext.BaseDirectory, "Simulation", "Settings")}",
            "--Loop:SweepSeconds=1",
            "--Logging:LogLevel:Default=Warning",
        ];

    /// <summary>Settings that every process of this house is started with.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The house's folder.</summary>
    public string Folder => folder.FullName;

    /// <summary>A client that presents a caller's key; the key is known once a process ran.</summary>
    public HttpClient ClientOf(string caller)
    {
        using var keys = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "api-keys.json")));
        var key = keys
            .RootElement.GetProperty("callers")
            .EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == caller)
            .GetProperty("key")
            .GetString()!;
        HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <inheritdoc />
    public void Dispose() => folder.Delete(recursive: true);
}
