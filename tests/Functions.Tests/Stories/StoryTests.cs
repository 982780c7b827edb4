using System.Text.Json;
using Functions.House;
using Functions.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Stories;

/// <summary>The two stories over HTTP, on an app and tables of their own; figures as worked out by hand (W1, T02).</summary>
public sealed class StoryTests(TestApp app) : IClassFixture<TestApp>
{
    private readonly int months = StoryFiles.MonthsLater(NodaTime.SystemClock.Instance.GetCurrentInstant());

    [Fact]
    public async Task Two_families_walk_from_their_first_lead_to_a_corrected_commission()
    {
        foreach (var story in new[] { "home", "course" })
        {
            await PlayAsync(story);
        }

        await TheHomeIsDecidedTwiceAsync();
        await TheCorrectionTakesBackWhatWasPaidAsync();
        await TheStatementsAddUpAsync();
        await TheCourseHasOneFamilyAsync();
        await TheBooksAreCleanAsync();
    }

    private async Task PlayAsync(string story)
    {
        var folder = Directory.CreateTempSubdirectory("story-");
        StoryFiles.CopySettings(story, months, folder.FullName);
        var loaded = app.Services.GetRequiredService<SettingsFolder>();
        Assert.Equal(0, await loaded.LoadAsync(folder.FullName, TestContext.Current.CancellationToken));
        folder.Delete(recursive: true);
        using var client = new ApiClient(app.Http.BaseAddress!);
        var player = new StoryPlayer(client, app.Services.GetRequiredService<KeyBook>(), _ => { });
        await player.PlayAsync(StoryFiles.Play(story, months), TestContext.Current.CancellationToken);
    }

    private async Task TheHomeIsDecidedTwiceAsync()
    {
        var then = Uri.EscapeDataString(Moved("2026-04-30T00:00:00+08:00"));
        var before = (await GetAsync($"/api/sales/S-1/decisions?asKnownAt={then}"))
            .GetProperty("items")
            .EnumerateArray()
            .Last();
        var last = (await GetAsync("/api/sales/S-1/decisions")).GetProperty("items").EnumerateArray().Last();

        Assert.Equal(("won", "agency", "agency-a"), Winner(before));
        Assert.Equal(["PRI_FIRST_VALID_REGISTRATION"], Reasons(before));
        Assert.Equal(("won", "ownApp", "family-app"), Winner(last));
        Assert.Equal(["PST_OWNER_REVEALED", "HH_DOC_SPOUSE", "PRI_OWN_LEAD"], Reasons(last));
        Assert.Equal("C5", last.GetProperty("checkpoint").GetString());
        Assert.Equal(Moved("2026-05-20T02:00:00Z"), last.GetProperty("asKnownAt").GetString());
        Assert.True(last.GetProperty("effective").GetBoolean());
    }

    private async Task TheCorrectionTakesBackWhatWasPaidAsync()
    {
        var sale = await GetAsync("/api/sales/S-1");
        var id = Assert.Single(sale.GetProperty("adjustments").EnumerateArray()).GetString();
        var found = await GetAsync($"/api/adjustments/{id}");

        Assert.Equal("posted", found.GetProperty("state").GetString());
        Assert.Equal("-91560.00", Amount(found, "netExpense"));
        Assert.Equal(
            ["agency-a -100800.00", "consultant-1 8400.00", "manager-1 840.00"],
            found.GetProperty("totals").EnumerateArray().Select(t => $"{Text(t, "payee")} {Amount(t, "delta")}")
        );
        Assert.Equal(
            [
                $"agency-a signed {Moved("2026-03")} -57600.00",
                $"agency-a collected {Moved("2026-04")} -43200.00",
                $"consultant-1 signed {Moved("2026-03")} 4800.00",
                $"consultant-1 collected {Moved("2026-04")} 3600.00",
                $"manager-1 signed {Moved("2026-03")} 480.00",
                $"manager-1 collected {Moved("2026-04")} 360.00",
            ],
            found
                .GetProperty("lines")
                .EnumerateArray()
                .Select(l =>
                    $"{Text(l, "payee")} {Text(l, "milestone")} {Text(l, "originalPeriod")} {Amount(l, "delta")}"
                )
        );
        var second = await app.SendAsync(
            $"POST /api/adjustments/{id}/approve",
            "finance-1",
            "{}",
            headers: ("If-Match", $"\"{Text(found, "previewHash")}\"")
        );
        Assert.Equal((409, "ALREADY_POSTED"), (second.Status, second.Code));
    }

