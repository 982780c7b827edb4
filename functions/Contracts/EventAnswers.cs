using NodaTime;

namespace Functions.Contracts;

/// <summary>How far an event is.</summary>
/// <param name="State">pending or applied.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="AppliedAt">When it was applied; null: not yet.</param>
/// <param name="Errors">Always empty: what is wrong is said when it is posted.</param>
/// <param name="Household">The household that it belongs to; for internal callers only.</param>
internal sealed record EventStateAnswer(
    string State,
    Instant ReceivedAt,
    Instant? AppliedAt,
    IReadOnlyList<ErrorLine> Errors,
    string? Household
);

/// <summary>What a lead source may know of its own claim.</summary>
/// <param name="State">pending, accepted, refused, expired or credited.</param>
/// <param name="Code">Why it is refused or expired.</param>
/// <param name="ValidUntil">Exclusive end of its running window.</param>
internal sealed record ClaimStateAnswer(string State, string? Code, Instant? ValidUntil);

/// <summary>What is still to be done; all zero means that every answer is final for what was accepted.</summary>
/// <param name="PendingEvents">Events that are not applied.</param>
/// <param name="Queued">Settlements that are not done.</param>
/// <param name="Oldest">When the oldest of them was received, as far as it is known.</param>
internal sealed record BacklogAnswer(int PendingEvents, int Queued, Instant? Oldest);

/// <summary>Whom to look for; at least one identifier. In the body, never in an address: addresses are logged everywhere.</summary>
internal sealed record SearchRequest
{
    /// <summary>A full phone number.</summary>
    public string? Phone { get; init; }

    /// <summary>A WeChat id.</summary>
    public string? Wechat { get; init; }

    /// <summary>A document.</summary>
    public SearchDocument? Document { get; init; }

    /// <summary>An e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>An id in another system.</summary>
    public SearchCustomer? Customer { get; init; }

    /// <summary>A name; narrows what the others found.</summary>
    public string? Name { get; init; }

    /// <summary>The project that the question is about; goes into the record of the look-up.</summary>
    public string? Project { get; init; }

    /// <summary>Safe for logs.</summary>
    public override string ToString() => "SearchRequest(***)";
}

/// <summary>A document to look for.</summary>
internal sealed record SearchDocument(string Kind, string Number)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"SearchDocument({Kind}, ***)";
}

/// <summary>An id in another system to look for.</summary>
internal sealed record SearchCustomer(string System, string Id)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"SearchCustomer({System}, ***)";
}
