using System.Globalization;
using System.Text;

namespace Core.Attribution;

/// <summary>
/// Every reason a decision can give; docs/rules.md has a heading for each. Names go over the wire as
/// <c>PST_OWNER_REVEALED</c> and are kept for years: add, never rename.
/// </summary>
public enum ReasonCode
{
    /// <summary>A phone is no valid number (NRM-01).</summary>
    NrmPhoneInvalid,

    /// <summary>A masked registration that no full number completed yet (NRM-02).</summary>
    NrmMaskedProvisional,

    /// <summary>The mask is equal and the surname is not (NRM-03).</summary>
    NrmMaskNameMismatch,

    /// <summary>The mask fits two or more known customers (NRM-03).</summary>
    NrmMaskAmbiguous,

    /// <summary>The sender's clock and ours differ by more than the tolerance (NRM-04).</summary>
    NrmClockSkew,

    /// <summary>Spouses by document (HH-01).</summary>
    HhDocSpouse,

    /// <summary>Parent by document (HH-01).</summary>
    HhDocParent,

    /// <summary>Child by document (HH-01).</summary>
    HhDocChild,

    /// <summary>Sibling by document (HH-01, option of HH-03).</summary>
    HhDocSibling,

    /// <summary>Related by accounts that their holders linked (HH-01).</summary>
    HhAccountLink,

    /// <summary>Related by what the customer signed (HH-01).</summary>
    HhSigned,

    /// <summary>Evidence too weak for money would have decided otherwise (HH-02).</summary>
    HhSuspect,

    /// <summary>Related, but not in a kind that the policy counts (HH-03).</summary>
    HhOutOfScope,

    /// <summary>The relation began after one of the competing claims (HH-04).</summary>
    HhRelationNotYet,

    /// <summary>The relation ended before one of the competing claims (HH-04).</summary>
    HhRelationEnded,

    /// <summary>Related only through more steps than the policy allows (HH-05).</summary>
    HhDepthExceeded,

    /// <summary>A relation or identity fact was retracted (HH-06).</summary>
    HhRetracted,

    /// <summary>The claimant had no active contract for the project at registration (ADM-01).</summary>
    AdmClaimantInactive,

    /// <summary>The household had a live opportunity (ADM-02).</summary>
    AdmOldCustomer,

    /// <summary>An earlier valid claim protected the household (ADM-02).</summary>
    AdmInProtection,

    /// <summary>The same claimant's earlier registration still stands (ADM-05).</summary>
    AdmDuplicateSameClaimant,

    /// <summary>Registered inside the minimum lead time before the visit (VAL-01).</summary>
    ValTooClose,

    /// <summary>Registered after the household had walked in or come by an own channel (VAL-02, 洗客).</summary>
    ValWashedCustomer,

    /// <summary>Registered after the household had come with another agency (VAL-02).</summary>
    ValOtherChannelVisited,

    /// <summary>An own lead that was never verified or never really contacted (VAL-04).</summary>
    ValOwnNotEffective,

    /// <summary>The registration expired before the visit (WIN-01).</summary>
    WinRegExpired,

    /// <summary>The visit protection expired (WIN-02).</summary>
    WinVisitExpired,

    /// <summary>The deal protection expired (WIN-03).</summary>
    WinDealExpired,

    /// <summary>The walk-in's protection expired (WIN-05).</summary>
    WinNaturalExpired,

    /// <summary>The own lead's protection expired (WIN-06).</summary>
    WinOwnExpired,

    /// <summary>An own lead was the earliest valid claim (PRI-01).</summary>
    PriOwnLead,

    /// <summary>A walk-in was the earliest valid claim, or is what is left (PRI-01, PRI-03).</summary>
    PriNatural,

    /// <summary>A registration was the earliest valid claim (PRI-01).</summary>
    PriFirstValidRegistration,

    /// <summary>The earliest valid visit (PRI-02).</summary>
    PriFirstValidVisit,

    /// <summary>Nobody claimed and no sales office was involved (PRI-03).</summary>
    PriNone,

    /// <summary>A rival's registration lies within the near-tie seconds (TIE-01).</summary>
    TieNear,

    /// <summary>A true tie that only people can decide (TIE-02).</summary>
    TieReview,

    /// <summary>After the sale the decision turned (PST-02).</summary>
    PstOwnerRevealed,

    /// <summary>After the sale the decision was checked and stays (PST-02).</summary>
    PstConfirmed,

    /// <summary>Known too late to change the decision (PST-03).</summary>
    PstOutOfTime,

    /// <summary>The kin counts before a sale but needs people's judgement after it (PST-03).</summary>
    PstKinReview,

    /// <summary>After the sale the decision turned in a channel's favour (PST-04).</summary>
    PstUpward,
}

/// <summary>Reason codes on the wire.</summary>
public static class ReasonCodes
{
    /// <summary>The wire form: <see cref="ReasonCode.PstOwnerRevealed"/> is <c>PST_OWNER_REVEALED</c>.</summary>
    public static string Wire(this ReasonCode code)
    {
        var name = code.ToString();
        StringBuilder text = new(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToUpper(c, CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
