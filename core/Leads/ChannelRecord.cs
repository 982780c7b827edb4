using System.Collections.Immutable;
using System.Text.Json;
using Core.Values;
using NodaTime;

namespace Core.Leads;

/// <summary>
/// A channel as settings describe it (settings.md 1): who may send what, whose contract runs where, who works for whom.
/// One version; versions of one id are ordered by <see cref="EffectiveFrom"/>.
/// </summary>
public sealed record ChannelRecord
{
    /// <summary>Id, and the <c>organisation</c> of its claims.</summary>
    public required string Id { get; init; }

    /// <summary>Version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>First instant at which this version holds.</summary>
    public required Instant EffectiveFrom { get; init; }

    /// <summary>ownApp, agency, salesOffice, internal, … as sent.</summary>
    public required string Kind { get; init; }

    /// <summary>Display name.</summary>
    public string? Name { get; init; }

    /// <summary>How far what it sends is believed.</summary>
    public required Trust Trust { get; init; }

    /// <summary>Who is paid for its claims; null: nobody.</summary>
    public string? Payee { get; init; }

    /// <summary>Prefixes of the event sources that its callers may write.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>Event types that its callers may send.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Contracts; none: not a contractual channel.</summary>
    public ImmutableArray<ChannelContract> Contracts { get; init; } = [];

    /// <summary>People, dated rows: a transfer is a second row of the same id.</summary>
    public ImmutableArray<ChannelPerson> People { get; init; } = [];

    /// <summary>Reads one version as it was published.</summary>
    /// <param name="json">Any JSON; unknown properties are let pass.</param>
    /// <param name="version">From 1.</param>
    /// <returns>The record, or every error with its pointer into the record. Never throws.</returns>
    public static Result<ChannelRecord> Parse(JsonElement json, int version) =>
        ChannelRecordParser.Parse(json, version);
}

/// <summary>A contract of a channel: active for the projects on days in [from, to).</summary>
public sealed record ChannelContract(
    string Reference,
    ImmutableArray<string> Projects,
    LocalDate From,
    LocalDate? To,
    string State
);

/// <summary>A member of a channel on days in [from, to).</summary>
public sealed record ChannelPerson
{
    /// <summary>Id, unique in the house.</summary>
    public required string Id { get; init; }

    /// <summary>consultant, manager, agent, ….</summary>
    public required string Role { get; init; }

    /// <summary>First day.</summary>
    public required LocalDate From { get; init; }

    /// <summary>First day no longer; null: still there.</summary>
    public LocalDate? To { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Own phones, as sent.</summary>
    public ImmutableArray<string> Phones { get; init; } = [];

    /// <summary>Who is paid for this person's work; null: nobody.</summary>
    public string? Payee { get; init; }

    /// <summary>Id of the manager.</summary>
    public string? Manager { get; init; }

    /// <summary>Signed-in user.</summary>
    public string? User { get; init; }

    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"ChannelPerson({Id})";
}

/// <summary>Every version of every channel record; immutable.</summary>
public sealed record ChannelBook(ImmutableArray<ChannelRecord> Versions)
{
    /// <summary>No channel is known.</summary>
    public static ChannelBook Empty { get; } = new([]);

    /// <summary>The version of a channel in force at an instant; null before its first.</summary>
    public ChannelRecord? At(string? id, Instant at) =>
        Versions
            .Where(c => c.Id == id && c.EffectiveFrom <= at)
            .OrderBy(c => c.EffectiveFrom)
            .ThenBy(c => c.Version)
            .LastOrDefault();

    /// <summary>A person's row on a day, with the channel it stands in; null when nobody has that id then.</summary>
    public ChannelPerson? PersonOn(string id, LocalDate day, Instant at) =>
        Versions
            .Select(c => c.Id)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(channel => At(channel, at))
            .OfType<ChannelRecord>()
            .SelectMany(c => c.People)
            .FirstOrDefault(p => p.Id == id && p.From <= day && (p.To is null || day < p.To));
}
