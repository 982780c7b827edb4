using System.Collections.Immutable;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>Every version of every policy, and the channels whose contracts they look at.</summary>
/// <param name="Policies">In any order; no answer depends on it.</param>
/// <param name="Channels">Channel records.</param>
public sealed record AttributionSettings(ImmutableArray<Policy> Policies, ChannelBook Channels)
{
    /// <summary>No policy and no channel: the documented defaults for everybody.</summary>
    public static AttributionSettings Default { get; } = new([], ChannelBook.Empty);

    /// <summary>
    /// The policy in force for a project at an instant; <see cref="Policy.Default"/> when none is. A policy that names
    /// the project goes before one for every project, one for the opportunity before one for every kind, then by id.
    /// </summary>
    public Policy At(string project, OpportunityKind opportunity, Instant at) =>
        Policies
            .Where(p => p.EffectiveFrom <= at)
            .GroupBy(p => p.Id, StringComparer.Ordinal)
            .Select(versions => versions.OrderBy(p => p.EffectiveFrom).ThenBy(p => p.Version).Last())
            .Where(p => p.Governs(project, opportunity))
            .OrderBy(p => p.Projects.IsEmpty)
            .ThenBy(p => p.Opportunity is null)
            .ThenBy(p => p.Id, StringComparer.Ordinal)
            .FirstOrDefault()
        ?? Policy.Default;

    /// <summary>A policy by name, <c>px@2</c>; null when there is none.</summary>
    public Policy? Named(string name) =>
        name == Policy.Default.Name ? Policy.Default : Policies.FirstOrDefault(p => p.Name == name);
}
