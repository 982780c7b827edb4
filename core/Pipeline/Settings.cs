using Core.Attribution;
using Core.Commission;

namespace Core.Pipeline;

/// <summary>Every version of every setting that deciders read, as one immutable value.</summary>
/// <param name="Attribution">Policies and channels.</param>
/// <param name="Commission">Plans, payees and channels.</param>
/// <param name="Version">Grows with every change; stored with what was decided under it.</param>
public sealed record HouseSettings(AttributionSettings Attribution, CommissionSettings Commission, string Version);

/// <summary>Where the pipeline gets the settings in force.</summary>
public interface ISettingsSource
{
    /// <summary>The settings now; cached by the source.</summary>
    /// <exception cref="StoreException">The store did not answer.</exception>
    ValueTask<HouseSettings> CurrentAsync(CancellationToken cancellation);
}
