using System.Text.Json;
using Core.Leads;
using Core.Pipeline;
using Core.Values;
using Functions.Edge;
using NodaTime;

namespace Functions.Contracts;

/// <summary>Asks a sender's rights and stamps an event with what we know of the sender.</summary>
internal static class SenderDesk
{
    /// <summary>The code of an event whose source is not the caller's own.</summary>
    public const string NotYours = "SOURCE_NOT_ALLOWED";

    /// <summary>Reads an event that a caller sends.</summary>
    /// <returns>The fact as it will be stored, or everything that is wrong with it or that this caller may not say.</returns>
    public static Result<IncomingFact> Read(
        JsonElement json,
        Caller caller,
        ChannelBook channels,
        Instant receivedAt,
        Instant now
    )
    {
        ChannelRecord? sender;
        if (caller.Is(Role.Importer))
        {
            sender = OwnerOf(json, channels, now);
        }
        else
        {
            sender = channels.At(caller.Name, now);
            // Whose source it is comes first: what is wrong in another's event is nobody else's business.
            if (sender is null || (Source(json) is { } source && !SenderRules.Owns(sender, source)))
            {
                return new Refusal(NotYours, "/source", "Send events only for sources of your own channel record.");
            }
        }

        var stamp = new Stamp(receivedAt, now, sender?.Trust ?? Presumed(json), sender?.Id, sender?.Kind);
        var fact = EventParser.Parse(json, stamp);
        if (!fact.Succeeded)
        {
            return new List<Refusal>(fact.Errors);
        }

        if (!caller.Is(Role.Importer) && SenderRules.Check(json, sender!) is { IsEmpty: false } refused)
        {
            return new List<Refusal>(refused);
        }

        return new IncomingFact(fact.Value, EventParser.Write(json, fact.Value), EventParser.ContentHash(json));
    }

    // History is written by the importer in the name of whoever sent it then.
    private static ChannelRecord? OwnerOf(JsonElement json, ChannelBook channels, Instant now) =>
        Source(json) is { } source
            ? channels
                .Versions.Select(c => c.Id)
                .Distinct(StringComparer.Ordinal)
                .Select(id => channels.At(id, now))
                .OfType<ChannelRecord>()
                .Where(c => SenderRules.Owns(c, source))
                .OrderByDescending(c =>
                    c.Sources.Where(s => source.StartsWith(s, StringComparison.Ordinal)).Max(s => s.Length)
                )
                .ThenBy(c => c.Id, StringComparer.Ordinal)
                .FirstOrDefault()
            : null;

    // Without a channel record: what an outside claimant says of a customer is a claimant's word, all else is the house's.
    private static Trust Presumed(JsonElement json) =>
        Text(json, "type") is "lead.registered" or "contact.made"
        && Text(Wellformed.Property(Wellformed.Property(json, "data"), "channel"), "kind")
            is "agency"
                or "citizenBroker"
            ? Trust.ThirdParty
            : Trust.Own;

    private static string? Source(JsonElement json) => Text(json, "source");

    private static string? Text(JsonElement json, string name) =>
        Wellformed.Property(json, name) is { ValueKind: JsonValueKind.String } value ? Bodies.Text(value) : null;
}
