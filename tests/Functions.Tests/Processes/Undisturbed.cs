using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Pipeline;
using Core.Tests.Simulation;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Tests.Processes;

/// <summary>The same core on a store in memory, one thing after the other, without any fault: what must come out.</summary>
internal sealed class Undisturbed : IWakeUps, IKeyHash
{
    private readonly PipelineOptions options = new();
    private readonly LeadPipeline pipeline;
    private readonly Desks desks;

    private Undisturbed()
    {
        SimulationSettings settings = new();
        MemoryRowStore rows = new();
        pipeline = new(rows, this, this, settings, options, TimeProvider.System);
        desks = new(rows, this, this, settings, options, TimeProvider.System);
    }

    /// <summary>Takes the events one drain per batch, has every case approved, and answers.</summary>
    public static async Task<FinalAnswers> RunAsync(IReadOnlyList<JsonObject> events, int batch)
    {
        Undisturbed run = new();
        foreach (var some in events.Chunk(batch))
        {
            await run.pipeline.IngestAsync([.. some.Select(Incoming)], default);
            await run.DrainAsync();
        }

        await run.ApproveAsync();
        Assert.Empty(await run.desks.Books.VerifyAsync(default));
        return await run.AnswersAsync();
    }

    public ValueTask SendAsync(Stage stage, IReadOnlyCollection<int> buckets, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public string Hash(string text) => Ids.Of(text);

    private static IncomingFact Incoming(JsonObject cloudEvent)
    {
        using var document = JsonDocument.Parse(cloudEvent.ToJsonString());
        var read = new EventIntake(TimeProvider.System).Read(
            document.RootElement,
            new("importer", [Role.Importer]),
            SimulationSettings.House.Attribution.Channels
        );
        Assert.True(read.Succeeded, string.Join("; ", read.Errors ?? []));
        return read.Value;
    }

    private async Task DrainAsync()
    {
        for (var found = 1; found > 0; )
        {
            found = 0;
            for (var bucket = 0; bucket < options.Buckets; bucket++)
            {
                found += await pipeline.ResolveAsync(bucket, default);
            }

            for (var bucket = 0; bucket < options.Buckets; bucket++)
            {
                found += await pipeline.SettleAsync(bucket, default);
            }
        }
    }

    private async Task ApproveAsync()
    {
        for (var round = 0; round < 10; round++)
        {
            var open = (await desks.Cases.ListAsync(null, default)).Where(c => c.Case.IsOpen).ToList();
            if (open.Count == 0)
            {
                return;
            }

            foreach (var (id, hash) in open.Select(c => (c.Case.Id, c.Case.Proposal.PreviewHash)))
            {
                var check = await desks.Cases.CheckAsync(id, "reviewer-1", "seen", hash, default);
                Assert.True(check.Succeeded, check.Errors?[0].ToString());
                if (check.Value.Case.State == CaseState.Checked)
                {
                    var approval = await desks.Cases.ApproveAsync(id, "approver-1", "agreed", hash, null, default);
                    Assert.True(approval.Succeeded, approval.Errors?[0].ToString());
                }
            }

            await DrainAsync();
        }

        Assert.Fail("Cases are proposed again and again.");
    }

    private async Task<FinalAnswers> AnswersAsync()
    {
        var house = SimulationSettings.House;
        List<JsonObject> sales = [];
        foreach (var record in await desks.Questions.SalesAsync(default))
        {
            var answer = (await desks.Questions.SaleAsync(record.Sale, default))!;
            var timeline = SaleTimeline.Derive(record.Sale, answer.Dossier.Known, house.Attribution);
            var report = SaleReport.Of(answer, timeline, house.Commission);
            sales.Add(JsonSerializer.SerializeToNode(report, Json.Default.SaleReport)!.AsObject());
        }

        var balances = await desks.Books.BalancesAsync(null, default);
        return FinalAnswers.Of(sales, balances);
    }
}
