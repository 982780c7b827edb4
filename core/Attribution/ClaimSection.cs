using System.Collections.Immutable;
using Core.Leads;

namespace Core.Attribution;

/// <summary>The rules for one kind of claim. A section that leaves a parameter out has its documented default.</summary>
public sealed record ClaimSection
{
    /// <summary>Id, unique in its policy; a trace names it as <c>px@1#agency</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Kinds of channel that it is for.</summary>
    public ImmutableArray<ChannelKind> Channels { get; init; } = [];

    /// <summary>Organisations that it is for alone; empty: any of the kinds.</summary>
    public ImmutableArray<string> Organisations { get; init; } = [];

    /// <summary>How its claims compete.</summary>
    public ClaimMode Mode { get; init; }

    /// <summary>What a masked phone is good for (NRM-02).</summary>
    public MaskedPhones Masked { get; init; }

    /// <summary>
    /// Least minutes between a third party's registration and the visit, 0 to 1440; exactly is enough (VAL-01). Default 30.
    /// </summary>
    public int LeadMinutes { get; init; } = 30;

    /// <summary>Whose visit counts.</summary>
    public VisitCredit VisitCredit { get; init; }

    /// <summary>Whether a protected customer may be registered again and win (ADM-02).</summary>
    public bool AdmitOld { get; init; }

    /// <summary>What happens when the claimant buys (ADM-04).</summary>
    public SelfPurchase SelfPurchase { get; init; }

    /// <summary>Whether owners may be registered (ADM-03).</summary>
    public OwnerLimit OwnerLimit { get; init; } = OwnerLimit.Allow;

    /// <summary>Caps (ADM-06).</summary>
    public CapSettings Caps { get; init; } = new();

    /// <summary>Days after expiry in which the claimant may not register again; 0: off (ADM-07).</summary>
    public int CooldownDays { get; init; }

    /// <summary>Minutes that the seller has to object (ADM-10).</summary>
    public int ReplyMinutes { get; init; } = 30;

    /// <summary>Whether silence accepts (ADM-10).</summary>
    public bool DeemedAccept { get; init; } = true;

    /// <summary>Properties of a person without which a registration is not complete (ADM-09).</summary>
    public ImmutableArray<string> RequiredFields { get; init; } = [];

    /// <summary>What makes an own lead a claim (VAL-04); null: registering is enough.</summary>
    public EffectiveSettings? Effective { get; init; } = new();

    /// <summary>WIN-01, third parties, from registration to the first visit. Default 3 natural days; null: never ends.</summary>
    public Window? Registration { get; init; } = new(3);

    /// <summary>WIN-02, third parties, from the first visit. Default 30 natural days; null: never ends.</summary>
    public Window? Visit { get; init; } = new(30);

    /// <summary>WIN-03, from a visit with this channel to subscription. Default 30 natural days; null: never ends.</summary>
    public Window? Deal { get; init; } = new(30);

    /// <summary>Whether every visit starts WIN-03 again. Default yes.</summary>
    public bool DealRefresh { get; init; } = true;

    /// <summary>WIN-05, from a walk-in. Default 15 natural days; null: never ends.</summary>
    public Window? Natural { get; init; } = new(15);

    /// <summary>WIN-06, own leads, from the last effective contact. Default 60 natural days; null: never ends.</summary>
    public Window? Own { get; init; } = new(60);

    /// <summary>WIN-07, from the end of the claimant's contract. Default 30 natural days; null: never ends.</summary>
    public Window? Tail { get; init; } = new(30);

    /// <summary>WIN-09: days of one extension. Default 7.</summary>
    public int ExtensionDays { get; init; } = 7;

    /// <summary>WIN-09: how often. Default once.</summary>
    public int ExtensionTimes { get; init; } = 1;

    /// <summary>The documented defaults: own, agency and walk-in claims.</summary>
    public static ImmutableArray<ClaimSection> Defaults { get; } =
    [
        new() { Id = "own", Channels = [ChannelKind.OwnApp, ChannelKind.Hotline, ChannelKind.OwnField] },
        new() { Id = "agency", Channels = [ChannelKind.Agency, ChannelKind.CitizenBroker] },
        new() { Id = "walkIn", Channels = [ChannelKind.SalesOffice] },
    ];

    /// <summary>For kinds of channel that have no rules yet: referral and self-entered leads.</summary>
    public static ClaimSection Other { get; } = new() { Id = "other" };
}