    private async Task TheStatementsAddUpAsync()
    {
        Assert.Equal(
            "0.00 60000.00 -100800.00 100800.00 60000.00 0.00 0.00 0.00 | 0.00 40800.00",
            await StatementAsync("agency-a", "2026-05")
        );
        Assert.Equal(
            "0.00 55000.00 0.00 0.00 40800.00 0.00 14200.00 0.00 | 40800.00 0.00",
            await StatementAsync("agency-a", "2026-06")
        );
        Assert.Equal(
            "0.00 0.00 8400.00 0.00 0.00 0.00 8400.00 0.00 | 0.00 0.00",
            await StatementAsync("consultant-1", "2026-05")
        );
        var route = $"GET /api/payees/consultant-1/statement?period={Moved("2026-05")}";
        var own = await app.SendAsync(route, "he.jing", headers: ("Accept", "text/csv"));
        Assert.Equal((200, "text/csv"), (own.Status, own.MediaType));
        Assert.Contains("adjusted,,,,,8400.00", own.Text, StringComparison.Ordinal);
        Assert.Equal((403, "PAYEE_NOT_OWN"), await StatusAsync(route, "sun.tao"));
    }

    private async Task TheCourseHasOneFamilyAsync()
    {
        var sale = await GetAsync("/api/sales/C-1");
        var family = await GetAsync($"/api/households/{Text(sale, "household")}");
        var people = family.GetProperty("people").EnumerateArray().ToList();

        Assert.Equal(("won", "ownApp", "academy-app"), Winner(sale.GetProperty("decision")));
        Assert.Equal(3, people.Count);
        Assert.Equal(
            ["buyer+payer", "registrant", "student+user"],
            people.Select(p => Joined(p.GetProperty("roles"))).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["academy-app|u-2001", "academy-app|u-2002", "academy-app|u-2003"],
            people
                .SelectMany(p => p.GetProperty("identifiers").EnumerateArray())
                .Where(i => Text(i, "kind") == "customerId")
                .Select(i => Text(i, "value"))
                .Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain("13700005555", family.GetRawText(), StringComparison.Ordinal);

        var found = await app.SendAsync("POST /api/households/search", "operator", """{"phone":"13700005555"}""");
        Assert.Equal(
            Text(family, "id"),
            Assert.Single(found.Json.GetProperty("items").EnumerateArray()).GetProperty("id").GetString()
        );
        var why = await GetAsync(
            $"/api/households/{Text(family, "id")}/why?a={Uri.EscapeDataString("/apps/academy-app|c-1|0")}&b={Uri.EscapeDataString("/offices/academy|d-1|0")}"
        );
        Assert.False(why.GetProperty("samePerson").GetBoolean());
        Assert.True(why.GetProperty("sameHousehold").GetBoolean());
    }

    private async Task TheBooksAreCleanAsync()
    {
        var balances = (await GetAsync("/api/ledger/balances"))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(b => Text(b, "account"), b => Amount(b, "balance"), StringComparer.Ordinal);

        Assert.Equal("115000.00", balances["Expense:Commission:Channel"]);
        Assert.Equal("22000.00", balances["Expense:Commission:Sales"]);
        Assert.Equal("640.00", balances["Expense:Commission:Courses"]);
        Assert.Equal("0.00", balances["Payable:agency-a"]);
        Assert.Equal("0.00", balances["Receivable:agency-a"]);
        Assert.Equal("-137000.00", balances["Bank"]);
        Assert.True((await GetAsync("/api/ledger/verify")).GetProperty("clean").GetBoolean());
        var journal = await app.SendAsync($"GET /api/ledger/journal?period={Moved("2026-05")}", "auditor-1");
        Assert.Contains("Receivable:agency-a,57600.00,", journal.Text, StringComparison.Ordinal);
    }

    private async Task<string> StatementAsync(string payee, string month)
    {
        var statement = await GetAsync($"/api/payees/{payee}/statement?period={Moved(month)}");
        string[] flow = ["opening", "earned", "adjusted", "toReceivable", "offset", "withheld", "paid", "closing"];
        string[] owed = ["receivableOpening", "receivable"];
        return $"{string.Join(' ', flow.Select(n => Amount(statement, n)))} | {string.Join(' ', owed.Select(n => Amount(statement, n)))}";
    }

    private async Task<JsonElement> GetAsync(string route)
    {
        var answer = await app.SendAsync($"GET {route}", "auditor-1");
        Assert.True(answer.Status == 200, $"GET {route}: {answer.Status} {answer.Text}");
        return answer.Json;
    }

    private async Task<(int, string?)> StatusAsync(string call, string caller)
    {
        var answer = await app.SendAsync(call, caller);
        return (answer.Status, answer.Code);
    }

    private string Moved(string text) => StoryFiles.Move(text, months);

    private static (string?, string?, string?) Winner(JsonElement decision)
    {
        var channel = decision.GetProperty("credits")[0].GetProperty("channel");
        return (Text(decision, "outcome"), Text(channel, "kind"), Text(channel, "organisation"));
    }

    private static List<string> Reasons(JsonElement decision) =>
        [.. decision.GetProperty("reasons").EnumerateArray().Select(r => Text(r, "code"))];

    private static string Joined(JsonElement list) =>
        string.Join('+', list.EnumerateArray().Select(item => item.GetString()));

    private static string Amount(JsonElement json, string name) => Text(json.GetProperty(name), "value");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
