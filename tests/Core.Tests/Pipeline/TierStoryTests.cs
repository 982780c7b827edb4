using System.Globalization;
using System.Text.Json.Nodes;
using Core.Commission;
using Core.Leads;
using Core.Pipeline;
using Core.Tests.Simulation;
using Core.Values;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Text;

namespace Core.Tests.Pipeline;

/// <summary>W2 of docs/commission.md through the whole pipeline: an agency's month, sixteen units, on a store without faults.</summary>
public class TierStoryTests : IWakeUps, IKeyHash, ISettingsSource
{
    private const string Plan = "pz-agency-tier";
    private readonly FakeTimeProvider clock = new(new(2026, 7, 2, 0, 0, 0, TimeSpan.Zero));
    private readonly PipelineOptions options = new();
    private readonly LeadPipeline pipeline;
    private readonly Desks desks;
    private int minutes;

    public TierStoryTests()
    {
        MemoryRowStore rows = new();
        pipeline = new(rows, this, this, this, options, clock);
        desks = new(rows, this, this, this, options, clock);
    }

    public ValueTask SendAsync(Stage stage, IReadOnlyCollection<int> buckets, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public string Hash(string text) => Ids.Of(text);

    public ValueTask<HouseSettings> CurrentAsync(CancellationToken cancellation)
    {
        var house = SimulationSettings.House;
        return ValueTask.FromResult(
            house with
            {
                Commission = house.Commission with { Plans = [.. house.Commission.Plans.Where(p => p.Id == Plan)] },
            }
        );
    }

    [Theory]
    [InlineData(14, 7_000_000)]
    [InlineData(15, 9_000_000)]
    [InlineData(16, 9_600_000)]
    public async Task A_month_pays_every_unit_by_the_tier_that_all_reached(int units, long fen)
    {
        await SellAsync(units);

        Assert.Equal(fen, await PostedAsync());
        Assert.Empty(await desks.Cases.ListAsync(null, default));
        Assert.Empty(await desks.Books.VerifyAsync(default));
        var line = (await desks.Questions.SaleAsync("S-0", default))!.Lines.Single();
        Assert.Equal((Plan, fen / units), (line.Key.Plan, line.Posted.Fen));
    }

    [Fact]
    public async Task Two_of_sixteen_units_turned_move_sixteen_lines()
    {
        await SellAsync(16);

        await TakeBackAsync(3);
        await TakeBackAsync(7);
        await ApproveAllAsync();

        var cases = (await desks.Cases.ListAsync(CaseState.Posted, default)).Select(c => c.Case.Proposal).ToList();
        Assert.Equal(2, cases.Count);
        Assert.Equal("-26000.00", new Money(cases.Sum(c => c.Net.Fen)).ToString());
        Assert.Equal(16, cases.SelectMany(c => c.Lines).Select(l => l.Key).Distinct().Count());
        Assert.Equal(14, cases.SelectMany(c => c.Lines).Count(l => l.Why == "tier"));
        Assert.Equal(7_000_000, await PostedAsync());
        Assert.Empty(await desks.Books.VerifyAsync(default));
    }

    [Fact]
    public async Task A_unit_that_joins_while_a_case_waits_is_paid_and_renews_its_preview()
    {
        await SellAsync(15);
        await TakeBackAsync(3);
        var before = (await desks.Cases.ListAsync(null, default)).Single().Case;

        await SellAsync(1, from: 15);
        var after = (await desks.Cases.ListAsync(null, default)).Single().Case;
        var stale = await desks.Cases.CheckAsync(before.Id, "zhao", "seen", before.Proposal.PreviewHash, default);
        await ApproveAllAsync();

        Assert.Equal(("-20000.00", "-6000.00"), (before.Proposal.Net.ToString(), after.Proposal.Net.ToString()));
        Assert.Equal("STALE_PREVIEW", stale.Errors![0].Code);
        Assert.Equal(9_000_000, await PostedAsync());
        Assert.Empty(await desks.Books.VerifyAsync(default));
    }

    private async Task SellAsync(int units, int from = 0)
    {
        for (var i = from; i < from + units; i++)
        {
            await IngestAsync("/agencies/agency-a", $"lead-{i}", "lead.registered", Lead(i));
            await IngestAsync("/offices/PX", $"visit-{i}", "visit.confirmed", Visit(i));
            await IngestAsync("/offices/PX", $"sale-{i}", "sale.recorded", Sale(i));
        }

        await DrainAsync();
    }

    private async Task TakeBackAsync(int unit)
    {
        JsonObject retraction = new()
        {
            ["factSource"] = "/agencies/agency-a",
            ["factId"] = $"lead-{unit}",
            ["reason"] = "mistaken",
        };
        await IngestAsync("/offices/PX", $"back-{unit}", "fact.retracted", retraction);
        await DrainAsync();
    }

    private async Task ApproveAllAsync()
    {
        while (
            (await desks.Cases.ListAsync(null, default)).Select(c => c.Case).FirstOrDefault(c => c.IsOpen) is { } open
        )
        {
            var hash = open.Proposal.PreviewHash;
            await desks.Cases.CheckAsync(open.Id, "zhao", "seen", hash, default);
            await desks.Cases.ApproveAsync(open.Id, "qian", "agreed", hash, null, default);
            await DrainAsync();
        }
    }

    private async Task<long> PostedAsync() =>
        (await desks.Books.BookAsync("agency-a", default)).Lines.Sum(l => l.Posted.Fen);

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

    private ValueTask<System.Collections.Immutable.ImmutableArray<IngestStatus>> IngestAsync(
        string source,
        string id,
        string type,
        JsonObject data
    )
    {
        var at = Now();
        JsonObject cloudEvent = new()
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = source,
            ["type"] = type,
            ["time"] = at,
            ["receivedat"] = at,
            ["data"] = data,
        };
        return pipeline.IngestAsync([Families.Incoming(cloudEvent)], TestContext.Current.CancellationToken);
    }

