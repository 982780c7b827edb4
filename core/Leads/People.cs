using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Leads;

/// <summary>One human being as one event described them, syntactically checked and otherwise as sent.</summary>
/// <remarks><see cref="ToString"/> shows nothing personal.</remarks>
public sealed record PersonRecord
{
    /// <summary>Handle for relations inside its event.</summary>
    public string? Ref { get; init; }

    /// <summary>Name as sent: 李芳, 李女士, Fang Li.</summary>
    public string? Name { get; init; }

    /// <summary>Other names as sent.</summary>
    public ImmutableArray<string> OtherNames { get; init; } = [];

    /// <summary><c>female</c>, <c>male</c> or as sent.</summary>
    public string? Gender { get; init; }

    /// <summary>Date of birth.</summary>
    public LocalDate? BirthDate { get; init; }

    /// <summary>Phones, full or masked.</summary>
    public ImmutableArray<PhoneStatement> Phones { get; init; } = [];

    /// <summary>WeChat identity.</summary>
    public WechatStatement? Wechat { get; init; }

    /// <summary>E-mail addresses.</summary>
    public ImmutableArray<string> Emails { get; init; } = [];

    /// <summary>Identity documents.</summary>
    public ImmutableArray<DocumentStatement> Documents { get; init; } = [];

    /// <summary>Address, in parts or as text.</summary>
    public AddressStatement? Address { get; init; }

    /// <summary>Ids in other systems.</summary>
    public ImmutableArray<CustomerId> CustomerIds { get; init; } = [];

    /// <summary>Device ids.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Accounts that paid.</summary>
    public ImmutableArray<string> PayerAccounts { get; init; } = [];

    /// <summary>Weak attributes, compared as they are.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Roles in the event: registrant, buyer, owner, coOwner, payer, user, student, …</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Whether a guardian's or own consent is on record.</summary>
    public string? ConsentId { get; init; }

    /// <summary>Safe for logs.</summary>
    public override string ToString() => "PersonRecord(***)";
}

/// <summary>A phone as sent.</summary>
/// <param name="Number">National or E.164; may be masked as 138****1111.</param>
/// <param name="Verified">Whether a one-time password proved it; stays true once it was.</param>
/// <param name="VerifiedAt">When it was proved; null: when the fact was received.</param>
public sealed record PhoneStatement(string Number, bool Verified, Instant? VerifiedAt)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => "PhoneStatement(***)";
}

/// <summary>A WeChat identity as sent.</summary>
public sealed record WechatStatement(string? Id, string? OpenId, string? UnionId, string? Issuer, string? VerifiedBy)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => "WechatStatement(***)";
}

/// <summary>A document as sent.</summary>
/// <param name="Kind">residentIdentityCard, passport, hkMacaoPermit, taiwanPermit, unifiedSocialCreditCode or other.</param>
/// <param name="Number">As sent, check digit verified for resident identity cards.</param>
/// <param name="Sighted">reader, original, copy or typed; null counts as typed.</param>
public sealed record DocumentStatement(string Kind, string Number, string? Sighted)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"DocumentStatement({Kind}, ***)";
}

/// <summary>An address as sent, in parts or as free text.</summary>
public sealed record AddressStatement
{
    /// <summary>Province, 省.</summary>
    public string? Province { get; init; }

    /// <summary>City, 市.</summary>
    public string? City { get; init; }

    /// <summary>District, 区.</summary>
    public string? District { get; init; }

    /// <summary>Street and number.</summary>
    public string? Street { get; init; }

    /// <summary>Community, 小区.</summary>
    public string? Community { get; init; }

    /// <summary>Building, 栋.</summary>
    public string? Building { get; init; }

    /// <summary>Unit, 单元.</summary>
    public string? Unit { get; init; }

    /// <summary>Room, 室.</summary>
    public string? Room { get; init; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>Free text when it is not split.</summary>
    public string? Text { get; init; }

    /// <summary>Safe for logs.</summary>
    public override string ToString() => "AddressStatement(***)";
}

/// <summary>An id in another system.</summary>
public sealed record CustomerId(string System, string Id)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"CustomerId({System}, ***)";
}

/// <summary>A relation as one event stated it: <c>from</c> is the kind of <c>to</c> (a parent of to).</summary>
/// <param name="From">Ref of a person in the same event.</param>
/// <param name="To">Ref of a person in the same event.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Evidence">What supports it.</param>
/// <param name="Reference">Number of the certificate, if any.</param>
/// <param name="ValidFrom">First day on which it holds; null: unknown, counts as always.</param>
/// <param name="ValidTo">First day on which it no longer holds (exclusive); null: still holds.</param>
public sealed record RelationStatement(
    string From,
    string To,
    RelationKind Kind,
    RelationEvidence Evidence,
    string? Reference,
    LocalDate? ValidFrom,
    LocalDate? ValidTo
);

/// <summary>Kinds of relation on the wire.</summary>
public enum RelationKind
{
    /// <summary>Married to each other.</summary>
    Spouse,

