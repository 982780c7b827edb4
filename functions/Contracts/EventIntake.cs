using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Core.Leads;
using Core.Pipeline;
using Core.Values;
using Functions.Edge;

namespace Functions.Contracts;

/// <summary>
/// Turns a posted body into facts: one place per event, each either ready to be taken or with every reason why not.
/// CloudEvents are read here by hand because the contract keeps unknown properties and names faults by JSON pointer,
/// neither of which the SDK's own type does; the tests post what the SDK's formatter writes.
/// </summary>
internal sealed class EventIntake(TimeProvider clock)
{
    /// <summary>Most events of one body.</summary>
    public const int MaxEvents = 500;

    /// <summary>Most bytes of one body.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Most bytes of one event.</summary>
    public const int MaxEventBytes = 256 * 1024;

    private const string Single = "application/cloudevents+json";
    private const string Batch = "application/cloudevents-batch+json";
    private const string Plain = "application/json";

    /// <summary>The media types that bodies may have.</summary>
    public static ImmutableArray<string> MediaTypes { get; } = [Single, Batch, Plain];

    /// <summary>Splits a body into events, as its media type says.</summary>
    /// <returns>The events; <c>MALFORMED_JSON</c>, <c>EVENT_EXPECTED</c>, <c>BATCH_EXPECTED</c> or <c>BATCH_EMPTY</c>.</returns>
    public static Result<Posted> Split(ReadOnlyMemory<byte> body, string mediaType)
    {
        if (Bodies.ParseLoosely(body) is not { } json)
        {
            return new Refusal("MALFORMED_JSON", "", "The body is not one well-formed JSON document in UTF-8.");
        }

        return (json.ValueKind, mediaType) switch
        {
            (JsonValueKind.Object, Single or Plain) => new Posted([json], IsBatch: false),
            (JsonValueKind.Array, Batch or Plain) when json.GetArrayLength() == 0 => new Refusal(
                "BATCH_EMPTY",
                "",
                "Send at least one event."
            ),
            (JsonValueKind.Array, Batch or Plain) => new Posted([.. json.EnumerateArray()], IsBatch: true),
            (_, Batch) => new Refusal("BATCH_EXPECTED", "", "This media type holds an array of events."),
            _ => new Refusal("EVENT_EXPECTED", "", "This media type holds one event, a JSON object."),
        };
    }

    /// <summary>Reads one event as its sender may send it.</summary>
    public Result<IncomingFact> Read(JsonElement json, Caller caller, ChannelBook channels)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("EVENT_EXPECTED", "", "An event is a JSON object.");
        }

        if (JsonMarshal.GetRawUtf8Value(json).Length > MaxEventBytes)
        {
            return new Refusal(TooLarge, "", "An event holds at most 256 KiB.");
        }

        var now = clock.Now();
        // An importer's malformed receivedat is refused by the parser, so what stands in for it is never used.
        var receivedAt = (caller.Is(Role.Importer) ? EventParser.ReceivedAt(json) : null) ?? now;
        return SenderDesk.Read(json, caller, channels, receivedAt, now);
    }

    /// <summary>The code of an event that is too large.</summary>
    public const string TooLarge = "EVENT_TOO_LARGE";

    /// <summary>The line of an event in the answer, as far as its source and id could be read.</summary>
    public static EventLine Line(JsonElement json, EventStatus status, IReadOnlyList<Refusal> errors) =>
        new(Text(json, "source"), Text(json, "id"), status, [.. errors.Select(ErrorLine.Of)]);

    private static string? Text(JsonElement json, string name) =>
        Wellformed.Property(json, name) is { ValueKind: JsonValueKind.String } value ? Bodies.Text(value) : null;
}

/// <summary>The events of one body.</summary>
/// <param name="Events">In order; at least one.</param>
/// <param name="IsBatch">Whether they came as an array.</param>
internal sealed record Posted(ImmutableArray<JsonElement> Events, bool IsBatch);
