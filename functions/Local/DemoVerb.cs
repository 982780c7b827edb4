using System.Globalization;
using System.Text.Json;
using Functions.Edge;
using Functions.House;

namespace Functions.Local;

/// <summary>
/// <c>demo</c>: fresh storage, the app, and two families sent through it over HTTP; then an account of what was decided and
/// what it means in money, every figure with the route that gives it. The app goes on running.
/// </summary>
internal static class DemoVerb
{
    /// <summary>Runs the verb.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var folder = LocalFolder.Find();
        var run = DateTimeOffset.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var data = Path.Combine(folder, "demo", run);
        await using var storage = await AzuriteHost.StartOnFreePortsAsync(
            folder,
            Path.Combine(data, "storage"),
            Console.WriteLine,
            CancellationToken.None
        );
        string[] own = [$"--AzureWebJobsStorage={storage.ConnectionString}", "--Logging:LogLevel:Default=Warning"];
        await using var running = await ServeVerb.StartAsync([.. own, .. args], Console.WriteLine);

        var services = running.App.Services;
        var months = StoryFiles.MonthsLater(services.GetRequiredService<TimeProvider>().Now());
        foreach (var story in new[] { "home", "course" })
        {
            var settings = Path.Combine(data, story);
            StoryFiles.CopySettings(story, months, settings);
            var refused = await services
                .GetRequiredService<SettingsFolder>()
                .LoadAsync(settings, CancellationToken.None);
            if (refused > 0)
            {
                throw new InvalidOperationException($"{refused} settings of the story '{story}' were refused.");
            }
        }

        var keys = services.GetRequiredService<KeyBook>();
        using var client = new ApiClient(new Uri(running.App.Urls.First()));
        var player = new StoryPlayer(client, keys, Console.WriteLine);
        var account = new DemoAccount(client, keys, Console.WriteLine, months);

        Console.WriteLine();
        Console.WriteLine(
            "THE HOME. The app has the wife, an agency brings the husband, he signs; then the owners' documents arrive."
        );
        await player.PlayAsync(StoryFiles.Play("home", months), CancellationToken.None);
        await account.HomeAsync(CancellationToken.None);

        Console.WriteLine();
        Console.WriteLine(
            "THE COURSE. The mother registers, the father buys, the child learns: three accounts, one family."
        );
        await player.PlayAsync(StoryFiles.Play("course", months), CancellationToken.None);
        await account.CourseAsync(CancellationToken.None);
        await account.BooksAsync(CancellationToken.None);

        Console.WriteLine();
        Verbs.PrintKeys(keys, running.Settings.KeysFile);
        Console.WriteLine();
        Console.WriteLine(
            $"The app goes on running on {string.Join(", ", running.App.Urls)}; stop it with Ctrl+C. Ask it, for example:"
        );
        Console.WriteLine(
            $"  curl -H \"x-api-key: {keys.KeyOf("auditor-1")}\" {running.App.Urls.First()}/api/sales/S-1"
        );
        await running.App.WaitForShutdownAsync();
        return 0;
    }
}

/// <summary>Plays a story: posts its events and makes its calls, in order, as the people it names.</summary>
internal sealed class StoryPlayer(ApiClient client, KeyBook keys, Action<string> say)
{
    /// <summary>Plays the lines of a story.</summary>
    /// <exception cref="InvalidOperationException">An event was refused, or a call answered otherwise than the story says.</exception>
    public async Task PlayAsync(IEnumerable<string> lines, CancellationToken cancellation)
    {
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (!root.TryGetProperty("call", out var call))
            {
                say(
                    $"  {Text(root, "time")[..16].Replace('T', ' ')}  {Text(root, "type"), -17} {Text(root, "source")}|{Text(root, "id")}"
                );
                // Months lie between these; each is applied before the next is told, as it was in life.
                await PostAsync(line, cancellation);
                continue;
            }

            await CallAsync(call.GetString()!, root, cancellation);
        }

        await client.SettledAsync(Key("importer"), cancellation);
    }

    private async Task PostAsync(string line, CancellationToken cancellation)
    {
        var answer = await client.SendAsync("POST", "/api/events", Key("importer"), line, null, cancellation);
        if (answer.Status != 202)
        {
            throw new InvalidOperationException($"An event of the story was refused: {answer.Text}");
        }

        await client.SettledAsync(Key("importer"), cancellation);
    }

    private async Task CallAsync(string call, JsonElement line, CancellationToken cancellation)
    {
        // People act on what they see, so everything before must have been applied.
        await client.SettledAsync(Key("importer"), cancellation);
        var user = Text(line, "as");
        var (method, route) = (
            call[..call.IndexOf(' ', StringComparison.Ordinal)],
            call[(call.IndexOf(' ', StringComparison.Ordinal) + 1)..]
        );
        string? seen = null;
        if (route.Contains("{id}", StringComparison.Ordinal))
        {
            var id = await OpenCaseAsync(user, cancellation);
            route = route.Replace("{id}", id, StringComparison.Ordinal);
            seen = (await client.GetAsync($"/api/adjustments/{id}", Key(user), cancellation)).ETag;
        }

        var body = line.TryGetProperty("body", out var sent) ? sent.GetRawText() : null;
        var answer = await client.SendAsync(method, route, Key(user), body, seen, cancellation);
        say($"  {Text(line, "at")[..16].Replace('T', ' ')}  {method} {route} as {user}: {answer.Status}");
        var expected = line.GetProperty("expect").GetProperty("status").GetInt32();
        if (answer.Status != expected)
        {
            throw new InvalidOperationException(
                $"{call} as {user} answered {answer.Status}, not {expected}: {answer.Text}"
            );
        }
    }

    private async Task<string> OpenCaseAsync(string user, CancellationToken cancellation)
    {
        // What is checked waits for the approver; what is proposed for the reviewer.
        foreach (var state in new[] { "checked", "proposed" })
        {
            var open = (await client.GetAsync($"/api/adjustments?state={state}", Key(user), cancellation)).Json;
            if (open.GetProperty("items").GetArrayLength() > 0)
            {
                return open.GetProperty("items")[0].GetProperty("id").GetString()!;
            }
        }

        throw new InvalidOperationException("The story acts on a case, and none is open.");
    }

    private string Key(string user) =>
        keys.KeyOf(user) ?? throw new InvalidOperationException($"Nobody is called {user}.");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
