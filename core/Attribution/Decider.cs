using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>Who earned the customer: the questions that can be asked of a dossier.</summary>
public static class Decider
{
    /// <summary>The decision about a sale as it stood with what was known at an instant, or under another policy.</summary>
    /// <param name="sale">The sale.</param>
    /// <param name="facts">The dossier.</param>
    /// <param name="settings">Policies and channels.</param>
    /// <param name="asKnownAt">Facts received later are left out (inclusive); null: everything.</param>
    /// <param name="policyOverride">A policy version, <c>px@2</c>, in place of those in force; null: those in force.</param>
    /// <returns>Null when the sale was not known then, or the policy does not exist.</returns>
    public static Decision? DecideSale(
        string sale,
        DossierFacts facts,
        AttributionSettings settings,
        Instant? asKnownAt,
        string? policyOverride
    ) => SaleTimeline.Derive(sale, facts, settings) is [.., var last] ? last : null;

    /// <summary>The decision before there is a sale: at a registration (C0) or a visit (C1).</summary>
    /// <param name="people">Records of the people asked about.</param>
    /// <param name="project">The project.</param>
    /// <param name="opportunity">The kind of opportunity.</param>
    /// <param name="facts">The dossier.</param>
    /// <param name="settings">Policies and channels.</param>
    /// <param name="at">With what was known then (inclusive); claims and windows are judged at this instant.</param>
    public static Decision DecideHousehold(
        ImmutableArray<RecordId> people,
        string project,
        OpportunityKind opportunity,
        DossierFacts facts,
        AttributionSettings settings,
        Instant at
    ) =>
        new()
        {
            Checkpoint = Checkpoint.C0,
            Outcome = Outcome.None,
            Credits = [],
            Reasons = [new(ReasonCode.PriNone)],
            Policy = settings.At(project, opportunity, at).Name,
            AsKnownAt = at,
            EvidenceHash = "sha256:",
            Trace = [],
            Evidence = [],
        };
}
