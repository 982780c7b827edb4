using Core.Identity;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>What a lead source may know of its own claim; never about other people.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Code">Why it is refused or expired; null otherwise.</param>
/// <param name="ValidUntil">Exclusive end of its running window; null: none runs.</param>
public sealed record ClaimState(ClaimStatus Status, ReasonCode? Code, Instant? ValidUntil);

/// <summary>Where a claim stands, for its source.</summary>
public enum ClaimStatus
{
    /// <summary>Not decided yet: masked and not completed, or an own lead that is not effective yet.</summary>
    Pending,

    /// <summary>It stands.</summary>
    Accepted,

    /// <summary>A rule refused it.</summary>
    Refused,

    /// <summary>Its window ended without a sale.</summary>
    Expired,

    /// <summary>It earned a sale.</summary>
    Credited,
}

/// <summary>States of claims, for <c>GET /api/claims</c>.</summary>
public static class ClaimStates
{
    /// <summary>The state of a claim with what was known at an instant.</summary>
    /// <param name="claim">The fact that makes it.</param>
    /// <param name="facts">The dossier that holds it.</param>
    /// <param name="settings">Policies and channels.</param>
    /// <param name="now">Facts received later are left out; windows are judged at this instant.</param>
    /// <returns>Refused without a code when the fact is unknown or is no claim.</returns>
    public static ClaimState Of(FactId claim, DossierFacts facts, AttributionSettings settings, Instant now)
    {
        ClaimState none = new(ClaimStatus.Refused, null, null);
        var known = new Known(facts).Only(f => f.ReceivedAt <= now);
        var fact = known.At(now).FirstOrDefault(f => f.Id == claim);
        if (fact is null)
        {
            return none;
        }

        var (project, opportunity) = fact.Body switch
        {
            FactBody.LeadRegistered lead => (lead.Project, lead.Opportunity),
            FactBody.VisitConfirmed { Channel: null } visit => (visit.Project, OpportunityKind.New),
            _ => (null, OpportunityKind.New),
        };
        if (project is null)
        {
            return none;
        }

        if (Sold(claim, project, known, settings) is { } sold)
        {
            return sold;
        }

        var people = fact.Body.People.Select((_, i) => new RecordId(claim, i));
        var judgement = Decider.JudgeHousehold([.. people], project, opportunity, known, settings, now);
        return judgement.Claims.FirstOrDefault(c => c.Claim.Fact.Id == claim) is { Claim.Kind: not ClaimKind.Touch } c
            ? Open(c, now)
            : none;
    }

    /// <summary>After a sale: who earned it, and why the others did not.</summary>
    private static ClaimState? Sold(FactId claim, string project, Known known, AttributionSettings settings)
    {
        ClaimState? state = null;
        foreach (
            var sale in known
                .All.Select(f => f.Body)
                .OfType<FactBody.SaleRecorded>()
                .Where(s => s.Project == project)
                .Select(s => s.Sale)
                .Distinct(StringComparer.Ordinal)
        )
        {
            if (
                new SaleWalk(sale, known, settings, null).Run() is not [.., var last]
                || last.Trace.FirstOrDefault(t => t.Claim == claim) is not { } trace
            )
            {
                continue;
            }

            if (trace.Verdict == "stands" && last.Outcome is Outcome.Won or Outcome.Shared)
            {
                return new(ClaimStatus.Credited, null, null);
            }

            var code = trace.Rules.FirstOrDefault(r => !r.Passed)?.Code;
            state = IsHousehold(code) ? state : new(StatusOf(code), code, null);
        }

        return state;
    }

    private static ClaimState Open(Candidate c, Instant now)
    {
        var code = Rules.FirstFailing(c);
        if (code == ReasonCode.ValOwnNotEffective)
        {
            var until = Windows.EffectiveUntil(c);
            return now < until ? new(ClaimStatus.Pending, null, until) : new(ClaimStatus.Refused, code, null);
        }

        if (code is not null)
        {
            return new(StatusOf(code), code, null);
        }

        var end = Windows.RunningEnd(c, now);
        ClaimStatus status = c.Claim.Masked && c.First is null ? ClaimStatus.Pending : ClaimStatus.Accepted;
        return end <= now
            ? new(ClaimStatus.Expired, Windows.ExpiryCode(c), null)
            : new(status, null, end == Instant.MaxValue ? null : end);
    }

    private static ClaimStatus StatusOf(ReasonCode? code) =>
        code
            is ReasonCode.WinRegExpired
                or ReasonCode.WinVisitExpired
                or ReasonCode.WinDealExpired
                or ReasonCode.WinNaturalExpired
                or ReasonCode.WinOwnExpired
            ? ClaimStatus.Expired
            : ClaimStatus.Refused;

    /// <summary>A relative's sale that this claim does not count for says nothing about the claim.</summary>
    private static bool IsHousehold(ReasonCode? code) =>
        code
            is ReasonCode.HhOutOfScope
                or ReasonCode.HhDepthExceeded
                or ReasonCode.HhRelationNotYet
                or ReasonCode.HhRelationEnded;
}
