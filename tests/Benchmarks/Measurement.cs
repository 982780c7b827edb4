using System.Diagnostics;
using System.Globalization;
using Core.Pipeline;
using Functions.Local;
using Functions.Tables;

namespace Benchmarks;

/// <summary>
/// What a piece of work took. On a machine that others use, the processor time of Azurite (one thread) says more than the
/// clock: it bounds the throughput, and neighbours do not change it much.
/// </summary>
internal sealed record Measurement(double Seconds, double AzuriteSeconds, double OwnSeconds)
{
    /// <summary>The run with the middle Azurite time of three, each on an Azurite of its own, empty at the start.</summary>
    public static async Task<Measurement> OfAsync(Func<TableRowStore, Task> work)
    {
        var runs = new List<Measurement>();
        for (var run = 0; run < 3; run++)
        {
            var data = Directory.CreateTempSubdirectory("benchmark-");
            await using (
                var host = await AzuriteHost.StartOnFreePortsAsync(
                    LocalFolder.Find(),
                    data.FullName,
                    Console.Error.WriteLine,
                    CancellationToken.None
                )
            )
            {
                runs.Add(await OfAsync(work, host, await AzuriteAsync(data)));
            }

            data.Delete(recursive: true);
        }

        return runs.OrderBy(r => r.AzuriteSeconds).ElementAt(1);
    }

    private static async Task<Measurement> OfAsync(Func<TableRowStore, Task> work, AzuriteHost host, Process azurite)
    {
        var tables = StorageConnection.To(host.ConnectionString).Tables();
        var store = new TableRowStore(tables, new Sealer([new SealingKey("k", new byte[32])]));
        await store.EnsureCreatedAsync(StoreTables.All, CancellationToken.None);
        using var own = Process.GetCurrentProcess();
        using (azurite)
        {
            var (azuriteBefore, ownBefore) = (azurite.TotalProcessorTime, own.TotalProcessorTime);
            var clock = Stopwatch.StartNew();
            await work(store);
            var seconds = clock.Elapsed.TotalSeconds;
            azurite.Refresh();
            own.Refresh();
            return new Measurement(
                seconds,
                (azurite.TotalProcessorTime - azuriteBefore).TotalSeconds,
                (own.TotalProcessorTime - ownBefore).TotalSeconds
            );
        }
    }

    private static async Task<Process> AzuriteAsync(DirectoryInfo data)
    {
        var id = await File.ReadAllTextAsync(Path.Combine(data.FullName, "lock"));
        return Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
    }
}
