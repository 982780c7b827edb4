namespace Functions.Tests.Processes;

/// <summary>Tests with processes of their own keep the machine busy: one at a time, after everything else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneProcessTestAtATime
{
    /// <summary>What the tests are marked with.</summary>
    public const string Name = "one process test at a time";
}

/// <summary>Waiting for something that nobody announces.</summary>
internal static class Until
{
    /// <summary>Waits until it holds.</summary>
    public static async Task TrueAsync(Func<bool> holds, CancellationToken cancellation)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
        }
    }
}
