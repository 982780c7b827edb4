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
    /// <summary>Not decided yet: provisional, or not effective yet.</summary>
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
    public static ClaimState Of(FactId claim, DossierFacts facts, AttributionSettings settings, Instant now) =>
        new(
            facts.Facts.Any(f => f.Id == claim && f.ReceivedAt <= now) ? ClaimStatus.Pending : ClaimStatus.Refused,
            null,
            null
        );
}
