using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Functions.Tests.Processes;

/// <summary>People of the house at their screens: they wait until all is done, agree to cases, and look at everything.</summary>
internal sealed class House(Site site, Uri address) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly HttpClient auditor = At(site.ClientOf("auditor-1"), address);
    private readonly HttpClient reviewer = At(site.ClientOf("reviewer-1"), address);
    private readonly HttpClient approver = At(site.ClientOf("approver-1"), address);

    /// <inheritdoc />
    public void Dispose()
    {
        auditor.Dispose();
        reviewer.Dispose();
        approver.Dispose();
    }

    /// <summary>Waits until the backlog is empty.</summary>
    public async Task QuietAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while (true)
        {
            using var answer = await auditor.GetAsync("/api/backlog", patience.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                var backlog = (await answer.Content.ReadFromJsonAsync<JsonElement>(patience.Token))!;
                if (backlog.GetProperty("pendingEvents").GetInt32() + backlog.GetProperty("queued").GetInt32() == 0)
                {
                    return;
                }
            }
            else
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }

    /// <summary>
    /// Waits until all is done, has every case agreed to, and compares every answer with those of the same core that was
    /// told the same without haste.
    /// </summary>
    public async Task ShouldEndLikeAQuietDayAsync(IReadOnlyList<JsonObject> events, CancellationToken cancellation)
    {
        var quietDay = Task.Run(() => Undisturbed.RunAsync(events, events.Count), cancellation);
        await QuietAsync(cancellation);
        await AllAreAppliedAsync(events, cancellation);
        await ApproveAsync(cancellation);
        var answers = await AnswersAsync(cancellation);
        answers.ShouldEqual(await quietDay);
    }

    /// <summary>The one case that waits for people.</summary>
    public async Task<JsonObject> OpenCaseAsync(CancellationToken cancellation) =>
        (await ListAsync("/api/adjustments", cancellation)).Single(IsOpen);

    /// <summary>Has the reviewer agree.</summary>
    /// <returns>The case afterwards.</returns>
    public Task<JsonObject> CheckAsync(JsonObject open, CancellationToken cancellation) =>
        ActAsync(reviewer, open, "check", cancellation);

    /// <summary>Has one person check and another approve every open case, until there is none.</summary>
    private async Task ApproveAsync(CancellationToken cancellation)
    {
        for (var round = 0; round < 10; round++)
        {
            var open = (await ListAsync("/api/adjustments", cancellation)).Where(IsOpen).ToList();
            if (open.Count == 0)
            {
                return;
            }

            foreach (var one in open)
            {
                var seen = await CheckAsync(one, cancellation);
                if (seen["state"]!.GetValue<string>() == "checked")
                {
                    await ActAsync(approver, one, "approve", cancellation);
                }
            }

            await QuietAsync(cancellation);
        }

        Assert.Fail("Cases are proposed again and again.");
    }

    private static bool IsOpen(JsonObject found) => found["state"]!.GetValue<string>() is "proposed" or "checked";

    /// <summary>Every answer that must not depend on the way, after proving that the books hold.</summary>
    public async Task<FinalAnswers> AnswersAsync(CancellationToken cancellation)
    {
        var verified = await auditor.GetFromJsonAsync<JsonElement>("/api/ledger/verify", cancellation);
        Assert.True(verified.GetProperty("clean").GetBoolean(), verified.GetRawText());
        await NothingIsDoubledAsync(cancellation);
        var balances = await ListAsync("/api/ledger/balances", cancellation);
        return FinalAnswers.Of(
            await ListAsync("/api/sales", cancellation),
            balances.ToDictionary(
                b => b["account"]!.GetValue<string>(),
                b =>
                    (long)(
                        decimal.Parse(b["balance"]!["value"]!.GetValue<string>(), CultureInfo.InvariantCulture) * 100
                    ),
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>Every event is known to be applied.</summary>
    private async Task AllAreAppliedAsync(IReadOnlyList<JsonObject> events, CancellationToken cancellation) =>
        await Parallel.ForEachAsync(
            events,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellation },
            async (told, stop) =>
            {
                var (source, id) = (told["source"]!.GetValue<string>(), told["id"]!.GetValue<string>());
                var state = await auditor.GetFromJsonAsync<JsonElement>(
                    $"/api/events?source={Uri.EscapeDataString(source)}&id={id}",
                    stop
                );
                Assert.Equal("applied", state.GetProperty("state").GetString());
            }
        );

    /// <summary>Books are gapless chains, every entry balances, and no key is booked twice.</summary>
    private async Task NothingIsDoubledAsync(CancellationToken cancellation)
    {
        var entries = await ListAsync("/api/ledger/entries", cancellation);
        Assert.Distinct(entries.Select(e => $"{e["payee"]} {e["key"]}"), StringComparer.Ordinal);
        Assert.Distinct(entries.Select(e => e["id"]!.GetValue<string>()), StringComparer.Ordinal);
        foreach (var book in entries.GroupBy(e => e["payee"]!.GetValue<string>(), StringComparer.Ordinal))
        {
            JsonObject? before = null;
            foreach (var entry in book)
            {
                Assert.Equal((before?["seq"]!.GetValue<long>() ?? 0) + 1, entry["seq"]!.GetValue<long>());
                if (before is not null)
                {
                    Assert.Equal(before["hash"]!.GetValue<string>(), entry["previousHash"]!.GetValue<string>());
                }

                Assert.Equal(Sum(entry, "debit"), Sum(entry, "credit"));
                before = entry;
            }
        }

        static decimal Sum(JsonObject entry, string side) =>
            entry["lines"]!
                .AsArray()
                .Sum(leg =>
                    leg![side] is { } money
                        ? decimal.Parse(money["value"]!.GetValue<string>(), CultureInfo.InvariantCulture)
                        : 0
                );
    }

    private static async Task<JsonObject> ActAsync(
        HttpClient person,
        JsonObject one,
        string step,
        CancellationToken cancellation
    )
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/api/adjustments/{one["id"]}/{step}");
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{one["previewHash"]}\"");
        request.Content = JsonContent.Create(new { comment = "agreed" });
        using var answer = await person.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{step}: {answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private async Task<List<JsonObject>> ListAsync(string path, CancellationToken cancellation)
    {
        List<JsonObject> items = [];
        string? next = null;
        do
        {
            var more = next is null ? "" : $"&continuation={Uri.EscapeDataString(next)}";
            var page = (await auditor.GetFromJsonAsync<JsonObject>($"{path}?limit=1000{more}", cancellation))!;
            items.AddRange(page["items"]!.AsArray().Select(i => i!.DeepClone().AsObject()));
            next = page["next"]?.GetValue<string>();
        } while (next is not null);
        return items;
    }

    private static HttpClient At(HttpClient client, Uri address)
    {
        client.BaseAddress = address;
        return client;
    }
}
