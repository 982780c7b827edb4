using System.Collections.Immutable;
using Core.Commission;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>What a tier group's row says of one sale.</summary>
/// <param name="Epoch">Settlement run or case of the sale that wrote it; older ones are ignored.</param>
/// <param name="Decision">Public revision of the decision that it counts under.</param>
/// <param name="Members">What it counts for; empty: nothing, and explicitly so.</param>
/// <param name="Ever">Whether it ever counted.</param>
public sealed record GroupSale(long Epoch, int Decision, ImmutableArray<GroupMember> Members, bool Ever)
{
    /// <summary>Nothing was said.</summary>
    public static GroupSale None { get; } = new(0, 0, [], false);
}

/// <summary>A tier group as it is stored: what each of its lines should hold follows from it.</summary>
public sealed record GroupRecord
{
    /// <summary>The group.</summary>
    public required GroupKey Key { get; init; }

    /// <summary>Number of the newest state; lines written for an older one give way.</summary>
    public long Seq { get; init; }

    /// <summary>The newest state that was posted in full. When older than <see cref="Seq"/>, somebody still has to.</summary>
    public long Completed { get; init; }

    /// <summary><c>case|attempt</c> that holds it; null: nobody does.</summary>
    public string? Hold { get; init; }

    /// <summary>By sale.</summary>
    public ImmutableSortedDictionary<string, GroupSale> Sales { get; init; } =
        ImmutableSortedDictionary.Create<string, GroupSale>(StringComparer.Ordinal);

    /// <summary>Every line that was ever a target, recorded before it is posted; only grows.</summary>
    public ImmutableSortedSet<LineKey> Lines { get; init; } = [];

    /// <summary>As settlement looks at it.</summary>
    public ImmutableSortedDictionary<string, GroupEntry> Entries =>
        Sales.ToImmutableSortedDictionary(
            s => s.Key,
            s => new GroupEntry(s.Value.Members, s.Value.Ever),
            StringComparer.Ordinal
        );

    internal GroupSale this[string sale] => Sales.GetValueOrDefault(sale, GroupSale.None);

    /// <summary>The next state: a sale counts for something else.</summary>
    internal GroupRecord With(
        string sale,
        long epoch,
        int decision,
        ImmutableArray<GroupMember> members,
        CommissionSettings settings
    )
    {
        var next = this with
        {
            Seq = Seq + 1,
            Sales = Sales.SetItem(sale, new(epoch, decision, members, this[sale].Ever || !members.IsEmpty)),
        };
        return next with { Lines = Lines.Union(Memberships.TargetsOf(Key, next.Entries, settings).Select(t => t.Key)) };
    }

    /// <summary>The same for a newer run or case of the sale.</summary>
    internal GroupRecord Fenced(string sale, long epoch) =>
        this with
        {
            Sales = Sales.SetItem(sale, this[sale] with { Epoch = epoch }),
        };
}

/// <summary>A group's row and what it says; without a row, the empty group.</summary>
internal sealed record StoredGroup(Row? Row, GroupRecord Record);

/// <summary>Rows of the groups table.</summary>
internal sealed class GroupStore(IRowStore rows, PipelineOptions options)
{
    private const int ListRows = 1000;

    public async ValueTask<StoredGroup> GetAsync(GroupKey key, CancellationToken cancellation)
    {
        var id = IdOf(key);
        var row = await rows.GetAsync(StoreTables.Groups, options.PartitionOf(id), id, cancellation);
        return new(row, row is null ? new() { Key = key } : Read(row));
    }

    public async ValueTask<ImmutableArray<StoredGroup>> GetAsync(
        IEnumerable<GroupKey> keys,
        CancellationToken cancellation
    ) => [.. await Task.WhenAll(keys.Distinct().Order().Select(k => GetAsync(k, cancellation).AsTask()))];

    /// <summary>Writes a group if nobody else did since it was read.</summary>
    public async ValueTask<bool> PutAsync(StoredGroup read, GroupRecord next, CancellationToken cancellation)
    {
        var id = IdOf(next.Key);
        var values = ImmutableDictionary<string, object>
            .Empty.Add("group", next.Key.Text)
            .Add("doc", PipelineJson.Write(next));
        var result = await rows.CommitAsync(
            StoreTables.Groups,
            options.PartitionOf(id),
            [read.Row is { } row ? RowChange.Replace(row, values) : RowChange.Insert(id, values)],
            cancellation
        );
        return result.Succeeded;
    }

    /// <summary>Every group, ordered; reads whole partitions.</summary>
    public async ValueTask<ImmutableArray<GroupRecord>> ListAsync(CancellationToken cancellation)
    {
        List<GroupRecord> all = [];
        for (var bucket = 0; bucket < options.Buckets; bucket++)
        {
            string? from = null;
            while (true)
            {
                var page = await rows.ListAsync(
                    StoreTables.Groups,
                    PipelineOptions.Partition(bucket),
                    from,
                    null,
                    ListRows,
                    cancellation
                );
                all.AddRange(page.Select(Read));
                if (page.Count < ListRows)
                {
                    break;
                }

                from = page[^1].Key + " ";
            }
        }

        return [.. all.OrderBy(g => g.Key)];
    }

    /// <summary>Groups as settlement looks at them.</summary>
    public static GroupContext ContextOf(IEnumerable<StoredGroup> groups) =>
        new(groups.ToImmutableSortedDictionary(g => g.Record.Key, g => g.Record.Entries));

    private static string IdOf(GroupKey key) => Ids.Of($"group|{key.Text}");

    private static GroupRecord Read(Row row) => PipelineJson.Read<GroupRecord>(row.Bytes("doc")!);
}
