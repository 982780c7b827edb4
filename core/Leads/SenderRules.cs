using System.Collections.Immutable;
using System.Text.Json;
using Core.Values;

namespace Core.Leads;

/// <summary>Who may say what (contract.md): checked against the sender's channel record, after the event was parsed.</summary>
public static class SenderRules
{
    /// <summary>Everything that this sender may not say in this event.</summary>
    /// <param name="cloudEvent">An event that <see cref="EventParser.Parse"/> accepts; of others only what is there is checked.</param>
    /// <param name="sender">The channel record of the caller, in force now.</param>
    /// <returns>
    /// <c>SOURCE_NOT_ALLOWED</c>, <c>TYPE_NOT_ALLOWED</c>, and for claimants <c>CHANNEL_NOT_OWN</c>, <c>CLAIM_NOT_OWN</c>
    /// and <c>RETRACTION_NOT_ALLOWED</c>; empty when it may.
    /// </returns>
    public static ImmutableArray<Refusal> Check(JsonElement cloudEvent, ChannelRecord sender)
    {
        var refusals = new List<Refusal>();
        var root = Field.Root(cloudEvent, refusals);
        if (Text(root["source"]) is { } source && !Owns(sender, source))
        {
            root["source"].Refuse("SOURCE_NOT_ALLOWED", "Send events only for sources of your own channel record.");
        }

        var type = Text(root["type"]);
        if (type is not null && !sender.Types.Contains(type, StringComparer.Ordinal))
        {
            root["type"].Refuse("TYPE_NOT_ALLOWED", "Send only event types that your channel record lists.");
        }

        if (sender.Trust == Trust.ThirdParty)
        {
            Claimant(root["data"], type, sender);
            if (type == "fact.retracted" && Retraction(root["data"]) is { } retraction)
            {
                refusals.AddRange(new[] { Retractions.Allowed(retraction, sender) }.OfType<Refusal>());
            }
        }

        return [.. refusals];
    }

    /// <summary>Whether a source belongs to a channel: it is one of its prefixes, or continues one after a <c>/</c>.</summary>
    public static bool Owns(ChannelRecord channel, string source) =>
        channel.Sources.Any(prefix =>
            source.StartsWith(prefix, StringComparison.Ordinal)
            && (source.Length == prefix.Length || prefix.EndsWith('/') || source[prefix.Length] == '/')
        );

    /// <summary>A claimant speaks for itself: another's organisation, or another kind, would be another's claim.</summary>
    private static void Claimant(Field data, string? type, ChannelRecord sender)
    {
        var channel = data["channel"];
        if (channel.Present && Text(channel["organisation"]) != sender.Id)
        {
            channel["organisation"].Refuse("CHANNEL_NOT_OWN", "Name your own organisation.");
        }

        if (WireNames.Parse<ChannelKind>(Text(channel["kind"])) is { } kind && WireNames.Of(kind) != sender.Kind)
        {
            channel["kind"].Refuse("CHANNEL_NOT_OWN", "Name the kind of your own channel record.");
        }

        if (type == "claim.changed" && Text(data["claim"]["source"]) is { } source && !Owns(sender, source))
        {
            data["claim"]["source"].Refuse("CLAIM_NOT_OWN", "Change only registrations of your own sources.");
        }
    }

    private static FactBody.FactRetracted? Retraction(Field data) =>
        Text(data["factSource"]) is { } source
        && Text(data["factId"]) is { } id
        && WireNames.Parse<RetractionReason>(Text(data["reason"])) is { } reason
            ? new FactBody.FactRetracted(new FactId(source, id), null, reason)
            : null;

    /// <summary>Text without noting errors: those are the parser's.</summary>
    private static string? Text(Field place) =>
        place.Value is { ValueKind: JsonValueKind.String } value ? Wellformed.Text(value) : null;
}
