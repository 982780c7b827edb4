using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Functions.House;
using Functions.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests;

/// <summary>The whole app on Kestrel at a port of its own, on real local storage, with tables of its own.</summary>
public sealed class TestApp(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("app-");
    private WebApplication? app;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    internal IServiceProvider Services => app!.Services;

    public async ValueTask InitializeAsync()
    {
        app = App.Build([
            "--urls=http://127.0.0.1:0",
            $"--Local:Folder={folder.FullName}",
            $"--AzureWebJobsStorage={await azurite.ConnectionStringAsync()}",
            $"--Tables:Prefix=t{Guid.NewGuid().ToString("n")[..10]}",
            "--Logging:LogLevel:Default=Warning",
        ]);
        await app.Services.GetRequiredService<Startup>().RunAsync(null, TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        Http.BaseAddress = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    /// <summary>The key of a caller.</summary>
    public string KeyOf(string caller) =>
        Services.GetRequiredService<KeyBook>().KeyOf(caller)
        ?? throw new InvalidOperationException($"Nobody is called {caller}.");

    /// <summary>Sends a request as a caller (null: without a key) and reads the answer whole.</summary>
    public async Task<Answer> SendAsync(
        string call,
        string? caller,
        string? body = null,
        string contentType = "application/json",
        params (string Name, string Value)[] headers
    )
    {
        var words = call.Split(' ', 2);
        using var request = new HttpRequestMessage(HttpMethod.Parse(words[0]), words[1]);
        if (caller is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", KeyOf(caller));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType =
                contentType.Length == 0 ? null : MediaTypeHeaderValue.Parse(contentType);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            text,
            response.Headers.ETag?.Tag,
            response.Content.Headers.Allow.Order(StringComparer.Ordinal).ToList()
        );
    }

    /// <summary>Posts events as a caller.</summary>
    public Task<Answer> PostAsync(string caller, string json, string contentType = "application/json") =>
        SendAsync("POST /api/events", caller, json, contentType);
}

/// <summary>An answer of the app.</summary>
public sealed record Answer(int Status, string? MediaType, string Text, string? ETag, IReadOnlyList<string> Allow)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The stable code of a problem; fails when the answer is no problem+json.</summary>
    public string? Code
    {
        get
        {
            Assert.Equal("application/problem+json", MediaType);
            Assert.Equal(Status, Json.GetProperty("status").GetInt32());
            Assert.NotEqual("", Json.GetProperty("traceId").GetString());
            return Json.GetProperty("code").GetString();
        }
    }
}

/// <summary>Tests that share one app.</summary>
[CollectionDefinition(Name)]
public sealed class OneApp : ICollectionFixture<TestApp>
{
    public const string Name = "one app";
}
