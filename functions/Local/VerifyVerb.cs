using System.Text.Json;

namespace Functions.Local;

/// <summary>
/// <c>verify</c>: has a running app recompute every decision from its facts and every balance from its entries, and says
/// where what is stored differs. While events are being applied, a difference may only mean that; so it waits first.
/// </summary>
internal static class VerifyVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs the verb: 0 when everything holds, 1 when something differs, 2 when it could not be asked.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (Verbs.Connect(args, "auditor-1") is not var (url, key))
        {
            return Verbs.Misused;
        }

        using var client = new ApiClient(url);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await client.SettledAsync(key, patience.Token);
            var report = (await client.GetAsync("/api/ledger/verify", key, patience.Token)).Json;
            foreach (var finding in report.GetProperty("findings").EnumerateArray())
            {
                Console.WriteLine($"{Text(finding, "where")}: {Text(finding, "what")}");
            }

            var clean = report.GetProperty("clean").GetBoolean();
            Console.WriteLine(clean ? "Clean: stored and recomputed agree everywhere." : "Not clean.");
            return clean ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Events are still being applied; try again later.");
            return Verbs.Misused;
        }
        catch (Exception failure) when (failure is HttpRequestException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"The app at {url} could not be asked: {failure.Message}");
            return Verbs.Misused;
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
