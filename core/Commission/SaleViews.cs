using System.Collections.Immutable;
using Core.Attribution;
using Core.Identity;
using Core.Leads;
using NodaTime;

namespace Core.Commission;

/// <summary>Derives what a dossier publishes about a sale for settlement.</summary>
public static class SaleViews
{
    /// <summary>
    /// The view of a sale: its decisions merged with prices, cancellation, staff and signing, each as it became known.
    /// Null when no decision about it was ever derived or it is not known. The order of the facts does not matter.
    /// </summary>
    public static SaleView? Derive(
        string sale,
        string householdId,
        DossierFacts facts,
        ImmutableArray<Decision> timeline
    )
    {
        var about = facts.Facts.Where(f => IsAbout(f, sale)).Select(f => f.Id).ToHashSet();
        var relevant = facts.Facts.Where(f => about.Contains(f.Id) || Retracts(f, about)).ToImmutableArray();
        var first = relevant
            .Where(f => f.Body is FactBody.SaleRecorded)
            .OrderBy(f => f.ReceivedAt)
            .ThenBy(f => f.Id)
            .FirstOrDefault();
        if (timeline.IsEmpty || first?.Body is not FactBody.SaleRecorded recorded)
        {
            return null;
        }

        var now = SaleFacts.At(sale, relevant, until: null);
        return new()
        {
            Sale = sale,
            Project = now?.Recorded.Project ?? recorded.Project,
            Product = now?.Recorded.Product ?? recorded.Product,
            Opportunity = now?.Recorded.Opportunity ?? recorded.Opportunity,
            Attributes = (now?.Recorded ?? recorded).Attributes.WithComparers(StringComparer.Ordinal),
            Household = householdId,
            Steps = Steps(sale, relevant, timeline, first.ReceivedAt),
            Milestones = now?.Milestones ?? [],
        };
    }

    private static ImmutableArray<SaleStep> Steps(
        string sale,
        ImmutableArray<Fact> relevant,
        ImmutableArray<Decision> timeline,
        Instant start
    )
    {
        List<SaleStep> steps = [];
        foreach (
            var at in timeline
                .Select(d => d.AsKnownAt)
                .Concat(relevant.Select(f => f.ReceivedAt))
                .Select(at => at < start ? start : at)
                .Distinct()
                .Order()
        )
        {
            var place = Math.Max(0, LastBy(timeline, at));
            var step = StepAt(sale, relevant, at, steps.LastOrDefault(), timeline[place], place);
            if (step is not null && step.BasisHash != steps.LastOrDefault()?.BasisHash)
            {
                steps.Add(step with { Cause = CauseOf(steps.LastOrDefault(), step, timeline[place]) });
            }
        }

        return [.. steps];
    }

    private static SaleStep? StepAt(
        string sale,
        ImmutableArray<Fact> relevant,
        Instant at,
        SaleStep? before,
        Decision decision,
        int place
    )
    {
        if (SaleFacts.At(sale, relevant, at) is not { } known)
        {
            // The sale itself was retracted: what it paid is taken back as if it were cancelled.
            return before is null ? null : Hashed(before with { AsKnownAt = at, Cancelled = true });
        }

        return Hashed(
            new()
            {
                AsKnownAt = at,
                Cause = "",
                Decision = place,
                EvidenceHash = decision.EvidenceHash,
                Outcome = decision.Outcome,
                Credits = decision.Credits,
                Price = known.Price,
                Cancelled = known.Cancelled is not null,
                ExchangedFor = known.Cancelled?.ExchangedFor,
                Staff = known.Staff,
                SubscribedAt = known.SubscribedAt,
                SignedAt = known.SignedAt,
                BasisHash = "",
            }
        );
    }

    private static SaleStep Hashed(SaleStep step) => step with { BasisHash = SaleBasis.HashOf(step) };

    private static string CauseOf(SaleStep? before, SaleStep after, Decision decision) =>
        before is null ? "SALE"
        : !SaleBasis.SameCredits(before, after) && decision.Reasons is [var reason, ..] ? reason.Code.Wire()
        : !SaleBasis.SameCredits(before, after) ? "ATTRIBUTION"
        : before.Cancelled != after.Cancelled ? "CANCELLED"
        : before.Price != after.Price ? "PRICE"
        : SaleBasis.Difference(before, after) == "staff" ? "STAFF"
        : "SIGNED";

    private static int LastBy(ImmutableArray<Decision> timeline, Instant at)
    {
        var last = -1;
        for (var i = 0; i < timeline.Length; i++)
        {
            last = timeline[i].AsKnownAt <= at ? i : last;
        }

        return last;
    }

    private static bool IsAbout(Fact fact, string sale) =>
        fact.Body switch
        {
            FactBody.SaleRecorded body => body.Sale == sale,
            FactBody.SaleProgressed body => body.Sale == sale,
            FactBody.SaleRepriced body => body.Sale == sale,
            FactBody.SaleCancelled body => body.Sale == sale,
            _ => false,
        };

    /// <summary>Retractions, and retractions of retractions: cheap to keep them all, as they are few.</summary>
    private static bool Retracts(Fact fact, HashSet<FactId> about) =>
        about.Count > 0 && fact.Body is FactBody.FactRetracted;
}
