using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Functions.Local;

/// <summary>Calls a running app as the verbs of the command line do: over HTTP, with a key, like anybody else.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;

    /// <summary>A client of the app at an address.</summary>
    public ApiClient(Uri address)
    {
        var direct = new SocketsHttpHandler { UseProxy = false };
        http = new(direct) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    /// <summary>Calls a route and reads the answer, whatever its status.</summary>
    /// <exception cref="HttpRequestException">The app did not answer.</exception>
    public async Task<ApiAnswer> SendAsync(
        string method,
        string route,
        string key,
        string? json,
        string? ifMatch,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), route);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return new((int)response.StatusCode, text, response.Headers.ETag?.Tag);
    }

    /// <summary>Asks a question that must be answered.</summary>
    /// <exception cref="InvalidOperationException">It was not; the message holds the answer.</exception>
    public async Task<ApiAnswer> GetAsync(string route, string key, CancellationToken cancellation)
    {
        var answer = await SendAsync("GET", route, key, null, null, cancellation);
        return answer.Status == 200
            ? answer
            : throw new InvalidOperationException($"GET {route} answered {answer.Status}: {answer.Text}");
    }

    /// <summary>Waits until everything that was accepted has been applied.</summary>
    public async Task SettledAsync(string key, CancellationToken cancellation)
    {
        while (true)
        {
            var backlog = (await GetAsync("/api/backlog", key, cancellation)).Json;
            if (backlog.GetProperty("pendingEvents").GetInt32() + backlog.GetProperty("queued").GetInt32() == 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }
}

/// <summary>An answer of the app.</summary>
internal sealed record ApiAnswer(int Status, string Text, string? ETag)
{
    /// <summary>The body as JSON; an empty object when there is none.</summary>
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Text.Length == 0 ? "{}" : Text);
            return document.RootElement.Clone();
        }
    }
}
