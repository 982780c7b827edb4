using Core.Leads;

namespace Core.Pipeline;

/// <summary>A dossier's row and what it holds.</summary>
internal sealed record DossierRow(Row Row, Dossier Dossier);

/// <summary>Where a dossier id leads: the root, and what sealed dossiers on the way hold that the root may still lack.</summary>
internal sealed record RootFound(DossierRow Root, IReadOnlyList<Dossier> Passed)
{
    /// <summary>The root with everything that was sealed towards it.</summary>
    public Dossier Whole => Passed.Aggregate(Root.Dossier, (root, passed) => root.With(passed));
}

/// <summary>Reads dossiers and follows their redirects.</summary>
internal sealed class Dossiers(IRowStore rows, PipelineOptions options)
{
    public async ValueTask<DossierRow?> GetAsync(string id, CancellationToken cancellation)
    {
        var row = await rows.GetAsync(StoreTables.Dossiers, options.PartitionOf(id), id, cancellation);
        return row is null ? null : new(row, await WithFactsAsync(DossierCodec.Read(row), cancellation));
    }

    /// <summary>A fact's stored form from where it lies; null when it never arrived.</summary>
    public async ValueTask<byte[]?> StoredFactAsync(string birth, CancellationToken cancellation) =>
        (await rows.GetAsync(StoreTables.Facts, options.PartitionOf(birth), birth, cancellation))?.Bytes("body");

    /// <summary>A big dossier names facts that its row had no room for; they are immutable, so reading them apart is safe.</summary>
    private async ValueTask<Dossier> WithFactsAsync(Dossier dossier, CancellationToken cancellation)
    {
        var absent = dossier.Facts.Where(f => f.Value.Stored is []).Select(f => f.Key).ToList();
        if (absent.Count == 0)
        {
            return dossier;
        }

        var facts = dossier.Facts.ToBuilder();
        foreach (var birth in absent)
        {
            var stored =
                await StoredFactAsync(birth, cancellation)
                ?? throw new StoreException($"Fact {birth} is named by dossier {dossier.Id} and not there yet.");
            facts[birth] = new(stored, facts[birth].PlacedAt);
        }

        return dossier with
        {
            Facts = facts.ToImmutable(),
        };
    }

    /// <summary>
    /// The root that an id leads to now; null when nothing was ever placed there. Redirects always lead to a smaller id,
    /// so there are no cycles. A redirect to a row that is not there yet (its writer died first) ends in null for that end:
    /// the caller installs it.
    /// </summary>
    public async ValueTask<RootFound?> RootAsync(string id, CancellationToken cancellation)
    {
        List<Dossier> passed = [];
        var next = id;
        while (true)
        {
            var found = await GetAsync(next, cancellation);
            if (found is null)
            {
                return passed.Count == 0
                    ? null
                    : throw new StoreException($"Dossier {next} is not there yet; {id} leads to it.");
            }

            if (found.Dossier.To is null)
            {
                return new(found, [.. passed.Where(p => !found.Dossier.Contains(p))]);
            }

            passed.Add(found.Dossier);
            next = found.Dossier.To;
        }
    }

    /// <summary>
    /// The id of the root that an id leads to now, without reading what the dossiers hold; null when nothing was placed
    /// there, or the way ends early.
    /// </summary>
    public async ValueTask<string?> RootIdAsync(string id, CancellationToken cancellation)
    {
        while (true)
        {
            var row = await rows.GetAsync(StoreTables.Dossiers, options.PartitionOf(id), id, cancellation);
            if (row?.Text(DossierCodec.RedirectTo) is not { } next)
            {
                return row?.Key;
            }

            id = next;
        }
    }

    /// <summary>The root of a sale; null when nothing about it was placed.</summary>
    public ValueTask<RootFound?> OfSaleAsync(string sale, CancellationToken cancellation) =>
        RootAsync(Ids.SaleAnchor(sale), cancellation);
}
