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
    )
    {
        var policy = policyOverride is null ? null : settings.Named(policyOverride);
        if (policyOverride is not null && policy is null)
        {
            return null;
        }

        var known = new Known(facts).Only(f => asKnownAt is null || f.ReceivedAt <= asKnownAt);
        return new SaleWalk(sale, known, settings, policy).Run() is [.., var last] ? last : null;
    }

    /// <summary>The decision before there is a sale: at a registration (C0) or, once the household has come, a visit (C1).</summary>
    /// <param name="people">Records of the people asked about.</param>
    /// <param name="project">The project.</param>
    /// <param name="opportunity">The kind of opportunity.</param>
    /// <param name="facts">The dossier.</param>
    /// <param name="settings">Policies and channels.</param>
    /// <param name="at">With what was known then (inclusive); windows are judged at this instant unless a visit decides.</param>
    public static Decision DecideHousehold(
        ImmutableArray<RecordId> people,
        string project,
        OpportunityKind opportunity,
        DossierFacts facts,
        AttributionSettings settings,
        Instant at
    )
    {
        var judgement = JudgeHousehold(people, project, opportunity, new Known(facts), settings, at);
        var retractions = facts
            .Facts.Where(f => f.ReceivedAt <= at && f.Body is FactBody.FactRetracted)
            .Select(f => f.Id);
        var evidence = Evidence.Of(judgement.Situation, retractions);
        var newest = facts.Facts.Where(f => evidence.Contains(f.Id)).Select(f => f.ReceivedAt).DefaultIfEmpty(at).Max();
        var checkpoint = judgement.Situation.Visits.IsEmpty ? Checkpoint.C0 : Checkpoint.C1;
        return Deliberation.Write(judgement, checkpoint, newest, evidence);
    }

    /// <summary>The judgement before there is a sale.</summary>
    internal static Judgement JudgeHousehold(
        ImmutableArray<RecordId> people,
        string project,
        OpportunityKind opportunity,
        Known known,
        AttributionSettings settings,
        Instant at
    )
    {
        Subject subject = new()
        {
            Project = project,
            Opportunity = opportunity,
            At = at,
            Sold = false,
            SalesOffice = false,
            Buyers = people,
        };
        return Deliberation.Judge(subject, known, at, new(settings, null, project, opportunity));
    }
}
