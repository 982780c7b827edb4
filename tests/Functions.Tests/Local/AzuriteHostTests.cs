using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Core.Pipeline;
using Functions.Local;
using Functions.Tables;
using Functions.Tests.Tables;

namespace Functions.Tests.Local;

public sealed class AzuriteHostTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("azurite-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await StartAsync())
        {
            await WriteAsync(first.ConnectionString);
        }

        await using var second = await StartAsync();
        Assert.True(await IsThereAsync(second.ConnectionString));
    }

    [Fact]
    public async Task What_was_acknowledged_outlives_kill_9_of_the_program_and_all_its_children()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        // Makes sure that it is installed.
        await (await StartAsync()).DisposeAsync();
        var script = Path.Combine(AppContext.BaseDirectory, "Local", "azurite", "run.cjs");
        var modules = Path.Combine(LocalFolder.Find(), "azurite", "node_modules");
        var ports = "--blobPort 0 --queuePort 0 --tablePort 0";
        using var program = Process.Start(
            new ProcessStartInfo(
                "sh",
                ["-c", $"sleep 600 | node '{script}' '{modules}' '{data.FullName}' --skipApiVersionCheck {ports}"]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        var queues = await PortAsync(program, "Queue");
        var tables = await PortAsync(program, "Table");
        await WriteAsync(AzuriteHost.ConnectionTo("127.0.0.1", queues, tables));

        program.Kill(entireProcessTree: true);

        // Waits for the one before it to save.
        await using var next = await StartAsync();
        Assert.True(await IsThereAsync(next.ConnectionString));
    }

    private Task<AzuriteHost> StartAsync() =>
        AzuriteHost.StartOnFreePortsAsync(LocalFolder.Find(), data.FullName, Console.WriteLine, Cancellation);

    private static async Task WriteAsync(string connection)
    {
        var store = Store(connection);
        await store.EnsureCreatedAsync([StoreTables.Facts], Cancellation);
        var values = ImmutableDictionary<string, object>.Empty.Add("body", new byte[] { 1 });
        Assert.True(
            (await store.CommitAsync(StoreTables.Facts, "p", [RowChange.Insert("k", values)], Cancellation)).Succeeded
        );
    }

    private static async Task<bool> IsThereAsync(string connection) =>
        await Store(connection).GetAsync(StoreTables.Facts, "p", "k", Cancellation) is not null;

    private static TableRowStore Store(string connection) =>
        new(StorageConnection.To(connection).Tables(), new Sealer(TestStore.Keys.Sealing));

    private static async Task<int> PortAsync(Process program, string service)
    {
        while (await program.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith($"Azurite {service} service is successfully", StringComparison.Ordinal))
            {
                return int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("Azurite did not start.");
    }
}