    /// <summary>From is a parent of to.</summary>
    Parent,

    /// <summary>From is a child of to.</summary>
    Child,

    /// <summary>Siblings.</summary>
    Sibling,

    /// <summary>From is a grandparent of to.</summary>
    Grandparent,

    /// <summary>From is the guardian of to.</summary>
    Guardian,

    /// <summary>From buys in the name of to (借名).</summary>
    Nominee,

    /// <summary>From represents the company to.</summary>
    LegalRepresentative,

    /// <summary>From controls the company to.</summary>
    ActualController,

    /// <summary>From is the emergency contact of to.</summary>
    EmergencyContact,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What supports a relation.</summary>
public enum RelationEvidence
{
    /// <summary>Somebody said so (E5).</summary>
    Declared,

    /// <summary>Two accounts were linked by their holders (E3).</summary>
    AccountLink,

    /// <summary>The customer signed it (E2).</summary>
    CustomerSigned,

    /// <summary>A nominee agreement (E2).</summary>
    NomineeAgreement,

    /// <summary>A business licence (E1).</summary>
    BusinessLicence,

    /// <summary>A marriage certificate (E1).</summary>
    MarriageCertificate,

    /// <summary>A divorce certificate (E1): ends, never opens, a marriage that other evidence opened.</summary>
    DivorceCertificate,

    /// <summary>A household register (E1).</summary>
    HouseholdRegister,

    /// <summary>A birth certificate (E1).</summary>
    BirthCertificate,
}

/// <summary>Who brought the customer. Equal by kind and organisation (walk-in: by kind); the person informs.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Organisation">Id of the channel record; null for a walk-in.</param>
/// <param name="Person">The agent; informs only.</param>
public sealed record ChannelRef(ChannelKind Kind, string? Organisation, string? Person)
{
    /// <summary>The walk-in: the sales office itself, nobody's channel.</summary>
    public static ChannelRef WalkIn { get; } = new(ChannelKind.SalesOffice, null, null);

    /// <summary>Whether two references name one claimant.</summary>
    public bool SameClaimant(ChannelRef other) =>
        Kind == other.Kind && (Kind == ChannelKind.SalesOffice || Organisation == other.Organisation);
}

/// <summary>Kinds of channel on the wire.</summary>
public enum ChannelKind
{
    /// <summary>The seller's own app.</summary>
    OwnApp,

    /// <summary>The seller's hotline.</summary>
    Hotline,

    /// <summary>An outside agency.</summary>
    Agency,

    /// <summary>The seller's own field force.</summary>
    OwnField,

    /// <summary>A citizen broker (全民经纪人).</summary>
    CitizenBroker,

    /// <summary>The sales office: a walk-in.</summary>
    SalesOffice,

    /// <summary>An owner's referral (老带新).</summary>
    Referral,

    /// <summary>Entered by a salesperson.</summary>
    SelfEntered,
}

/// <summary>Kinds of opportunity, never mixed.</summary>
public enum OpportunityKind
{
    /// <summary>新购.</summary>
    New,

    /// <summary>续费.</summary>
    Renewal,

    /// <summary>转介绍.</summary>
    Referral,
}

/// <summary>How a contact was made.</summary>
public enum ContactMedium
{
    /// <summary>By phone.</summary>
    Call,

    /// <summary>By WeChat.</summary>
    Wechat,

    /// <summary>By another messenger.</summary>
    Im,

    /// <summary>Face to face.</summary>
    InPerson,
}

/// <summary>How far a recorded sale is.</summary>
public enum SaleStage
{
    /// <summary>认购.</summary>
    Subscribed,

    /// <summary>网签.</summary>
    Signed,
}

/// <summary>Milestones of a sale in their usual order.</summary>
public enum Milestone
{
    /// <summary>认购.</summary>
    Subscribed,

    /// <summary>网签.</summary>
    Signed,

    /// <summary>回款, up to a share of the price.</summary>
    Collected,

    /// <summary>放款.</summary>
    LoanReleased,

    /// <summary>Paid in full; implies everything collected, and satisfies loanReleased.</summary>
    FullyPaid,

    /// <summary>Papers complete.</summary>
    DocsComplete,

    /// <summary>交房.</summary>
    HandedOver,
}

/// <summary>Why a fact was retracted.</summary>
public enum RetractionReason
{
    /// <summary>The evidence was forged; no time limit applies.</summary>
    Forged,

    /// <summary>A mistake.</summary>
    Mistaken,

    /// <summary>Withdrawn by the sender.</summary>
    Withdrawn,

    /// <summary>Fraud; no time limit applies.</summary>
    Fraud,
}

/// <summary>A member of staff and their share of a sale.</summary>
/// <param name="Role">consultant, …</param>
/// <param name="Person">Id in a channel record's people.</param>
/// <param name="Share">Of the role's commission; the shares of a role are weights.</param>
public sealed record StaffShare(string Role, string Person, Rate Share);
