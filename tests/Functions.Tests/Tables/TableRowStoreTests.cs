using Azure.Data.Tables;
using Core.Pipeline;
using Core.Tests.Pipeline;
using Functions.Tables;

namespace Functions.Tests.Tables;

/// <summary>The real store keeps the contract of a row store.</summary>
public sealed class TableRowStoreTests(AzuriteFixture azurite) : RowStoreContract
{
    protected override async ValueTask<IRowStore> StoreAsync() => await TestStore.OpenAsync(azurite);
}

/// <summary>A store on the tests' Azurite.</summary>
internal static class TestStore
{
    public static readonly StorageKeys Keys = new([new SealingKey("k1", new byte[32])], new byte[32]);

    public static async Task<TableRowStore> OpenAsync(AzuriteFixture azurite)
    {
        var store = new TableRowStore(await ServiceAsync(azurite), new Sealer(Keys.Sealing));
        await store.EnsureCreatedAsync(StoreTables.All, TestContext.Current.CancellationToken);
        return store;
    }

    public static async Task<TableServiceClient> ServiceAsync(AzuriteFixture azurite) =>
        StorageConnection.To(await azurite.ConnectionStringAsync()).Tables();
}
