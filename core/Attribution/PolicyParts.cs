using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>Where a project stands, for risk rules.</summary>
/// <param name="Group">Group of projects whose owners count as old owners; null: none.</param>
/// <param name="Location">As sent; null: unknown.</param>
public sealed record SiteSettings(string? Group, string? Location);

/// <summary>Who counts as one household (docs/rules.md HH).</summary>
public sealed record HouseholdSettings
{
    /// <summary>
    /// What a relative may be to a purchasing party (HH-03): <c>parent</c> is the party's parent. Default spouse, parent, child.
    /// </summary>
    public ImmutableArray<RelationKind> KinScope { get; init; } =
    [RelationKind.Spouse, RelationKind.Parent, RelationKind.Child];

    /// <summary>When a relation must hold (HH-04). Default both claims.</summary>
    public RelationAt RelationAt { get; init; }

    /// <summary>Steps of kin from the purchasing parties (HH-05): 1, or 0 for nobody.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>The weakest evidence that moves money. Default E3.</summary>
    public Grade MoneyGrade { get; init; } = Grade.E3;

    /// <summary>Roles that make a party of a sale a purchaser.</summary>
    public ImmutableArray<string> PurchasingRoles { get; init; } = ["owner", "coOwner", "buyer", "payer"];
}

/// <summary>At which instants a relation must hold (HH-04).</summary>
public enum RelationAt
{
    /// <summary>At both competing claims' times.</summary>
    BothClaims,

    /// <summary>At the earlier claim's time.</summary>
    EarlierClaim,

    /// <summary>At the sale.</summary>
    DealTime,
}

/// <summary>How claims compete.</summary>
public enum ClaimMode
{
    /// <summary>The earliest valid claim (PRI-01).</summary>
    Protect,

    /// <summary>The earliest valid visit (PRI-02).</summary>
    Compete,
}

/// <summary>Whose visit satisfies a registration (PRI-01, VAL-03).</summary>
public enum VisitCredit
{
    /// <summary>Any member's, with whomever they came.</summary>
    AnyMember,

    /// <summary>Only one that the claimant accompanied.</summary>
    AccompaniedOnly,
}

/// <summary>What a masked phone is good for (NRM-02).</summary>
public enum MaskedPhones
{
    /// <summary>A provisional claim.</summary>
    Allowed,

    /// <summary>Not accepted.</summary>
    Refused,
}

/// <summary>What happens when a claimant buys (ADM-04).</summary>
public enum SelfPurchase
{
    /// <summary>No claim.</summary>
    Deny,

    /// <summary>Paid at the agent's level only.</summary>
    AgentLevelOnly,

    /// <summary>A claim once approved.</summary>
    AllowWithApproval,
}

/// <summary>Whether an owner may be registered again (ADM-03).</summary>
public enum OwnerLimit
{
    /// <summary>No owner of the group.</summary>
    NoneGroup,

    /// <summary>Only owners of other projects.</summary>
    OtherProjectOnly,

    /// <summary>Any.</summary>
    Allow,
}

/// <summary>What an unknown organisation's claim is worth (ADM-01).</summary>
public enum UnknownClaimant
{
    /// <summary>As much as a known one's.</summary>
    Admit,

    /// <summary>Nothing.</summary>
    Refuse,
}

/// <summary>How the days of a window are counted (docs/rules.md WIN).</summary>
public enum DayCount
{
    /// <summary>The starting day is not counted; ends at 00:00 Asia/Shanghai of day start + N + 1.</summary>
    NaturalDays,

    /// <summary>N times 24 hours.</summary>
    Hours24,
}

/// <summary>A window, half-open from its start.</summary>
/// <param name="Days">Length in days, 0 to 3650.</param>
/// <param name="Count">How days are counted.</param>
public sealed record Window(int Days, DayCount Count = DayCount.NaturalDays)
{
    /// <summary>The exclusive end of the window that starts at an instant.</summary>
    public Instant EndFrom(Instant start) =>
        Count == DayCount.NaturalDays ? China.EndOfNaturalDays(start, Days) : start + Duration.FromDays(Days);

    /// <summary>Whether an instant lies in the window that starts at another: start included, end excluded.</summary>
    public bool Holds(Instant start, Instant at) => start <= at && at < EndFrom(start);
}

