using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>A sale as a tier group counts it.</summary>
/// <param name="Sale">Id of the sale.</param>
/// <param name="SignedAt">Orders the group; then by id.</param>
/// <param name="Price">Price in force.</param>
/// <param name="Share">The payee's share of the credit.</param>
/// <param name="Cancelled">Whether it was cancelled.</param>
public sealed record TierSale(string Sale, Instant SignedAt, Money Price, Rate Share, bool Cancelled);

/// <summary>Tier groups: one plan's measure over one month, in which one sale changes what others earn.</summary>
public static class TierGroups
{
    /// <summary>
    /// What every sale of a group earns over its life, ordered by signing, then id. Units count in hundredths,
    /// so that shared credit counts in part; the sale that crosses a minimum belongs to the tier that it reaches.
    /// </summary>
    public static ImmutableArray<(string Sale, Money Total)> Derive(Plan plan, ImmutableArray<TierSale> sales) => [];
}
