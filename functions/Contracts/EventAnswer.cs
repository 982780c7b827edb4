using System.Text.Json.Serialization;
using Core.Values;

namespace Functions.Contracts;

/// <summary>What became of posted events, one line each, in the order in which they were sent.</summary>
internal sealed record EventAnswer(IReadOnlyList<EventLine> Events);

/// <summary>What became of one posted event.</summary>
/// <param name="Source">Its source, as far as it could be read.</param>
/// <param name="Id">Its id, as far as it could be read.</param>
/// <param name="Status">accepted, duplicate or rejected.</param>
/// <param name="Errors">Why it was rejected; empty otherwise.</param>
internal sealed record EventLine(string? Source, string? Id, EventStatus Status, IReadOnlyList<ErrorLine> Errors);

/// <summary>Fates of a posted event.</summary>
[JsonConverter(typeof(WireEnum<EventStatus>))]
internal enum EventStatus
{
    /// <summary>Durable; it will be applied.</summary>
    Accepted,

    /// <summary>It was known already, with the same content; nothing changes.</summary>
    Duplicate,

    /// <summary>Not taken.</summary>
    Rejected,
}

/// <summary>A fault in what was sent.</summary>
/// <param name="Pointer">JSON pointer into it.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">One sentence that says what to do.</param>
internal sealed record ErrorLine(string Pointer, string Code, string Message)
{
    /// <summary>The wire form of a refusal.</summary>
    public static ErrorLine Of(Refusal refusal) => new(refusal.Pointer, refusal.Code, refusal.Message);
}
