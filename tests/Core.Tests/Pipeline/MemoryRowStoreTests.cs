using Core.Pipeline;
using Core.Tests.Simulation;

namespace Core.Tests.Pipeline;

/// <summary>The simulation's store keeps the contract of a row store.</summary>
public sealed class MemoryRowStoreTests : RowStoreContract
{
    private readonly MemoryRowStore store = new();

    protected override ValueTask<IRowStore> StoreAsync() => ValueTask.FromResult<IRowStore>(store);
}
