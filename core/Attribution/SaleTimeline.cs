using System.Collections.Immutable;
using Core.Identity;

namespace Core.Attribution;

/// <summary>Every decision about a sale, in the order in which it came to be.</summary>
public static class SaleTimeline
{
    /// <summary>
    /// The decisions from the first <c>sale.recorded</c> on: a new one whenever something that became known changes the
    /// answer, and after signing also when it was checked and stays. The order of the facts does not matter.
    /// </summary>
    /// <param name="sale">The sale.</param>
    /// <param name="facts">The dossier.</param>
    /// <param name="settings">Policies and channels.</param>
    /// <returns>At least one; empty when no <c>sale.recorded</c> of the sale is known.</returns>
    public static ImmutableArray<Decision> Derive(string sale, DossierFacts facts, AttributionSettings settings) =>
        new SaleWalk(sale, new Known(facts), settings, null).Run();
}
