using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Functions.Tests.Processes;

/// <summary>
/// The home story on two programs at once. The fact that turns it is delivered three times at one moment, and eight
/// approvals of two people come at one moment: the correction is booked once, and the trial balance is what finance signed.
/// </summary>
[Collection(OneProcessTestAtATime.Name)]
public class ApprovalRaceTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_approvals_at_once_one_posts_and_the_books_are_as_signed()
    {
        using Site site = new(await azurite.ConnectionStringAsync());
        await using var one = await AppProcess.StartAsync(site);
        await using var other = await AppProcess.StartAsync(site);
        using House house = new(site, one.Address);
        using var importer = site.ClientOf("importer");
        using var finance = site.ClientOf("finance-1");
        using var approver = site.ClientOf("approver-1");
        foreach (var line in Story("play.jsonl").Select(l => JsonNode.Parse(l)!.AsObject()))
        {
            var call = line["call"]?.GetValue<string>();
            if (call is null)
            {
                // The owner event comes three times at one moment, to both.
                var times = line["type"]!.GetValue<string>() == "owner.revealed" ? 3 : 1;
                var sent = Enumerable.Range(0, times).Select(i => TellAsync(importer, i % 2 == 0 ? one : other, line));
                Assert.All(await Task.WhenAll(sent), status => Assert.Equal(HttpStatusCode.Accepted, status));
                continue;
            }

            await house.QuietAsync(Cancellation);
            if (call.EndsWith("/close", StringComparison.Ordinal))
            {
                using var closed = await finance.PostAsync(
                    new Uri(one.Address, call["POST ".Length..]),
                    null,
                    Cancellation
                );
                Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
            }
            else if (call.EndsWith("/check", StringComparison.Ordinal))
            {
                var open = await house.OpenCaseAsync(Cancellation);
                Assert.Equal("checked", (await house.CheckAsync(open, Cancellation))["state"]!.GetValue<string>());
            }
            else
            {
                await RaceAsync(await house.OpenCaseAsync(Cancellation), [approver, finance], [one, other]);
            }
        }

        await house.QuietAsync(Cancellation);
        var answers = await house.AnswersAsync(Cancellation);
        Assert.Equal(Signed(), answers.Balances);
    }

    private static async Task RaceAsync(JsonObject open, HttpClient[] people, AppProcess[] programs)
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => ApproveAsync(people[i % 2], programs[i / 2 % 2], open))
        );

        // Whoever was first is told so each time; the other person each time that it was done already.
        var won = answers.Select((a, i) => (a, i)).Where(a => a.a.Status == HttpStatusCode.OK).ToList();
        Assert.NotEmpty(won);
        Assert.Single(won.Select(w => w.i % 2).Distinct());
        Assert.All(won, w => Assert.Equal("posted", w.a.State));
        Assert.All(
            answers.Where((_, i) => i % 2 != won[0].i % 2),
            a => Assert.Equal((HttpStatusCode.Conflict, "ALREADY_POSTED"), (a.Status, a.Code))
        );
        Assert.Equal(4, won.Count);
    }

    private static async Task<(HttpStatusCode Status, string? Code, string? State)> ApproveAsync(
        HttpClient person,
        AppProcess program,
        JsonObject open
    )
    {
        using HttpRequestMessage request = new(
            HttpMethod.Post,
            new Uri(program.Address, $"/api/adjustments/{open["id"]}/approve")
        );
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{open["previewHash"]}\"");
        request.Content = JsonContent.Create(new { comment = "approved", period = "2026-05" });
        using var answer = await person.SendAsync(request, Cancellation);
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        return (answer.StatusCode, body["code"]?.GetValue<string>(), body["state"]?.GetValue<string>());
    }

    private static async Task<HttpStatusCode> TellAsync(HttpClient importer, AppProcess program, JsonObject line)
    {
        using StringContent content = new(line.ToJsonString(), Encoding.UTF8, "application/cloudevents+json");
        using var answer = await importer.PostAsync(new Uri(program.Address, "/api/events"), content, Cancellation);
        return answer.StatusCode;
    }

    private static string[] Signed() =>
        [
            .. JsonNode
                .Parse(string.Concat(Story("expected.json")))!
                .AsArray()
                .Single(e =>
                    e!["expect"]!.GetValue<string>().StartsWith("GET /api/ledger/balances", StringComparison.Ordinal)
                )!
                .AsObject()
                .Where(account =>
                    account.Key != "expect" && !account.Key.StartsWith("Receivable:", StringComparison.Ordinal)
                )
                .OrderBy(account => account.Key, StringComparer.Ordinal)
                .Select(account => string.Create(CultureInfo.InvariantCulture, $"{account.Key} {account.Value}")),
        ];

    private static string[] Story(string file) =>
        [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Story", file)).Where(l => l.Length > 0)];
}
