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

    /// <summary>Least minutes between registration and visit, 0 to 1440; exactly is enough (VAL-01).</summary>
    public int LeadMinutes { get; init; }

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

    /// <summary>What makes the lead a claim (VAL-04); null: registering is enough.</summary>
    public EffectiveSettings? Effective { get; init; }

    /// <summary>WIN-01, from registration to the first visit; null: never expires.</summary>
    public Window? Registration { get; init; }

    /// <summary>WIN-02, from the first visit; null: never expires.</summary>
    public Window? Visit { get; init; }

    /// <summary>WIN-03, from a visit to subscription; null: never expires.</summary>
    public Window? Deal { get; init; }

    /// <summary>Whether every visit starts WIN-03 again.</summary>
    public bool DealRefresh { get; init; } = true;

    /// <summary>WIN-05, from a walk-in; null: never expires.</summary>
    public Window? Natural { get; init; }

    /// <summary>WIN-06, from the last effective contact; null: never expires.</summary>
    public Window? Own { get; init; }

    /// <summary>WIN-07, from the end of the claimant's contract; null: no tail.</summary>
    public Window? Tail { get; init; }

    /// <summary>WIN-09: days of one extension; null: none.</summary>
    public int? ExtensionDays { get; init; }

    /// <summary>WIN-09: how often.</summary>
    public int ExtensionTimes { get; init; }

    /// <summary>The documented defaults: own, agency and walk-in claims.</summary>
    public static ImmutableArray<ClaimSection> Defaults { get; } =
    [
        new()
        {
            Id = "own",
            Channels = [ChannelKind.OwnApp, ChannelKind.Hotline, ChannelKind.OwnField],
            Effective = new(),
            Own = new(60),
        },
        new()
        {
            Id = "agency",
            Channels = [ChannelKind.Agency, ChannelKind.CitizenBroker],
            LeadMinutes = 30,
            Registration = new(3),
            Visit = new(30),
            Deal = new(30),
            Tail = new(30),
            ExtensionDays = 7,
            ExtensionTimes = 1,
            RequiredFields = ["name", "phones"],
        },
        new()
        {
            Id = "walkIn",
            Channels = [ChannelKind.SalesOffice],
            Natural = new(15),
        },
    ];
}