    private string Now(int add = 180)
    {
        minutes += add;
        return OffsetDateTimePattern.Rfc3339.Format(
            (Families.Start + Duration.FromMinutes(minutes)).WithOffset(Offset.FromHours(8))
        );
    }

    private static JsonObject Lead(int unit) =>
        new()
        {
            ["project"] = "PZ",
            ["opportunity"] = "new",
            ["channel"] = Agency(),
            ["people"] = new JsonArray(Person(unit)),
        };

    private static JsonObject Visit(int unit) =>
        new()
        {
            ["project"] = "PZ",
            ["people"] = new JsonArray(Person(unit)),
            ["confirmedBy"] = "qr",
            ["accompanied"] = true,
            ["channel"] = Agency(),
        };

    private JsonObject Sale(int unit)
    {
        var buyer = Person(unit);
        buyer["roles"] = new JsonArray("buyer");
        return new()
        {
            ["sale"] = string.Create(CultureInfo.InvariantCulture, $"S-{unit}"),
            ["project"] = "PZ",
            ["opportunity"] = "new",
            ["product"] = "12-1803",
            ["price"] = new JsonObject { ["value"] = "2000000.00", ["currency"] = "CNY" },
            ["people"] = new JsonArray(buyer),
            ["stage"] = "signed",
            ["at"] = Now(add: 0),
        };
    }

    private static JsonObject Person(int unit) =>
        new()
        {
            ["name"] = "张伟",
            ["phones"] = new JsonArray(
                new JsonObject
                {
                    ["number"] = string.Create(CultureInfo.InvariantCulture, $"1350000{unit:D4}"),
                    ["verified"] = true,
                }
            ),
        };

    private static JsonObject Agency() => new() { ["kind"] = "agency", ["organisation"] = "agency-a" };
}
