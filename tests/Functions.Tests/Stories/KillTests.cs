using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Functions.Local;

namespace Functions.Tests.Stories;

/// <summary>The real process, killed as nothing can be caught, in the middle of an import; then started again.</summary>
[Collection(Processes.OneProcessTestAtATime.Name)]
public sealed class KillTests(AzuriteFixture azurite) : IDisposable
{
    private const int Families = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kill-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_is_lost_and_nothing_doubled_when_the_app_is_killed_while_it_works()
    {
        using var patience = new CancellationTokenSource(Patience);
        var prefix = "k" + Guid.NewGuid().ToString("n")[..10];
        var url = $"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        var months = StoryFiles.MonthsLater(NodaTime.SystemClock.Instance.GetCurrentInstant());
        var settings = Path.Combine(folder.FullName, "settings");
        StoryFiles.CopySettings("home", months, settings);
        var file = Path.Combine(folder.FullName, "families.jsonl");
        await File.WriteAllLinesAsync(file, Events(months), patience.Token);
        string[] args =
        [
            $"--urls={url}",
            $"--AzureWebJobsStorage={await azurite.ConnectionStringAsync()}",
            $"--Tables:Prefix={prefix}",
            $"--Local:Folder={folder.FullName}",
            $"--Settings:Folder={settings}",
        ];

        var app = await StartAsync(args, url, patience.Token);
        var import = Task.Run(() => ImportVerb.RunAsync([file, $"--url={url}", $"--Local:Folder={folder.FullName}"]));
        // Killed three times: once while events are taken, later while they are placed and settled.
        foreach (var after in new[] { 300, 1500, 2500 })
        {
            await Task.Delay(after, patience.Token);
            app.Kill(entireProcessTree: true);
            await app.WaitForExitAsync(patience.Token);
            app.Dispose();
            app = await StartAsync(args, url, patience.Token);
        }

        Assert.Equal(0, await import);
        using var client = new ApiClient(new Uri(url));
        var key = new KeyBook(Path.Combine(folder.FullName, "api-keys.json"), new()).KeyOf("auditor-1")!;
        await client.SettledAsync(key, patience.Token);
        var sales = (await client.GetAsync("/api/sales?limit=1000", key, patience.Token)).Json.GetProperty("items");
        var balances = (await client.GetAsync("/api/ledger/balances", key, patience.Token)).Json;
        var proof = (await client.GetAsync("/api/ledger/verify", key, patience.Token)).Json;
        app.Kill(entireProcessTree: true);
        await app.WaitForExitAsync(patience.Token);
        app.Dispose();

        Assert.Equal(Families, sales.GetArrayLength());
        // Each family's home of 6,000,000.00 pays its agency 2 %, half of it at signing.
        Assert.Equal(Families * 60_000m, Balance(balances, "Expense:Commission:Channel"));
        Assert.Equal(Families * 60_000m, Balance(balances, "Payable:agency-a"));
        Assert.True(proof.GetProperty("clean").GetBoolean(), proof.GetRawText());
    }

    private static IEnumerable<string> Events(int months)
    {
        for (var i = 0; i < Families; i++)
        {
            var n = i.ToString("D4", CultureInfo.InvariantCulture);
            var people = $$"""[{"name":"林峰","phones":[{"number":"1351000{{n}}"}],"roles":["buyer"]}]""";
            const string channel = """{"kind":"agency","organisation":"agency-a","person":"agent-42"}""";
            yield return Event(
                $"g-{n}",
                "/agencies/agency-a",
                "lead.registered",
                "2026-05-06T09:00:00+08:00",
                $$"""{"project":"PY","opportunity":"new","channel":{{channel}},"people":{{people}}}""",
                months
            );
            yield return Event(
                $"v-{n}",
                "/offices/PY",
                "visit.confirmed",
                "2026-05-06T14:00:00+08:00",
                $$"""{"project":"PY","channel":{{channel}},"people":{{people}},"confirmedBy":"qr","accompanied":true}""",
                months
            );
            yield return Event(
                $"s-{n}",
                "/offices/PY",
                "sale.recorded",
                "2026-05-15T10:00:00+08:00",
                $$$"""{"sale":"K-{{{n}}}","project":"PY","product":"3-{{{n}}}","opportunity":"new","price":{"value":"6000000.00","currency":"CNY"},"people":{{{people}}},"stage":"signed","at":"2026-05-15T10:00:00+08:00"}""",
                months
            );
        }
    }

    private static string Event(string id, string source, string type, string time, string data, int months) =>
        StoryFiles.Move(
            $$"""{"specversion":"1.0","id":"{{id}}","source":"{{source}}","type":"{{type}}","time":"{{time}}","receivedat":"{{time}}","data":{{data}}}""",
            months
        );

    private static async Task<Process> StartAsync(string[] args, string url, CancellationToken cancellation)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Functions.dll");
        var app = Process.Start(
            new ProcessStartInfo("dotnet", [program, "serve", .. args])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        app.OutputDataReceived += (_, _) => { };
        app.ErrorDataReceived += (_, _) => { };
        app.BeginOutputReadLine();
        app.BeginErrorReadLine();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Assert.False(app.HasExited, "The app ended by itself.");
            try
            {
                using var answer = await http.GetAsync(new Uri(url), cancellation);
                return app;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, cancellation);
            }
        }
    }

    private static decimal Balance(JsonElement balances, string account) =>
        decimal.Parse(
            balances
                .GetProperty("items")
                .EnumerateArray()
                .Single(b => b.GetProperty("account").GetString() == account)
                .GetProperty("balance")
                .GetProperty("value")
                .GetString()!,
            CultureInfo.InvariantCulture
        );

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
