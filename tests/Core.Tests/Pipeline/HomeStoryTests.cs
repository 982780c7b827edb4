using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Pipeline;
using Core.Tests.Simulation;
using Core.Values;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Text;

namespace Core.Tests.Pipeline;

/// <summary>The story that the product exists for (T02 with W1), through the whole pipeline, on a store without faults.</summary>
public class HomeStoryTests : IWakeUps, IKeyHash
{
    private readonly MemoryRowStore rows = new();
    private readonly FakeTimeProvider clock = new(new(2026, 7, 2, 0, 0, 0, TimeSpan.Zero));
    private readonly PipelineOptions options = new();
    private readonly LeadPipeline pipeline;
    private readonly Desks desks;

    public HomeStoryTests()
    {
        SimulationSettings settings = new();
        pipeline = new(rows, this, this, settings, options, clock);
        desks = new(rows, this, this, settings, options, clock);
    }

    public ValueTask SendAsync(Stage stage, IReadOnlyCollection<int> buckets, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public string Hash(string text) => Ids.Of(text);

    [Fact]
    public async Task Owner_revealed_after_the_sale_turns_the_decision_and_the_money()
    {
        await PlayAsync();

        await ExpectDecisionsAsync();
        await ExpectCaseAsync();
        await ExpectStatementsAsync();
        await ExpectBalancesAsync();
        Assert.Empty(await desks.Books.VerifyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task All_events_at_once_propose_the_same_case_as_one_by_one()
    {
        var events = Lines().Where(l => l["call"] is null).ToList();
        await pipeline.IngestAsync([.. events.Select(Families.Incoming)], TestContext.Current.CancellationToken);

        await DrainAsync();

        await ExpectDecisionsAsync();
        await ExpectCaseAsync();
    }

    private static IEnumerable<JsonObject> Lines() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Pipeline", "Story", "play.jsonl"))
            .Where(l => l.Length > 0)
            .Select(l => JsonNode.Parse(l)!.AsObject());

    private static JsonElement Expected(string about)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Pipeline", "Story", "expected.json"))
        );
        return document
            .RootElement.EnumerateArray()
            .Single(e => e.GetProperty("expect").GetString()!.StartsWith(about, StringComparison.Ordinal))
            .Clone();
    }

    private async Task PlayAsync()
    {
        foreach (var line in Lines())
        {
            if (line["call"] is null)
            {
                await pipeline.IngestAsync([Families.Incoming(line)], default);
                continue;
            }

            await DrainAsync();
            var call = line["call"]!.GetValue<string>();
            var user = line["as"]!.GetValue<string>();
            if (call.EndsWith("/close", StringComparison.Ordinal))
            {
                var closed = await desks.Periods.CloseAsync(Period.Parse(call.Split('/')[3])!.Value, user, default);
                Assert.True(closed.Succeeded);
                continue;
            }

            var open = (await desks.Cases.ListAsync(null, default)).Single(c => c.Case.IsOpen).Case;
            var hash = open.Proposal.PreviewHash;
            var answer = call.EndsWith("/check", StringComparison.Ordinal)
                ? await desks.Cases.CheckAsync(open.Id, user, "seen", hash, default)
                : await desks.Cases.ApproveAsync(open.Id, user, "approved", hash, new Period(2026, 5), default);
            Assert.True(answer.Succeeded, answer.Errors?[0].ToString());
        }

        await DrainAsync();
    }

    private async Task DrainAsync()
    {
        for (var found = 1; found > 0; )
        {
            found = 0;
            for (var bucket = 0; bucket < options.Buckets; bucket++)
            {
                found += await pipeline.ResolveAsync(bucket, default);
                found += await pipeline.SettleAsync(bucket, default);
            }
        }
    }

    private async Task ExpectDecisionsAsync()
    {
        var decisions = await desks.Questions.DecisionsAsync("S-1", default);
        var answer = (await desks.Questions.SaleAsync("S-1", default))!;
        var then = Decider.DecideSale(
            "S-1",
            answer.Dossier.Known,
            SimulationSettings.House.Attribution,
            InstantPattern.General.Parse("2026-04-29T16:00:00Z").Value,
            null
        );
        var last = decisions[^1].Decision;

        Assert.Equal(2, decisions.Length);
        Assert.Equal("agency-a", then!.Credits.Single().Channel.Organisation);
        Assert.Equal(["PRI_FIRST_VALID_REGISTRATION"], then.Reasons.Select(r => r.Code.Wire()));
        Assert.Equal(Checkpoint.C5, last.Checkpoint);
        Assert.Equal("family-app", last.Credits.Single().Channel.Organisation);
        Assert.Equal(["PST_OWNER_REVEALED", "HH_DOC_SPOUSE", "PRI_OWN_LEAD"], last.Reasons.Select(r => r.Code.Wire()));
        Assert.Equal(Instant.FromUtc(2026, 5, 20, 2, 0), last.AsKnownAt);
    }

    private async Task ExpectCaseAsync()
    {
        var expected = Expected("GET /api/adjustments");
        var proposal = (await desks.Cases.ListAsync(null, default)).Single().Case.Proposal;

        Assert.Equal(
            expected.GetProperty("totals").EnumerateObject().Select(t => (t.Name, t.Value.GetString())),
            proposal.Totals.Select(t => (t.Key, (string?)t.Value.ToString()))
        );
        Assert.Equal(expected.GetProperty("netExpense").GetString(), proposal.Net.ToString());
        Assert.Equal(
            expected.GetProperty("lines").EnumerateArray().Select(l => string.Join(' ', l.EnumerateArray())),
            proposal.Lines.Select(l => $"{l.Key.Payee} {l.Key.Milestone} {l.OriginalPeriod} {l.Delta}")
        );
    }

    private async Task ExpectStatementsAsync()
    {
        foreach (
            var (payee, period) in new[]
            {
                ("agency-a", new Period(2026, 5)),
                ("agency-a", new Period(2026, 6)),
                ("consultant-1", new Period(2026, 5)),
            }
        )
        {
            var expected = Expected($"GET /api/payees/{payee}/statement?period={period}");
            var statement = await desks.Books.StatementAsync(payee, period, default);
            var figures = new Dictionary<string, Money>(StringComparer.Ordinal)
            {
                ["opening"] = statement.Opening,
                ["earned"] = statement.Earned,
                ["adjusted"] = statement.Adjusted,
                ["toReceivable"] = statement.ToReceivable,
                ["offset"] = statement.Offset,
                ["withheld"] = statement.Withheld,
                ["paid"] = statement.Paid,
                ["closing"] = statement.Closing,
                ["receivableOpening"] = statement.ReceivableOpening,
                ["receivable"] = statement.Receivable,
            };
            Assert.Equal(
                expected.EnumerateObject().Skip(1).Select(p => $"{payee} {period} {p.Name} {p.Value.GetString()}"),
                figures.Select(f => $"{payee} {period} {f.Key} {f.Value}")
            );
            Assert.Equal(1, statement.Version);
        }
    }

    private async Task ExpectBalancesAsync()
    {
        var balances = await desks.Books.BalancesAsync(null, default);
        foreach (var expected in Expected("GET /api/ledger/balances").EnumerateObject().Skip(1))
        {
            Assert.Equal(
                $"{expected.Name} {expected.Value.GetString()}",
                $"{expected.Name} {new Money(balances.GetValueOrDefault(expected.Name))}"
            );
        }
    }
}
