using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>What each rule of the catalogue says about a claim: the reason why it fails, or null.</summary>
internal static class Verdicts
{
    /// <summary>NRM-02, where a policy does not take masked phones.</summary>
    public static ReasonCode? MaskRefused(Candidate c) =>
        If(c.Claim.Masked && c.Claim.Section.Masked == MaskedPhones.Refused, ReasonCode.NrmMaskedProvisional);

    /// <summary>HH-03.</summary>
    public static ReasonCode? OutOfScope(Candidate c) =>
        If(c.Household == ReasonCode.HhOutOfScope, ReasonCode.HhOutOfScope);

    /// <summary>HH-04.</summary>
    public static ReasonCode? RelationNotThen(Candidate c) =>
        c.Household is ReasonCode.HhRelationNotYet or ReasonCode.HhRelationEnded ? c.Household : null;

    /// <summary>HH-05.</summary>
    public static ReasonCode? TooDistant(Candidate c) =>
        If(c.Household == ReasonCode.HhDepthExceeded, ReasonCode.HhDepthExceeded);

    /// <summary>
    /// ADM-01: a known third party needs an active contract for the project on the day of registration; an unknown one is
    /// the policy's choice, and a record without contracts is no contractual channel.
    /// </summary>
    public static ReasonCode? ClaimantInactive(Candidate c)
    {
        if (c.Claim.Kind != ClaimKind.ThirdParty)
        {
            return null;
        }

        var day = China.DateOf(c.Claim.Time);
        var project = c.Situation.Subject.Project;
        var active = c.Situation.Channels.At(c.Claim.Channel.Organisation, c.Claim.Time) is { } record
            ? record.Contracts.IsEmpty
                || record.Contracts.Any(k =>
                    k.State == "active"
                    && k.From <= day
                    && !(day >= k.To)
                    && k.Projects.Contains(project, StringComparer.Ordinal)
                )
            : c.Claim.Policy.Decision.UnknownClaimant == UnknownClaimant.Admit;
        return If(!active, ReasonCode.AdmClaimantInactive);
    }

    /// <summary>ADM-02: the winner is earlier and protected the household when this one was registered.</summary>
    public static ReasonCode? InProtection(Candidate c) =>
        If(
            !c.Claim.Section.AdmitOld && c.LosesTo is { } winner && winner.LiveAt(c.Claim.Time),
            ReasonCode.AdmInProtection
        );

    /// <summary>ADM-05.</summary>
    public static ReasonCode? Duplicate(Candidate c) =>
        If(c.DuplicateOf is not null, ReasonCode.AdmDuplicateSameClaimant);

    /// <summary>VAL-01: exactly the lead time is enough.</summary>
    public static ReasonCode? TooClose(Candidate c) =>
        If(IsThirdParty(c) && c.Came < EarliestVisit(c), ReasonCode.ValTooClose);

    /// <summary>VAL-02, against the episode that is open at the sale; at the very same instant is no later.</summary>
    public static ReasonCode? VisitedBefore(Candidate c) =>
        c.Deciding is not { } visit || visit.Time >= c.Claim.Time ? null
        : Claim.IsThirdParty(visit.Channel.Kind) && !visit.Channel.SameClaimant(c.Claim.Channel)
            ? ReasonCode.ValOtherChannelVisited
        : ReasonCode.ValWashedCustomer;

    /// <summary>VAL-04.</summary>
    public static ReasonCode? NotEffective(Candidate c) =>
        If(c.Claim.Kind == ClaimKind.Own && !Windows.IsEffective(c), ReasonCode.ValOwnNotEffective);

    /// <summary>WIN-01.</summary>
    public static ReasonCode? RegistrationExpired(Candidate c) =>
        If(IsThirdParty(c) && !Windows.Registered(c, c.At), ReasonCode.WinRegExpired);

    /// <summary>WIN-02, judged at a later visit that decides.</summary>
    public static ReasonCode? VisitExpired(Candidate c) =>
        If(IsThirdParty(c) && c.Deciding is not null && !Windows.Protected(c, c.At), ReasonCode.WinVisitExpired);

    /// <summary>WIN-03, judged at the sale when no visit decides.</summary>
    public static ReasonCode? DealExpired(Candidate c) =>
        If(IsThirdParty(c) && c.Deciding is null && !Windows.Protected(c, c.At), ReasonCode.WinDealExpired);

    /// <summary>WIN-05.</summary>
    public static ReasonCode? NaturalExpired(Candidate c) =>
        If(c.Claim.Kind == ClaimKind.WalkIn && !Windows.NaturalLive(c, c.At), ReasonCode.WinNaturalExpired);

    /// <summary>WIN-06.</summary>
    public static ReasonCode? OwnExpired(Candidate c) =>
        If(c.Claim.Kind == ClaimKind.Own && !Windows.OwnLive(c, c.At), ReasonCode.WinOwnExpired);

    /// <summary>PRI-01: valid, but not the earliest that is live at the deciding visit.</summary>
    public static ReasonCode? LaterThanWinner(Candidate c) => If(c.LosesTo is not null, ReasonCode.AdmInProtection);

    /// <summary>The first instant at which the visit is late enough for VAL-01.</summary>
    public static Instant EarliestVisit(Candidate c) =>
        c.Claim.Time + Duration.FromMinutes(c.Claim.Section.LeadMinutes);

    private static bool IsThirdParty(Candidate c) => c.Claim.Kind == ClaimKind.ThirdParty;

    private static ReasonCode? If(bool fails, ReasonCode code) => fails ? code : null;
}
