using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Functions.Local;
using Functions.Tests;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Functions.Tests;

/// <summary>
/// One Azurite for all tests of this assembly, started when the first test asks: in a container where a Docker engine
/// answers, else from npm. Tests share it, so each uses names of its own.
/// </summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private const string Image = "mcr.microsoft.com/azure-storage/azurite:3.37.0";
    private const int Queues = 10_001;
    private const int Tables = 10_002;

    private readonly Lazy<Task<(string ConnectionString, IAsyncDisposable Owner)>> started = new(StartAsync);

    /// <summary>Opens the storage, after it was started.</summary>
    public async Task<string> ConnectionStringAsync() => (await started.Value).ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated)
        {
            await (await started.Value).Owner.DisposeAsync();
        }
    }

    private static async Task<(string ConnectionString, IAsyncDisposable Owner)> StartAsync()
    {
        if (await DockerAnswersAsync() && await TryStartContainerAsync() is { } container)
        {
            var connection = AzuriteHost.ConnectionTo(
                container.Hostname,
                container.GetMappedPublicPort(Queues),
                container.GetMappedPublicPort(Tables)
            );
            return (connection, container);
        }

        var data = Directory.CreateTempSubdirectory("azurite-");
        var host = await AzuriteHost.StartOnFreePortsAsync(
            LocalFolder.Find(),
            data.FullName,
            Console.WriteLine,
            TestContext.Current.CancellationToken
        );
        return (host.ConnectionString, new TemporaryHost(host, data));
    }

    private static async Task<IContainer?> TryStartContainerAsync()
    {
        var container = new ContainerBuilder(Image)
            .WithCommand("azurite", "--queueHost", "0.0.0.0", "--tableHost", "0.0.0.0")
            .WithCommand("--skipApiVersionCheck", "--silent", "--disableTelemetry", "--inMemoryPersistence")
            .WithPortBinding(Queues, assignRandomHostPort: true)
            .WithPortBinding(Tables, assignRandomHostPort: true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("Table service is successfully listening"))
            .Build();
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await container.StartAsync(patience.Token);
            return container;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The engine is there and the image is not to be had: npm still is.
            Console.WriteLine($"Azurite in a container did not start ({failure.Message}); it comes from npm instead.");
            await container.DisposeAsync();
            return null;
        }
    }

    private static async Task<bool> DockerAnswersAsync()
    {
        const string Socket = "/var/run/docker.sock";
        if (!File.Exists(Socket))
        {
            return false;
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), patience.Token);
            await socket.SendAsync("GET /_ping HTTP/1.0\r\n\r\n"u8.ToArray(), patience.Token);
            return await socket.ReceiveAsync(new byte[64], patience.Token) > 0;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private sealed class TemporaryHost(AzuriteHost host, DirectoryInfo data) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            data.Delete(recursive: true);
        }
    }
}
