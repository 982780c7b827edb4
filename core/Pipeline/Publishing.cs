using System.Collections.Immutable;
using System.Globalization;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>
/// Says what a dossier's outbox holds: log rows, insert-only, then a work row for settlement, then a wake-up; and only
/// then clears the outbox. Saying it twice changes nothing.
/// </summary>
internal sealed class Publishing(IRowStore rows, IWakeUps wakeUps, PipelineOptions options, TimeProvider clock)
{
    public async ValueTask PublishAsync(DossierRow placed, CancellationToken cancellation)
    {
        if (placed.Dossier.Outbox.IsEmpty)
        {
            return;
        }

        foreach (var publication in placed.Dossier.Outbox)
        {
            await LogAsync(publication, cancellation);
            var anchor = Ids.SaleAnchor(publication.Sale);
            await rows.CommitAsync(
                StoreTables.Work,
                PipelineOptions.WorkPartition(Stage.Settle, options.BucketOf(anchor)),
                [WorkRows.Settle("sale", anchor, publication.Sale)],
                cancellation
            );
        }

        await WakeUps.TryAsync(
            wakeUps,
            Stage.Settle,
            [.. placed.Dossier.Outbox.Select(p => options.BucketOf(Ids.SaleAnchor(p.Sale))).Distinct()],
            cancellation
        );

        // Somebody else changed the root meanwhile: they carry the outbox, and say it again.
        await rows.CommitAsync(
            StoreTables.Dossiers,
            placed.Row.Partition,
            [RowChange.Replace(placed.Row, DossierCodec.Values(placed.Dossier with { Outbox = [] }))],
            cancellation
        );
    }

    /// <summary>The row of one published decision.</summary>
    public static string LogKey(string sale, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Ids.SaleAnchor(sale)}|{number:D8}");

    private async ValueTask LogAsync(Publication publication, CancellationToken cancellation)
    {
        var partition = options.PartitionOf(Ids.SaleAnchor(publication.Sale));
        var facts = PipelineJson.Write(publication.Facts);
        var generic = PipelineJson.Write(publication.Generic);
        var decisions = publication.Decisions.Select(d =>
            RowChange.Insert(
                LogKey(publication.Sale, d.Number),
                ImmutableDictionary<string, object>
                    .Empty.Add("sale", publication.Sale)
                    .Add("number", (long)d.Number)
                    .Add("decision", d.Json)
                    .Add("facts", facts)
                    .Add("generic", generic)
                    .Add("settings", publication.Settings)
                    .Add("publishedAt", clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture))
            )
        );
        foreach (var changes in RowRules.Commits(decisions))
        {
            if (!(await rows.CommitAsync(StoreTables.Log, partition, changes, cancellation)).Succeeded)
            {
                // Some are there already: the others one by one.
                foreach (var change in changes)
                {
                    await rows.CommitAsync(StoreTables.Log, partition, [change], cancellation);
                }
            }
        }
    }
}
