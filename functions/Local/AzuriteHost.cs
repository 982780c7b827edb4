using System.Diagnostics;
using System.Globalization;

namespace Functions.Local;

/// <summary>
/// Starts Azurite, the storage emulator, and keeps it as long as this process lives. When this process ends, by whatever
/// means, Azurite saves what it holds and goes (<c>azurite/run.cjs</c>): an acknowledged write outlives <c>kill -9</c> of ours.
/// </summary>
public sealed class AzuriteHost : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // Known to everybody who ever ran an emulator; it opens nothing else.
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process? process;
    private readonly Task draining;

    private AzuriteHost(string connectionString, Process? process, Task draining)
    {
        ConnectionString = connectionString;
        this.process = process;
        this.draining = draining;
    }

    /// <summary>Opens this storage.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether somebody else started it, and so also stops it.</summary>
    public bool IsBorrowed => process is null;

    /// <summary>
    /// For development: on ports 10000 (blobs, which only the Functions host needs), 10001 (queues) and 10002 (tables), where
    /// <c>UseDevelopmentStorage=true</c> looks. One that listens there already is used as it is.
    /// </summary>
    /// <param name="folder">Holds the installation and the data, usually <see cref="LocalFolder.Find"/>.</param>
    /// <param name="say">Is told what takes long.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">It could not be started; the message says what to do.</exception>
    public static async Task<AzuriteHost> StartForDevelopmentAsync(
        string folder,
        Action<string> say,
        CancellationToken cancellation
    )
    {
        var data = Path.Combine(folder, "storage");
        return await IsOthersAsync(data, cancellation)
            ? new AzuriteHost("UseDevelopmentStorage=true", null, Task.CompletedTask)
            : await StartAsync(folder, data, (10_000, 10_001, 10_002), say, cancellation);
    }

    /// <summary>For tests: on free ports, with data of its own.</summary>
    /// <param name="folder">Holds the installation.</param>
    /// <param name="data">Holds the data; made when missing.</param>
    /// <param name="say">Is told what takes long.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">It could not be started; the message says what to do.</exception>
    public static Task<AzuriteHost> StartOnFreePortsAsync(
        string folder,
        string data,
        Action<string> say,
        CancellationToken cancellation
    ) => StartAsync(folder, data, (0, 0, 0), say, cancellation);

    /// <summary>A connection string for an emulator on these ports of this machine.</summary>
    public static string ConnectionTo(string host, int queues, int tables) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
                + $"QueueEndpoint=http://{host}:{queues}/{Account};TableEndpoint=http://{host}:{tables}/{Account};"
        );

    /// <summary>Closes the pipe that keeps it alive and waits until it has saved; leaves a borrowed one alone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await draining;
            process.Dispose();
        }
    }

    /// <summary>On these ports (0: a free one), with these data.</summary>
    internal static async Task<AzuriteHost> StartAsync(
        string folder,
        string data,
        (int Blobs, int Queues, int Tables) ports,
        Action<string> say,
        CancellationToken cancellation
    )
    {
        var modules = await AzuriteInstallation.EnsureAsync(Path.Combine(folder, "azurite"), say, cancellation);
        var script = Path.Combine(AzuriteInstallation.Source, "run.cjs");
        string[] manner = ["--skipApiVersionCheck", "--silent", "--disableTelemetry"];
        string[] where =
        [
            "--blobPort",
            Text(ports.Blobs),
            "--queuePort",
            Text(ports.Queues),
            "--tablePort",
            Text(ports.Tables),
        ];
        var started = Process.Start(
            new ProcessStartInfo("node", [script, modules, data, .. manner, .. where])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = started.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await ListeningAsync(started.StandardOutput, "Blob", cancellation);
            var queues = await ListeningAsync(started.StandardOutput, "Queue", cancellation);
            var tables = await ListeningAsync(started.StandardOutput, "Table", cancellation);
            var drained = Task.WhenAll(started.StandardOutput.ReadToEndAsync(CancellationToken.None), errors);
            return new AzuriteHost(ConnectionTo("127.0.0.1", queues, tables), started, drained);
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidOperationException($"Azurite did not start: {(await errors).Trim()}", end);
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    // "Azurite Table service is successfully listening at http://127.0.0.1:10002"
    private static async Task<int> ListeningAsync(StreamReader output, string service, CancellationToken cancellation)
    {
        while (true)
        {
            var line = await output.ReadLineAsync(cancellation) ?? throw new EndOfStreamException();
            if (line.StartsWith($"Azurite {service} service is successfully listening", StringComparison.Ordinal))
            {
                return int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
            }
        }
    }

    // Our own from a process that was just killed may still be saving, and answers until it is gone: that one is not borrowed.
    private static async Task<bool> IsOthersAsync(string data, CancellationToken cancellation)
    {
        var ours = Path.Combine(data, "lock");
        for (var tries = 0; tries < 60 && File.Exists(ours) && await AnswersAsync(cancellation); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }

        return await AnswersAsync(cancellation);
    }

    private static async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(direct) { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            // Any answer at all: without a signature it is a refusal.
            foreach (var port in new[] { 10_001, 10_002 })
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/{Account}"), cancellation);
            }

            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
