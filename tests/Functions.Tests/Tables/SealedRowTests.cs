using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Core.Pipeline;
using Functions.Tables;

namespace Functions.Tests.Tables;

/// <summary>What lies in storage, looked at without our keys.</summary>
public sealed class SealedRowTests(AzuriteFixture azurite)
{
    private readonly string partition = Guid.NewGuid().ToString("n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_raw_row_shows_nothing_personal()
    {
        var store = await TestStore.OpenAsync(azurite);
        var personal = """{"people":[{"name":"王小明","phones":[{"number":"+8613800001111"}]}]}""";
        await InsertAsync(store, "a", Encoding.UTF8.GetBytes(personal));

        var raw = await RawAsync("a");

        var shown = string.Join(
            '\n',
            raw.Select(p => p.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : p.Value.ToString())
        );
        Assert.DoesNotContain("王小明", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("13800001111", shown, StringComparison.Ordinal);
        Assert.Contains("k1", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_bytes_are_kept_in_pieces_below_the_limit_of_a_property()
    {
        var store = await TestStore.OpenAsync(azurite);
        await InsertAsync(store, "a", RandomNumberGenerator.GetBytes(200_000));

        var raw = await RawAsync("a");

        Assert.Equal(
            ["body", "body__1", "body__2", "body__3"],
            raw.Keys.Where(k => k.StartsWith("body", StringComparison.Ordinal)).Order()
        );
        Assert.All(raw.Select(p => p.Value).OfType<byte[]>(), bytes => Assert.True(bytes.Length < 64 * 1024));
    }

    [Fact]
    public async Task Bytes_copied_into_another_row_do_not_open_there()
    {
        var store = await TestStore.OpenAsync(azurite);
        await InsertAsync(store, "a", [1, 2, 3]);
        var copy = await RawAsync("a");
        copy.RowKey = partition + "b";
        await (await ClientAsync()).AddEntityAsync(copy, Cancellation);

        await Assert.ThrowsAnyAsync<CryptographicException>(async () =>
            await store.GetAsync(StoreTables.Facts, partition, partition + "b", Cancellation)
        );
    }

    [Fact]
    public async Task A_missing_piece_is_found()
    {
        var store = await TestStore.OpenAsync(azurite);
        await InsertAsync(store, "a", RandomNumberGenerator.GetBytes(200_000));
        var raw = await RawAsync("a");
        raw.Remove("body__2");
        await (await ClientAsync()).UpdateEntityAsync(raw, raw.ETag, TableUpdateMode.Replace, Cancellation);

        await Assert.ThrowsAnyAsync<CryptographicException>(async () =>
            await store.GetAsync(StoreTables.Facts, partition, partition + "a", Cancellation)
        );
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_an_outage_not_a_bug()
    {
        var nowhere = StorageConnection.To(Functions.Local.AzuriteHost.ConnectionTo("127.0.0.1", 1, 1));
        var store = new TableRowStore(nowhere.Tables(), new Sealer(TestStore.Keys.Sealing));

        await Assert.ThrowsAsync<StoreException>(() => InsertAsync(store, "a", [1]));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_an_outage_not_a_conflict()
    {
        var prefix = $"t{Guid.NewGuid():n}";
        var store = new TableRowStore(
            await TestStore.ServiceAsync(azurite),
            new Sealer(TestStore.Keys.Sealing),
            prefix
        );

        await Assert.ThrowsAsync<StoreException>(() => InsertAsync(store, "a", [1]));
        await store.EnsureCreatedAsync([StoreTables.Facts], Cancellation);
        await store.EnsureCreatedAsync([StoreTables.Facts], Cancellation);
        await InsertAsync(store, "a", [1]);
    }

    private async Task InsertAsync(TableRowStore store, string name, byte[] body)
    {
        var values = ImmutableDictionary<string, object>.Empty.Add("body", body).Add("seq", 1L);
        var result = await store.CommitAsync(
            StoreTables.Facts,
            partition,
            [RowChange.Insert(partition + name, values)],
            Cancellation
        );
        Assert.True(result.Succeeded);
    }

    private async Task<TableEntity> RawAsync(string name) =>
        (
            await (await ClientAsync()).GetEntityAsync<TableEntity>(partition, partition + name, null, Cancellation)
        ).Value;

    private async Task<TableClient> ClientAsync() =>
        (await TestStore.ServiceAsync(azurite)).GetTableClient(StoreTables.Facts);
}
