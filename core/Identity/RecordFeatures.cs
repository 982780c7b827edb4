using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Identity;

/// <summary>A full phone as one record gave it.</summary>
/// <param name="E164">The number.</param>
/// <param name="VerifiedAt">When it was proved; null: it was not.</param>
public readonly record struct PhoneFeature(string E164, Instant? VerifiedAt)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => "PhoneFeature(***)";
}

/// <summary>A document as one record gave it.</summary>
/// <param name="Kind">As on the wire.</param>
/// <param name="Number">Normalised.</param>
/// <param name="Grade">How well it was seen.</param>
public readonly record struct DocumentFeature(string Kind, string Number, Grade Grade)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"DocumentFeature({Kind}, ***, {Grade})";
}

/// <summary>One record in comparable form. Everything that identity asks of a record is here; it never looks at the event again.</summary>
public sealed record RecordFeatures
{
    /// <summary>The record.</summary>
    public required RecordId Id { get; init; }

    /// <summary>When its event became known.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>The project that its event names; null: none, or an event in which masks mean nothing.</summary>
    public string? Project { get; init; }

    /// <summary>What kind of meeting its event is.</summary>
    public Occasion Occasion { get; init; }

    /// <summary>Names as sent.</summary>
    public ImmutableArray<string> SentNames { get; init; } = [];

    /// <summary>Comparable names.</summary>
    public ImmutableArray<PersonName> Names { get; init; } = [];

    /// <summary>As stated, implied by a form of address, or read off a resident card.</summary>
    public string? Gender { get; init; }

    /// <summary>As stated, or read off a resident card.</summary>
    public LocalDate? BirthDate { get; init; }

    /// <summary>Full phones.</summary>
    public ImmutableArray<PhoneFeature> Phones { get; init; } = [];

    /// <summary>Masked phones.</summary>
    public ImmutableArray<PhoneMask> Masks { get; init; } = [];

    /// <summary>Typed WeChat id, folded; null: none.</summary>
    public string? Wechat { get; init; }

    /// <summary>WeChat union id; null: none.</summary>
    public string? UnionId { get; init; }

    /// <summary><c>issuer|openId</c>; null: none, or without an issuer, outside which an open id means nothing.</summary>
    public string? OpenId { get; init; }

    /// <summary>Whether a WeChat contact was really added.</summary>
    public bool WechatVerified { get; init; }

    /// <summary><c>system|id</c> of every customer id.</summary>
    public ImmutableArray<string> CustomerIds { get; init; } = [];

    /// <summary>Documents with a valid number.</summary>
    public ImmutableArray<DocumentFeature> Documents { get; init; } = [];

    /// <summary>E-mail addresses, folded; they find and never link.</summary>
    public ImmutableArray<string> Emails { get; init; } = [];

    /// <summary>Roles in its event.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Texts of the keys by which it may link, strong ones only.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>Kind and number of its documents, each once.</summary>
    internal ImmutableArray<(string Kind, string Number)> DocumentNumbers { get; init; } = [];

    /// <summary>Two records of one profile agree with the same names and contradict the same documents.</summary>
    internal string Profile { get; init; } = "";

    /// <summary>The same reading of a record, not an equal one: what is remembered about it is remembered by reading.</summary>
    public bool Equals(RecordFeatures? other) => ReferenceEquals(this, other);

    /// <inheritdoc />
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"RecordFeatures({Id})";
}

/// <summary>Kinds of event, as far as a masked phone cares.</summary>
public enum Occasion
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>A registration: the only place where a masked phone counts.</summary>
    Lead,

    /// <summary>A confirmed visit: where a mask is resolved.</summary>
    Visit,

    /// <summary>A sale: where a mask is resolved when nobody came before.</summary>
    Sale,
}
