using System.Globalization;
using System.Text.Json;

namespace Functions.Local;

/// <summary>Prints what the stories came to. Asks the API for everything and computes nothing, so every figure can be asked for again.</summary>
internal sealed class DemoAccount(ApiClient client, KeyBook keys, Action<string> say, int months)
{
    /// <summary>The home: two decisions, one case, the statements of everybody whom it touched.</summary>
    public async Task HomeAsync(CancellationToken cancellation)
    {
        var beforeTheDocuments = Uri.EscapeDataString(StoryFiles.Move("2026-05-19T00:00:00+08:00", months));
        await DecisionsAsync(
            $"/api/sales/S-1/decisions?asKnownAt={beforeTheDocuments}",
            "Who earned the home, before the documents",
            cancellation
        );
        await DecisionsAsync("/api/sales/S-1/decisions", "Who earned the home, every decision", cancellation);

        var sale = await AskAsync("/api/sales/S-1", "What the home pays", cancellation);
        foreach (var line in sale.GetProperty("commissions").EnumerateArray())
        {
            say(
                $"    {Text(line, "payee"), -14} {Text(line, "plan"), -18} entitled {Money(line, "entitled"), 12}   posted {Money(line, "posted"), 12}   pending {Money(line, "pending"), 12}"
            );
        }

        foreach (var id in sale.GetProperty("adjustments").EnumerateArray().Select(id => id.GetString()!))
        {
            await CaseAsync(id, cancellation);
        }

        foreach (
            var (payee, month) in new[]
            {
                ("agency-a", "2026-05"),
                ("agency-a", "2026-06"),
                ("consultant-1", "2026-05"),
                ("manager-1", "2026-05"),
            }
        )
        {
            await StatementAsync(payee, StoryFiles.Move(month, months), cancellation);
        }
    }

    /// <summary>The course: one household and one decision.</summary>
    public async Task CourseAsync(CancellationToken cancellation)
    {
        var sale = await AskAsync("/api/sales/C-1", "What the course pays", cancellation);
        foreach (var line in sale.GetProperty("commissions").EnumerateArray())
        {
            say(
                $"    {Text(line, "payee"), -14} {Text(line, "plan"), -18} entitled {Money(line, "entitled"), 12}   posted {Money(line, "posted"), 12}"
            );
        }

        await DecisionsAsync("/api/sales/C-1/decisions", "Who earned the course", cancellation);
        var household = await AskAsync($"/api/households/{Text(sale, "household")}", "The family", cancellation);
        foreach (var person in household.GetProperty("people").EnumerateArray())
        {
            var identifiers = person
                .GetProperty("identifiers")
                .EnumerateArray()
                .Select(i => $"{Text(i, "kind")} {Text(i, "value")}");
            say($"    {List(person, "names"), -8} as {List(person, "roles"), -18} {string.Join(", ", identifiers)}");
        }

        foreach (var relation in household.GetProperty("relations").EnumerateArray())
        {
            say($"    {Text(relation, "kind")} by {Text(relation, "evidence")}, grade {Text(relation, "grade")}");
        }
    }

    /// <summary>The books of the whole house.</summary>
    public async Task BooksAsync(CancellationToken cancellation)
    {
        var balances = await AskAsync("/api/ledger/balances", "The books", cancellation);
        foreach (var line in balances.GetProperty("items").EnumerateArray())
        {
            say($"    {Text(line, "account"), -30} {Money(line, "balance"), 14}");
        }

        var proof = await AskAsync("/api/ledger/verify", "Everything computed again", cancellation);
        say(
            proof.GetProperty("clean").GetBoolean()
                ? "    clean: every chain holds, every balance is the sum of its entries, every decision follows from its facts"
                : $"    NOT CLEAN: {proof.GetProperty("findings").GetRawText()}"
        );
    }

    private async Task DecisionsAsync(string route, string title, CancellationToken cancellation)
    {
        var decisions = await AskAsync(route, title, cancellation);
        foreach (var decision in decisions.GetProperty("items").EnumerateArray())
        {
            var credits = decision
                .GetProperty("credits")
                .EnumerateArray()
                .Select(credit =>
                {
                    var channel = credit.GetProperty("channel");
                    return $"{Text(channel, "kind")} {channel.GetProperty("organisation").GetString()} {Text(credit, "share")}";
                });
            var reasons = decision.GetProperty("reasons").EnumerateArray().Select(reason => Text(reason, "code"));
            var number = decision.GetProperty("revision");
            say(
                $"    {(number.ValueKind == JsonValueKind.Number ? number.GetRawText() : "-")}  {Text(decision, "checkpoint")}  {Text(decision, "outcome"), -6} {string.Join(" + ", credits), -26} {string.Join(", ", reasons)}"
            );
            say(
                $"       as known at {Text(decision, "asKnownAt")} under {Text(decision, "policy")}{(decision.GetProperty("effective").GetBoolean() ? "; money follows it" : "")}"
            );
        }
    }

    private async Task CaseAsync(string id, CancellationToken cancellation)
    {
        var found = await AskAsync($"/api/adjustments/{id}", "The correction", cancellation);
        say($"    {Text(found, "state")}, caused by {Text(found, "cause")}");
        foreach (var line in found.GetProperty("lines").EnumerateArray())
        {
            say(
                $"    {Text(line, "payee"), -14} {Text(line, "milestone"), -12} of {Text(line, "originalPeriod")} in {Text(line, "period")}  {Money(line, "before"), 12} -> {Money(line, "after"), 12}  = {Money(line, "delta"), 12}"
            );
        }

        var totals = found
            .GetProperty("totals")
            .EnumerateArray()
            .Select(t => $"{Text(t, "payee")} {Money(t, "delta")}");
        say($"    together {string.Join("; ", totals)}; the house pays {Money(found, "netExpense")} more");
        foreach (var step in found.GetProperty("approvals").EnumerateArray())
        {
            say($"    {Text(step, "step")} by {Text(step, "by")}: {step.GetProperty("comment").GetString()}");
        }
    }

    private async Task StatementAsync(string payee, string period, CancellationToken cancellation)
    {
        var statement = await AskAsync(
            $"/api/payees/{payee}/statement?period={period}",
            $"Statement of {payee}",
            cancellation
        );
        string[] names = ["opening", "earned", "adjusted", "toReceivable", "offset", "withheld", "paid", "closing"];
        say("    " + string.Join("   ", names.Select(name => $"{name} {Money(statement, name)}")));
        say(
            $"    owed by the payee: {Money(statement, "receivableOpening")} before, {Money(statement, "receivable")} after"
        );
    }

    private async Task<JsonElement> AskAsync(string route, string title, CancellationToken cancellation)
    {
        say("");
        say($"  {title}   GET {route}");
        return (await client.GetAsync(route, keys.KeyOf("auditor-1")!, cancellation)).Json;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string List(JsonElement json, string name) =>
        string.Join("+", json.GetProperty(name).EnumerateArray().Select(item => item.GetString()));

    // The one thing done to a figure: thousands are grouped.
    private static string Money(JsonElement json, string name) =>
        Core.Values.Money.Parse(Text(json.GetProperty(name), "value")) is { } amount
            ? (amount.Fen / 100m).ToString("N2", CultureInfo.InvariantCulture)
            : "?";
}
