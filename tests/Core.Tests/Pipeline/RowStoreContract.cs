using System.Collections.Immutable;
using Core.Pipeline;

namespace Core.Tests.Pipeline;

/// <summary>
/// What the pipeline relies on in a row store. Every store passes it: the simulation's, so that the simulation proves
/// something, and the real one on its emulator (Functions.Tests links this file).
/// </summary>
public abstract class RowStoreContract
{
    private const string Table = StoreTables.Dossiers;

    // Rows of one test live in a partition of their own and have keys of their own, so tests share one store.
    private readonly string partition = Guid.NewGuid().ToString("n");

    protected abstract ValueTask<IRowStore> StoreAsync();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_was_never_written_is_not_there()
    {
        var store = await StoreAsync();

        Assert.Null(await store.GetAsync(Table, partition, Key("a"), Cancellation));
        Assert.Empty(await store.ListAsync(Table, partition, null, null, 10, Cancellation));
    }

    [Fact]
    public async Task What_was_inserted_is_read_back_with_its_types_and_the_ETag_of_the_commit()
    {
        var store = await StoreAsync();
        var values = Values(
                ("text", "网签 “'quoted'”\n"),
                ("empty", ""),
                ("number", long.MaxValue),
                ("bytes", new byte[] { 0, 1, 255 })
            )
            .Add("none", Array.Empty<byte>());

        var result = await CommitAsync(store, RowChange.Insert(Key("a"), values));

        var row = await ReadAsync(store, "a");
        Assert.True(result.Succeeded);
        Assert.Equal([row.ETag], result.ETags);
        Assert.Equal((partition, Key("a")), (row.Partition, row.Key));
        Assert.Equal(values.Keys.Order(StringComparer.Ordinal), row.Values.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("网签 “'quoted'”\n", row.Text("text"));
        Assert.Equal("", row.Text("empty"));
        Assert.Equal(long.MaxValue, row.Number("number"));
        Assert.Equal([0, 1, 255], row.Bytes("bytes")!);
        Assert.Empty(row.Bytes("none")!);
    }

    [Fact]
    public async Task Inserting_a_key_twice_is_a_conflict_that_changes_nothing()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 1L))));

        var result = await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 2L))));

        Assert.Equal(0, result.ConflictAt);
        Assert.Empty(result.ETags);
        Assert.Equal(1L, (await ReadAsync(store, "a")).Number("n"));
    }

    [Fact]
    public async Task Replacing_takes_the_place_of_every_property()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 1L), ("gone", "x"))));
        var before = await ReadAsync(store, "a");

        var result = await CommitAsync(store, RowChange.Replace(before, Values(("n", 2L))));

        var after = await ReadAsync(store, "a");
        Assert.Equal([after.ETag], result.ETags);
        Assert.NotEqual(before.ETag, after.ETag);
        Assert.Equal(2L, after.Number("n"));
        Assert.False(after.Values.ContainsKey("gone"));
    }

    [Fact]
    public async Task Replacing_with_the_same_values_still_changes_the_ETag()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 1L))));
        var before = await ReadAsync(store, "a");

        await CommitAsync(store, RowChange.Replace(before, before.Values));

        Assert.Equal(0, (await CommitAsync(store, RowChange.Replace(before, before.Values))).ConflictAt);
    }

    [Fact]
    public async Task Replacing_what_changed_since_it_was_read_is_a_conflict()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 1L))));
        var old = await ReadAsync(store, "a");
        await CommitAsync(store, RowChange.Merge(Key("a"), Values(("n", 2L))));

        var result = await CommitAsync(store, RowChange.Replace(old, Values(("n", 3L))));

        Assert.Equal(0, result.ConflictAt);
        Assert.Equal(2L, (await ReadAsync(store, "a")).Number("n"));
    }

    [Fact]
    public async Task Replacing_or_deleting_what_went_is_a_conflict()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 1L))));
        var row = await ReadAsync(store, "a");

        var deleted = await CommitAsync(store, RowChange.Delete(row));

        Assert.Equal([""], deleted.ETags);
        Assert.Null(await store.GetAsync(Table, partition, Key("a"), Cancellation));
        Assert.Equal(0, (await CommitAsync(store, RowChange.Delete(row))).ConflictAt);
        Assert.Equal(0, (await CommitAsync(store, RowChange.Replace(row, row.Values))).ConflictAt);
    }

    [Fact]
    public async Task Deleting_what_changed_since_it_was_read_is_a_conflict()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 1L))));
        var old = await ReadAsync(store, "a");
        await CommitAsync(store, RowChange.Merge(Key("a"), Values(("seq", 2L))));

        Assert.Equal(0, (await CommitAsync(store, RowChange.Delete(old))).ConflictAt);
        Assert.Equal(2L, (await ReadAsync(store, "a")).Number("seq"));
    }

    [Fact]
    public async Task A_row_that_went_and_came_back_is_another_row()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 1L))));
        var old = await ReadAsync(store, "a");
        await CommitAsync(store, RowChange.Delete(old));
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("n", 1L))));

        Assert.Equal(0, (await CommitAsync(store, RowChange.Delete(old))).ConflictAt);
    }

    [Fact]
    public async Task Merging_makes_the_row_or_adds_to_it()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Merge(Key("a"), Values(("first", "x"), ("r_9f", 1L))));

        var result = await CommitAsync(store, RowChange.Merge(Key("a"), Values(("first", "y"), ("added", 2L))));

        var row = await ReadAsync(store, "a");
        Assert.Equal([row.ETag], result.ETags);
        Assert.Equal(("y", 1L, 2L), (row.Text("first"), row.Number("r_9f"), row.Number("added")));
    }

    [Fact]
    public async Task Merging_shorter_bytes_leaves_nothing_of_the_longer_ones()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Merge(Key("a"), Values(("body", Noise(200_000)), ("kept", Noise(10)))));

        await CommitAsync(store, RowChange.Merge(Key("a"), Values(("body", Noise(100)))));

        var row = await ReadAsync(store, "a");
        Assert.Equal(Noise(100), row.Bytes("body")!);
        Assert.Equal(Noise(10), row.Bytes("kept")!);
        Assert.Equal(["body", "kept"], row.Values.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_000)]
    [InlineData(65_536)]
    [InlineData(RowRules.MaxRowBytes)]
    public async Task Bytes_of_any_size_come_back_the_same(int size)
    {
        var store = await StoreAsync();

        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("body", Noise(size)))));

        Assert.Equal(Noise(size), (await ReadAsync(store, "a")).Bytes("body")!);
    }

    [Fact]
    public async Task A_row_over_900_KiB_is_refused_by_name()
    {
        var store = await StoreAsync();

        await Assert.ThrowsAsync<RowTooBigException>(async () =>
            await CommitAsync(store, RowChange.Insert(Key("a"), Values(("body", Noise(RowRules.MaxRowBytes + 1)))))
        );
    }

    [Fact]
    public async Task A_commit_takes_several_large_rows_up_to_its_limit()
    {
        var store = await StoreAsync();
        var changes = Enumerable
            .Range(0, 3)
            .Select(i => RowChange.Insert(Key($"{i}"), Values(("body", Noise(RowRules.MaxCommitBytes / 3)))))
            .ToList();

        Assert.True((await CommitAsync(store, [.. changes])).Succeeded);

        await Assert.ThrowsAsync<RowTooBigException>(async () =>
            await CommitAsync(store, [.. changes, RowChange.Insert(Key("more"), Values(("body", Noise(10))))])
        );
    }

    [Fact]
    public async Task Many_changes_happen_together_and_say_their_ETags_in_order()
    {
        var store = await StoreAsync();
        await CommitAsync(
            store,
            RowChange.Insert(Key("a"), Values(("n", 1L))),
            RowChange.Insert(Key("b"), Values(("n", 1L)))
        );
        var a = await ReadAsync(store, "a");
        var b = await ReadAsync(store, "b");

        var result = await CommitAsync(
            store,
            RowChange.Insert(Key("c"), Values(("n", 2L))),
            RowChange.Delete(b),
            RowChange.Replace(a, Values(("n", 2L), ("body", Noise(100_000)))),
            RowChange.Merge(Key("d"), Values(("n", 2L)))
        );

        Assert.True(result.Succeeded);
        Assert.Null(await store.GetAsync(Table, partition, b.Key, Cancellation));
        Assert.Equal(
            [
                (await ReadAsync(store, "c")).ETag,
                "",
                (await ReadAsync(store, "a")).ETag,
                (await ReadAsync(store, "d")).ETag,
            ],
            result.ETags
        );
        Assert.Equal(Noise(100_000), (await ReadAsync(store, "a")).Bytes("body")!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task One_conflict_undoes_all_and_says_where(int place)
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("taken"), Values(("n", 1L))));
        var changes = Enumerable.Range(0, 4).Select(i => RowChange.Insert(Key($"new{i}"), Values(("n", 2L)))).ToList();
        changes.Insert(place, RowChange.Insert(Key("taken"), Values(("n", 2L))));

        var result = await CommitAsync(store, [.. changes]);

        Assert.Equal(place, result.ConflictAt);
        Assert.Empty(result.ETags);
        Assert.Equal(
            [Key("taken")],
            (await store.ListAsync(Table, partition, null, null, 10, Cancellation)).Select(r => r.Key)
        );
    }

    [Fact]
    public async Task A_stale_ETag_inside_a_commit_undoes_what_came_before_it()
    {
        var store = await StoreAsync();
        await CommitAsync(
            store,
            RowChange.Insert(Key("a"), Values(("n", 1L))),
            RowChange.Insert(Key("b"), Values(("n", 1L)))
        );
        var a = await ReadAsync(store, "a");
        var old = await ReadAsync(store, "b");
        await CommitAsync(store, RowChange.Merge(Key("b"), Values(("n", 2L))));

        var result = await CommitAsync(
            store,
            RowChange.Replace(a, Values(("n", 9L))),
            RowChange.Merge(Key("m"), Values(("n", 9L))),
            RowChange.Replace(old, Values(("n", 9L)))
        );

        Assert.Equal(2, result.ConflictAt);
        Assert.Equal((1L, a.ETag), ((await ReadAsync(store, "a")).Number("n"), (await ReadAsync(store, "a")).ETag));
        Assert.Null(await store.GetAsync(Table, partition, Key("m"), Cancellation));
        Assert.Equal(2L, (await ReadAsync(store, "b")).Number("n"));
    }

    [Fact]
    public async Task A_commit_takes_a_hundred_rows_of_some_kilobytes()
    {
        var store = await StoreAsync();
        var changes = Enumerable
            .Range(0, 100)
            .Select(i => RowChange.Insert(Key($"{i:d3}"), Values(("body", Noise(3_000)))));

        var result = await CommitAsync(store, [.. changes]);

        Assert.Equal(100, result.ETags.Length);
        Assert.Equal(100, (await store.ListAsync(Table, partition, null, null, 1_000, Cancellation)).Count);
    }

    [Fact]
    public async Task Listing_gives_keys_in_ordinal_order_from_inclusive_to_exclusive()
    {
        var store = await StoreAsync();
        string[] keys = ["b|2", "a|10", "a|2", "B|1", "b|1", "a~", "a"];
        await CommitAsync(store, [.. keys.Select(k => RowChange.Insert(k + partition, Values(("k", k))))]);

        Assert.Equal(["B|1", "a", "a|10", "a|2", "a~", "b|1", "b|2"], await KeysAsync(null, null, 100));
        Assert.Equal(["a|10", "a|2", "a~"], await KeysAsync("a|10" + partition, "b|1" + partition, 100));
        Assert.Equal(["a|10", "a|2"], await KeysAsync("a|10" + partition, "b|1" + partition, 2));
        Assert.Equal(["b|2"], await KeysAsync("b|2", null, 2));
        Assert.Empty(await KeysAsync(null, null, 0));

        async Task<string?[]> KeysAsync(string? from, string? to, int take) =>
            [.. (await store.ListAsync(Table, partition, from, to, take, Cancellation)).Select(r => r.Text("k"))];
    }

    [Fact]
    public async Task Listing_goes_on_over_more_rows_than_a_page_holds()
    {
        var store = await StoreAsync();
        for (var i = 0; i < 1_100; i += 100)
        {
            await CommitAsync(
                store,
                [.. Enumerable.Range(i, 100).Select(n => RowChange.Insert(Key($"{n:d5}"), Values(("n", (long)n))))]
            );
        }

        var rows = await store.ListAsync(Table, partition, null, null, 1_050, Cancellation);

        Assert.Equal(Enumerable.Range(0, 1_050).Select(n => (long?)n), rows.Select(r => r.Number("n")));
    }

    [Theory]
    [InlineData("2026-05|w1")]
    [InlineData("妻子 'o''brien'")]
    [InlineData("50% + 2 & more = ;:@,$")]
    [InlineData("\"quoted\" <b> {c} (d) [e]")]
    public async Task Keys_may_hold_anything_but_four_marks(string key)
    {
        var store = await StoreAsync();
        var unusual = key + partition;

        Assert.True(
            (
                await store.CommitAsync(Table, unusual, [RowChange.Insert(unusual, Values(("n", 1L)))], Cancellation)
            ).Succeeded
        );
        var row = (await store.GetAsync(Table, unusual, unusual, Cancellation))!;
        Assert.Equal((unusual, unusual), (row.Partition, row.Key));
        Assert.Equal(
            [unusual],
            (await store.ListAsync(Table, unusual, unusual, null, 5, Cancellation)).Select(r => r.Key)
        );
        Assert.True(
            (
                await store.CommitAsync(Table, unusual, [RowChange.Replace(row, Values(("n", 2L)))], Cancellation)
            ).Succeeded
        );
        row = (await store.GetAsync(Table, unusual, unusual, Cancellation))!;
        var both = new[] { RowChange.Delete(row), RowChange.Insert(Key("other"), Values(("n", 1L))) };
        Assert.True((await store.CommitAsync(Table, unusual, both, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task A_commit_that_breaks_a_rule_is_a_bug_and_changes_nothing()
    {
        var store = await StoreAsync();
        var good = RowChange.Insert(Key("a"), Values(("n", 1L)));
        RowChange[][] wrong =
        [
            [],
            [good, good],
            [good, RowChange.Merge(Key("a"), Values(("n", 2L)))],
            [good, RowChange.Insert("a/b", Values(("n", 1L)))],
            [good, RowChange.Insert("", Values(("n", 1L)))],
            [good, RowChange.Insert(Key("b"), Values(("n", 1)))],
            [good, RowChange.Insert(Key("b"), Values(("two__parts", 1L)))],
            [good, RowChange.Insert(Key("b"), Values(("RowKey", "x")))],
            [good, RowChange.Insert(Key("b"), Values(("text", new string('x', RowRules.MaxTextLength + 1))))],
            [good, new RowChange(ChangeKind.Replace, Key("b"), Values(("n", 1L)), null)],
            [.. Enumerable.Range(0, 101).Select(i => RowChange.Insert(Key($"{i}"), Values(("n", 1L))))],
        ];

        foreach (var changes in wrong)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await CommitAsync(store, changes));
        }

        Assert.Empty(await store.ListAsync(Table, partition, null, null, 10, Cancellation));
    }

    [Fact]
    public async Task Text_of_32_Ki_characters_is_kept()
    {
        var store = await StoreAsync();
        var text = new string('字', RowRules.MaxTextLength);

        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("text", text))));

        Assert.Equal(text, (await ReadAsync(store, "a")).Text("text"));
    }

    [Fact]
    public async Task Of_many_writers_who_read_the_same_row_exactly_one_replaces_it()
    {
        var store = await StoreAsync();
        await CommitAsync(store, RowChange.Insert(Key("a"), Values(("round", 0L))));

        for (var round = 1L; round <= 10; round++)
        {
            var read = await ReadAsync(store, "a");
            var writers = Enumerable
                .Range(0, 32)
                .Select(async w =>
                    await CommitAsync(store, RowChange.Replace(read, Values(("round", round), ("writer", (long)w))))
                );

            var results = await Task.WhenAll(writers);

            var winner = Assert.Single(results.Index(), r => r.Item.Succeeded);
            var row = await ReadAsync(store, "a");
            Assert.Equal((round, (long)winner.Index), (row.Number("round"), row.Number("writer")));
            Assert.Equal(winner.Item.ETags, [row.ETag]);
        }
    }

    [Fact]
    public async Task Of_many_who_insert_the_same_key_inside_larger_commits_exactly_one_comes_first()
    {
        var store = await StoreAsync();
        var writers = Enumerable
            .Range(0, 16)
            .Select(async w =>
                await CommitAsync(
                    store,
                    RowChange.Insert(Key($"own{w}"), Values(("n", 1L))),
                    RowChange.Insert(Key("shared"), Values(("first", (long)w)))
                )
            );

        var results = await Task.WhenAll(writers);

        var winner = Assert.Single(results.Index(), r => r.Item.Succeeded);
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal(1, r.ConflictAt));
        Assert.Equal(winner.Index, (await ReadAsync(store, "shared")).Number("first"));
        Assert.Equal(2, (await store.ListAsync(Table, partition, null, null, 100, Cancellation)).Count);
    }

    private string Key(string name) => $"{partition}|{name}";

    private static ImmutableDictionary<string, object> Values(params (string Name, object Value)[] values) =>
        values.ToImmutableDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);

    // Bytes that do not compress, the same for the same size.
    private static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private ValueTask<CommitResult> CommitAsync(IRowStore store, params RowChange[] changes) =>
        store.CommitAsync(Table, partition, changes, Cancellation);

    private async Task<Row> ReadAsync(IRowStore store, string name)
    {
        var row = await store.GetAsync(Table, partition, Key(name), Cancellation);
        Assert.NotNull(row);
        return row;
    }
}
