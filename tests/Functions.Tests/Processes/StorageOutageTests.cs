using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Functions.Local;

namespace Functions.Tests.Processes;

/// <summary>Storage goes away in the middle of an import and comes back with its data: callers are told to try again.</summary>
[Collection(OneProcessTestAtATime.Name)]
public sealed class StorageOutageTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("azurite-");

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task While_storage_is_away_callers_get_503_and_afterwards_everything_is_as_on_a_quiet_day()
    {
        const int Seed = 20_260_303;
        var cancellation = TestContext.Current.CancellationToken;
        var events = Town.Events(Seed, families: 20);
        var storage = await StartStorageAsync((0, 0, 0));
        var ports = PortsOf(storage.ConnectionString);
        try
        {
            using Site site = new(storage.ConnectionString);
            await using var app = await AppProcess.StartAsync(site);
            using var importer = site.ClientOf("importer");
            Sender sender = new(importer, events, Seed) { Addresses = () => [app.Address] };

            var sending = sender.RunAsync(cancellation);
            await Until.TrueAsync(() => sender.Progress > 0.3 || sending.IsCompleted, cancellation);
            await storage.DisposeAsync();
            using var auditor = site.ClientOf("auditor-1");
            await Task.WhenAll(
                new[]
                {
                    "/api/backlog",
                    "/api/sales",
                    "/api/ledger/verify",
                    "/api/events?source=/finance&id=e0001",
                }.Select(path => ShouldSayTryAgainAsync(auditor, new(app.Address, path)))
            );
            storage = await StartStorageAsync(ports);
            await sending;

            Assert.NotEqual(0, sender.Unavailable);
            Assert.Equal(0, sender.Unanswered);
            using House house = new(site, app.Address);
            await house.ShouldEndLikeAQuietDayAsync(events, cancellation);
        }
        finally
        {
            await storage.DisposeAsync();
        }
    }

    private static async Task ShouldSayTryAgainAsync(HttpClient client, Uri address)
    {
        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(answer.Headers.RetryAfter);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("STORE_UNAVAILABLE", problem.GetProperty("code").GetString());
    }

    private Task<AzuriteHost> StartStorageAsync((int Blobs, int Queues, int Tables) ports) =>
        AzuriteHost.StartAsync(
            LocalFolder.Find(),
            data.FullName,
            ports,
            Console.WriteLine,
            TestContext.Current.CancellationToken
        );

    private static (int Blobs, int Queues, int Tables) PortsOf(string connection) =>
        (0, new QueueServiceClient(connection).Uri.Port, new TableServiceClient(connection).Uri.Port);
}
