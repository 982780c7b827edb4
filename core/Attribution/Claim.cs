using System.Collections.Immutable;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>Kinds of claim, by the rules that they are under.</summary>
internal enum ClaimKind
{
    /// <summary>An agency's or citizen broker's registration.</summary>
    ThirdParty,

    /// <summary>A lead of an own channel.</summary>
    Own,

    /// <summary>A visit that nobody brought.</summary>
    WalkIn,

    /// <summary>No claim: referral and self-entered leads, until their rules exist.</summary>
    Touch,
}

/// <summary>Somebody's claim to a customer.</summary>
/// <param name="Fact">The fact that makes it.</param>
/// <param name="Channel">Who claims.</param>
/// <param name="Kind">Under which rules.</param>
/// <param name="People">Ids of the persons it names.</param>
/// <param name="Masked">Whether it came without a full phone number.</param>
/// <param name="Policy">The policy version that it is pinned to.</param>
/// <param name="Section">The policy's section for it.</param>
internal sealed record Claim(
    Fact Fact,
    ChannelRef Channel,
    ClaimKind Kind,
    ImmutableArray<string> People,
    bool Masked,
    Policy Policy,
    ClaimSection Section
)
{
    /// <summary>When it was registered: by our clock.</summary>
    public Instant Time => Fact.ReceivedAt;

    /// <summary>As a trace names it: <c>px@1#agency</c>.</summary>
    public string PolicyName => $"{Policy.Name}#{Section.Id}";

    /// <summary>The kind of claim of a channel; null for a lead that is none (the sales office's).</summary>
    public static ClaimKind? KindOf(ChannelKind channel) =>
        channel switch
        {
            ChannelKind.Agency or ChannelKind.CitizenBroker => ClaimKind.ThirdParty,
            ChannelKind.OwnApp or ChannelKind.Hotline or ChannelKind.OwnField => ClaimKind.Own,
            ChannelKind.Referral or ChannelKind.SelfEntered => ClaimKind.Touch,
            ChannelKind.SalesOffice => null,
        };

    /// <summary>Whether a channel is a third party's.</summary>
    public static bool IsThirdParty(ChannelKind channel) => KindOf(channel) == ClaimKind.ThirdParty;
}

/// <summary>A confirmed visit.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Channel">With whom; the walk-in when with nobody.</param>
/// <param name="People">Ids of the persons who came.</param>
/// <param name="Booked">Whether the customer booked it.</param>
/// <param name="Section">The section for the channel in the policy version of its time.</param>
internal sealed record Visit(
    Fact Fact,
    ChannelRef Channel,
    ImmutableArray<string> People,
    bool Booked,
    ClaimSection Section
)
{
    /// <summary>When it became known.</summary>
    public Instant Time => Fact.ReceivedAt;

    /// <summary>Until when the visit keeps an episode open (exclusive).</summary>
    public Instant End =>
        (Channel.Kind == ChannelKind.SalesOffice ? Section.Natural : Section.Deal)?.EndFrom(Time) ?? Instant.MaxValue;
}

/// <summary>A contact that could make an own lead effective.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="People">Ids of the persons it was with.</param>
/// <param name="Seconds">Length of a call; null for other media, where talking both ways is enough.</param>
internal sealed record Contact(Fact Fact, ImmutableArray<string> People, int? Seconds)
{
    /// <summary>When it became known.</summary>
    public Instant Time => Fact.ReceivedAt;
}
