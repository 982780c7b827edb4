using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using NodaTime;

namespace Core.Pipeline;

/// <summary>
/// Places facts in dossiers: drain, announce, look, commit. Any number of workers may do this for the same facts at the
/// same time, and any of them may stop between any two writes: whoever does it again completes it.
/// </summary>
internal sealed class Resolving(
    IRowStore rows,
    IWakeUps wakeUps,
    Postings postings,
    Dossiers dossiers,
    Publishing publishing,
    ISettingsSource settings,
    PipelineOptions options,
    TimeProvider clock
)
{
    private const int TransactionRows = 100;

    /// <summary>Works one drain of a bucket.</summary>
    /// <returns>How many work rows were found.</returns>
    public async ValueTask<int> ResolveAsync(int bucket, CancellationToken cancellation)
    {
        var partition = PipelineOptions.WorkPartition(Stage.Resolve, bucket);
        var work = await rows.ListAsync(StoreTables.Work, partition, null, null, options.DrainSize, cancellation);
        if (work.Count == 0)
        {
            return 0;
        }

        var house = await settings.CurrentAsync(cancellation);
        var batch = await ReadAsync(work, cancellation);
        var facts = batch.ToDictionary(b => b.Key, b => b.Value.Fact, StringComparer.Ordinal);
        HashSet<string> regeneric = new(StringComparer.Ordinal);
        HashSet<string> untold = new(StringComparer.Ordinal);
        var looks = await postings.AnnounceAsync(facts, regeneric, untold, cancellation);
        if (regeneric.Count > 0)
        {
            await AskAgainAsync(regeneric, cancellation);
            await postings.ToldAsync(untold, cancellation);
        }

        var groups = await GroupAsync(batch, looks, cancellation);
        List<Exception> failures = [];
        HashSet<string> done = new(StringComparer.Ordinal);
        await Task.WhenAll(groups.Select(PlaceGroupAsync));
        await FinishAsync(work, done, partition, cancellation);
        return failures.Count == 0
            ? work.Count
            : throw new StoreException($"{failures.Count} of {groups.Count} dossiers were not reached.", failures[0]);

        async Task PlaceGroupAsync(Group group)
        {
            try
            {
                var placed = await PlaceAsync(group, house, cancellation);
                await publishing.PublishAsync(placed, cancellation);
                await HandOnAsync(group, cancellation);
                lock (done)
                {
                    done.UnionWith(group.Members.Keys);
                }
            }
            catch (StoreException failure)
            {
                lock (failures)
                {
                    failures.Add(failure);
                }
            }
        }
    }

    private async ValueTask<Dictionary<string, PlacedFact>> ReadAsync(
        IReadOnlyList<Row> work,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var read = await Task.WhenAll(
            work.Select(async row =>
            {
                var birth = row.Text("id")!;
                var stored = row.Bytes("body") ?? await dossiers.StoredFactAsync(birth, cancellation);
                return (birth, Fact: stored is null ? null : new PlacedFact(stored, Instant.FromDateTimeOffset(now)));
            })
        );
        return read.Where(r => r.Fact is not null).ToDictionary(r => r.birth, r => r.Fact!, StringComparer.Ordinal);
    }

    /// <summary>
    /// Facts of the batch, and others, that must share a dossier. Only pairs that link and anchors unite; sharing a search
    /// key does not.
    /// </summary>
    private async ValueTask<IReadOnlyList<Group>> GroupAsync(
        Dictionary<string, PlacedFact> batch,
        IReadOnlyDictionary<string, Look> looks,
        CancellationToken cancellation
    )
    {
        Groups groups = new();
        foreach (var (birth, fact) in batch)
        {
            groups.AddMember(birth, fact);
            groups.AddGeneric(birth, looks[birth].Generic);
        }

        var strangers = looks
            .Values.SelectMany(l => l.Others)
            .Where(other => !batch.ContainsKey(other))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var known = (
            await Task.WhenAll(
                strangers.Select(async other => (other, Stored: await dossiers.StoredFactAsync(other, cancellation)))
            )
        )
            .Where(s => s.Stored is not null)
            .ToDictionary(s => s.other, s => new PlacedFact(s.Stored!, now), StringComparer.Ordinal);
        foreach (var (birth, look) in looks)
        {
            var generic = look.Generic.ToHashSet(StringComparer.Ordinal);
            foreach (var other in look.Others)
            {
                var otherFact = batch.GetValueOrDefault(other) ?? known.GetValueOrDefault(other);
                if (otherFact is not null && Linker.Links(batch[birth].Fact, otherFact.Fact, generic))
                {
                    groups.AddMember(other, otherFact);
                    groups.Unite(birth, other);
                }
            }
        }

        await UniteByRootAsync(groups, [.. strangers.Where(groups.Contains), .. groups.AnchorIds], cancellation);
        return groups.Build();
    }

    /// <summary>
    /// What leads to one root now is placed together: apart, groups of one batch would write that root at the same time,
    /// and all but one start over. Only a help: who cannot be followed now is placed by themselves.
    /// </summary>
    private async ValueTask UniteByRootAsync(
        Groups groups,
        IReadOnlyCollection<string> placed,
        CancellationToken cancellation
    )
    {
        var found = await Task.WhenAll(placed.Select(async id => (id, Root: await TryRootAsync(id))));
        foreach (
            var same in found.Where(f => f.Root is not null).GroupBy(f => f.Root!, f => f.id, StringComparer.Ordinal)
        )
        {
            foreach (var id in same)
            {
                groups.Unite(same.First(), id);
            }
        }

        async Task<string?> TryRootAsync(string id)
        {
            try
            {
                return await dossiers.RootIdAsync(id, cancellation);
            }
            catch (StoreException)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// Puts a group into one root. Every write is insert-only or guarded; on any conflict it starts over from what is there.
    /// The order matters: the root exists before anything leads to it, and a dossier is sealed before its content is taken over.
    /// </summary>
    private async ValueTask<DossierRow> PlaceAsync(Group group, HouseSettings house, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            var ids = group
                .Members.Keys.Union(group.Anchors, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToList();
            var found = (
                await Task.WhenAll(ids.Select(async id => (id, Root: await dossiers.RootAsync(id, cancellation))))
            ).ToList();
            var absent = found.Where(f => f.Root is null).Select(f => f.id).ToHashSet(StringComparer.Ordinal);
            SortedDictionary<string, RootFound> roots = new(StringComparer.Ordinal);
            foreach (var root in found.Select(f => f.Root).OfType<RootFound>())
            {
                var id = root.Root.Dossier.Id;
                roots[id] = roots.TryGetValue(id, out var same)
                    ? root with
                    {
                        Passed = [.. same.Passed, .. root.Passed],
                    }
                    : root;
            }

            if (roots.Count == 0)
            {
                var founder = ids.First(group.Members.ContainsKey);
                var first = Founded(founder, group);
                first = ids.Count == 1 ? DossierDerivation.Derive(first, house) : first;
                var row = await InsertAsync(first, cancellation);
                if (row is null)
                {
                    continue;
                }

                if (ids.Count == 1)
                {
                    return row;
                }

                absent.Remove(founder);
                roots.Add(founder, new(row, []));
            }

            var target = roots.First().Value;
            if (
                await SealNewAsync(absent, target.Root.Dossier.Id, group, cancellation)
                && await SealRootsAsync(roots.Values.Skip(1), target.Root.Dossier.Id, cancellation)
                && await UniteAsync(target, roots.Values.Skip(1), group, house, cancellation) is { } united
            )
            {
                return united;
            }
        }

        throw new StoreException("A dossier changed too often under our hands; its work is left for later.");
    }

    private static Dossier Founded(string founder, Group group) =>
        new()
        {
            Id = founder,
            Facts = group.FactsOf(founder),
            Generic = group.Generic,
        };

    private async ValueTask<DossierRow?> InsertAsync(Dossier dossier, CancellationToken cancellation)
    {
        var values = DossierCodec.Values(dossier);
        var partition = options.PartitionOf(dossier.Id);
        var result = await rows.CommitAsync(
            StoreTables.Dossiers,
            partition,
            [RowChange.Insert(dossier.Id, values)],
            cancellation
        );
        return result.Succeeded ? new(new(partition, dossier.Id, result.ETags[0], values), dossier) : null;
    }

    /// <summary>Birth rows of new facts and rows of new anchors, born sealed: from then on they lead to the target.</summary>
    private async ValueTask<bool> SealNewAsync(
        IEnumerable<string> absent,
        string target,
        Group group,
        CancellationToken cancellation
    )
    {
        var results = await Task.WhenAll(
            absent
                .GroupBy(options.PartitionOf, id => RowChange.Insert(id, SealedNew(id)), StringComparer.Ordinal)
                .SelectMany(g => RowRules.Commits(g).Select(changes => (g.Key, changes)))
                .Select(c => rows.CommitAsync(StoreTables.Dossiers, c.Key, c.changes, cancellation).AsTask())
        );
        return results.All(r => r.Succeeded);

        ImmutableDictionary<string, object> SealedNew(string id) =>
            DossierCodec.Values(
                new()
                {
                    Id = id,
                    To = target,
                    Facts = group.FactsOf(id),
                    Anchors = group.Anchors.Intersect([id]),
                }
            );
    }

    private async ValueTask<bool> SealRootsAsync(
        IEnumerable<RootFound> others,
        string target,
        CancellationToken cancellation
    )
    {
        foreach (var other in others)
        {
            var sealedOne = other.Whole with { To = target };
            var result = await rows.CommitAsync(
                StoreTables.Dossiers,
                other.Root.Row.Partition,
                [RowChange.Replace(other.Root.Row, DossierCodec.Values(sealedOne))],
                cancellation
            );
            if (!result.Succeeded)
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask<DossierRow?> UniteAsync(
        RootFound target,
        IEnumerable<RootFound> others,
        Group group,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        var before = target.Root.Dossier;
        var whole = others.Aggregate(target.Whole, (all, other) => all.With(other.Whole));
        whole = group.Members.Keys.Aggregate(
            whole,
            (all, id) => all.With(new() { Id = id, Facts = group.FactsOf(id) })
        );
        whole = whole with
        {
            Anchors = whole.Anchors.Union(group.Anchors),
            Generic = whole.Generic.Union(group.Generic),
        };
        var derived = DossierDerivation.Derive(whole, house);
        if (
            derived.Facts.Count == before.Facts.Count
            && derived.Anchors.Count == before.Anchors.Count
            && derived.Generic.Count == before.Generic.Count
            && derived.Outbox.Length == before.Outbox.Length
            && before.Contains(derived)
        )
        {
            return target.Root;
        }

        var values = DossierCodec.Values(derived);
        var result = await rows.CommitAsync(
            StoreTables.Dossiers,
            target.Root.Row.Partition,
            [RowChange.Replace(target.Root.Row, values)],
            cancellation
        );
        return result.Succeeded ? new(target.Root.Row with { ETag = result.ETags[0], Values = values }, derived) : null;
    }

    /// <summary>Facts that settlement reads for itself: payouts.</summary>
    private async ValueTask HandOnAsync(Group group, CancellationToken cancellation)
    {
        var payouts = group.Members.Where(m => m.Value.Fact.Body is FactBody.PayoutMade).Select(m => m.Key).ToList();
        foreach (var birth in payouts)
        {
            await rows.CommitAsync(
                StoreTables.Work,
                PipelineOptions.WorkPartition(Stage.Settle, options.BucketOf(birth)),
                [WorkRows.Settle("payout", birth, birth)],
                cancellation
            );
        }

        if (payouts.Count > 0)
        {
            await WakeUps.TryAsync(
                wakeUps,
                Stage.Settle,
                [.. payouts.Select(options.BucketOf).Distinct()],
                cancellation
            );
        }
    }

    /// <summary>A key became generic: whoever is posted under it is resolved again, and their dossiers store the flag.</summary>
    private async ValueTask AskAgainAsync(HashSet<string> births, CancellationToken cancellation)
    {
        var buckets = births.GroupBy(options.BucketOf).ToList();
        foreach (var chunk in buckets.SelectMany(b => b.Chunk(TransactionRows).Select(c => (b.Key, c))))
        {
            await rows.CommitAsync(
                StoreTables.Work,
                PipelineOptions.WorkPartition(Stage.Resolve, chunk.Key),
                [.. chunk.c.Select(birth => WorkRows.Resolve(birth, null))],
                cancellation
            );
        }

        await WakeUps.TryAsync(wakeUps, Stage.Resolve, [.. buckets.Select(b => b.Key)], cancellation);
    }

    /// <summary>Takes the work rows away, unless somebody asked again meanwhile.</summary>
    private async ValueTask FinishAsync(
        IReadOnlyList<Row> work,
        HashSet<string> done,
        string partition,
        CancellationToken cancellation
    )
    {
        var finished = work.Where(row => done.Contains(row.Text("id")!)).ToList();
        foreach (var chunk in finished.Chunk(TransactionRows))
        {
            var result = await rows.CommitAsync(
                StoreTables.Work,
                partition,
                [.. chunk.Select(RowChange.Delete)],
                cancellation
            );
            if (!result.Succeeded)
            {
                foreach (var row in chunk)
                {
                    await rows.CommitAsync(StoreTables.Work, partition, [RowChange.Delete(row)], cancellation);
                }
            }
        }
    }
}
