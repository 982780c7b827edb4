using NodaTime;

namespace Core.Leads;

/// <summary>What the receiving side knows about an event, which the sender cannot say of itself.</summary>
/// <param name="ReceivedAt">When it became known: our clock, or the event's <c>receivedat</c> from a caller that may import history.</param>
/// <param name="Now">Our clock, against which a <c>time</c> in the future is refused.</param>
/// <param name="Trust">How far the sender is believed.</param>
/// <param name="SenderChannel">Id of the sender's channel record; null when none is known.</param>
/// <param name="SenderKind">Kind of that record as sent; null when none is known.</param>
public sealed record Stamp(Instant ReceivedAt, Instant Now, Trust Trust, string? SenderChannel, string? SenderKind);