/// <summary>What makes an own lead a claim (VAL-04).</summary>
/// <param name="PhoneVerified">Whether a one-time password must have proved the phone.</param>
/// <param name="Days">Natural days from registration within which the contact must come.</param>
/// <param name="MinSeconds">Least length of a call, in seconds (exactly is enough).</param>
public sealed record EffectiveSettings(bool PhoneVerified = true, int Days = 7, int MinSeconds = 30);

/// <summary>Caps on registrations (ADM-06).</summary>
/// <param name="Daily">Per claimant and day.</param>
/// <param name="Live">Live at a time per claimant.</param>
/// <param name="Repeat">Of one customer by one claimant.</param>
public sealed record CapSettings(int Daily = 50, int Live = 50, int Repeat = 3);

/// <summary>How a decision is taken.</summary>
public sealed record DecisionSettings
{
    /// <summary>Whether a claim keeps the policy version of its own time. False: the latest version at the sale.</summary>
    public bool PinToClaim { get; init; } = true;

    /// <summary>What an unknown organisation's claim is worth (ADM-01).</summary>
    public UnknownClaimant UnknownClaimant { get; init; }

    /// <summary>Registrations of rivals at most this many seconds apart are flagged (TIE-01).</summary>
    public int NearTieSeconds { get; init; } = 60;

    /// <summary>Clocks further apart than this many seconds are flagged (NRM-04).</summary>
    public int SkewSeconds { get; init; } = 300;

    /// <summary>Whether unrelated purchasers share by ownership; false: the earliest valid claim wins (SHR-04).</summary>
    public bool ShareByOwnership { get; init; }

    /// <summary>Whether the customer may choose in writing (PRI-05).</summary>
    public bool CustomerOverride { get; init; }

    /// <summary>Whether a referral is paid beside an agency (PRI-04).</summary>
    public bool StackReferral { get; init; }
}

/// <summary>What may still change after the sale (docs/rules.md PST).</summary>
public sealed record PostSaleSettings
{
    /// <summary>Natural days from signing within which new knowledge counts; forgery and fraud always do (PST-03).</summary>
    public int WithinDays { get; init; } = 180;

    /// <summary>Kinds of kin that turn a decision after the sale; others need people's judgement (PST-03).</summary>
    public ImmutableArray<RelationKind> Kin { get; init; } = [RelationKind.Spouse];

    /// <summary>Documents of every party that a milestone waits for (PST-06).</summary>
    public ImmutableArray<string> Documents { get; init; } = [];

    /// <summary>The milestone that waits for them; null: none.</summary>
    public string? DocumentsBefore { get; init; }

    /// <summary>Share kept in good faith by who loses after the sale (SHR-02).</summary>
    public Rate GoodFaithShare { get; init; }

    /// <summary><c>none</c>, or who chooses it.</summary>
    public string GoodFaithChoice { get; init; } = "none";
}

/// <summary>A risk rule's switch and its numbers.</summary>
/// <param name="On">Whether it holds payments.</param>
/// <param name="Numbers">Its parameters by name, whole numbers.</param>
public sealed record RiskSetting(bool On, ImmutableSortedDictionary<string, int> Numbers)
{
    /// <summary>On: RSK-02 (120 minutes), RSK-03 (1 edit), RSK-04 (24 hours); RSK-05 to RSK-09 off.</summary>
    public static ImmutableSortedDictionary<string, RiskSetting> Defaults { get; } =
        new (string Id, bool On, string? Name, int Number)[]
        {
            ("RSK-02", true, "lookupMinutes", 120),
            ("RSK-03", true, "nameEditMax", 1),
            ("RSK-04", true, "shortDealHours", 24),
            ("RSK-05", false, null, 0),
            ("RSK-06", false, "metres", 500),
            ("RSK-07", false, null, 0),
            ("RSK-08", false, null, 0),
            ("RSK-09", false, null, 0),
        }.ToImmutableSortedDictionary(
            r => r.Id,
            r => new RiskSetting(
                r.On,
                r.Name is null
                    ? ImmutableSortedDictionary<string, int>.Empty
                    : ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add(r.Name, r.Number)
            ),
            StringComparer.Ordinal
        );
}
