using System.Collections.Immutable;
using System.Text.Json;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>
/// The rules of attribution for some projects (settings.md 3): one version, never edited. Every parameter has a documented
/// default, so a policy states only where it differs.
/// </summary>
public sealed record Policy
{
    /// <summary>Id, unique among policies.</summary>
    public required string Id { get; init; }

    /// <summary>Version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>First instant at which this version holds.</summary>
    public required Instant EffectiveFrom { get; init; }

    /// <summary>Projects that it governs; empty: every project.</summary>
    public ImmutableArray<string> Projects { get; init; } = [];

    /// <summary>Kind of opportunity that it governs; null: every kind.</summary>
    public OpportunityKind? Opportunity { get; init; }

    /// <summary>Where the project stands.</summary>
    public SiteSettings Site { get; init; } = new(null, null);

    /// <summary>Who counts as one household.</summary>
    public HouseholdSettings Household { get; init; } = new();

    /// <summary>Rules by kind of claim, most specific first as <see cref="SectionFor"/> picks them.</summary>
    public ImmutableArray<ClaimSection> Claims { get; init; } = ClaimSection.Defaults;

    /// <summary>How a decision is taken.</summary>
    public DecisionSettings Decision { get; init; } = new();

    /// <summary>What may still change after the sale.</summary>
    public PostSaleSettings PostSale { get; init; } = new();

    /// <summary>Risk rules by id (<c>RSK-02</c>); they hold money, they never decide.</summary>
    public ImmutableSortedDictionary<string, RiskSetting> Risk { get; init; } = RiskSetting.Defaults;

    /// <summary>The documented defaults, in force for everything that no policy governs: <c>default@1</c>.</summary>
    public static Policy Default { get; } =
        new()
        {
            Id = "default",
            Version = 1,
            EffectiveFrom = Instant.MinValue,
        };

    /// <summary><c>px@1</c>.</summary>
    public string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}@{Version}");

    /// <summary>Reads a policy as settings publish it.</summary>
    /// <param name="json">The policy's JSON.</param>
    /// <param name="version">The version that the server gives it, from 1.</param>
    /// <returns>The policy, or every refusal with its JSON pointer.</returns>
    public static Result<Policy> Parse(JsonElement json, int version) => PolicyReader.Read(json, version);

    /// <summary>Whether it governs a project and a kind of opportunity.</summary>
    public bool Governs(string project, OpportunityKind opportunity) =>
        (Projects.IsEmpty || Projects.Contains(project, StringComparer.Ordinal))
        && (Opportunity is null || Opportunity == opportunity);

    /// <summary>
    /// The section of a channel: the first that names its organisation, else the first that names its kind, else the
    /// documented default for its kind.
    /// </summary>
    public ClaimSection SectionFor(ChannelRef channel) =>
        Claims.FirstOrDefault(c =>
            channel.Organisation is { } organisation
            && c.Organisations.Contains(organisation, StringComparer.Ordinal)
            && (c.Channels.IsEmpty || c.Channels.Contains(channel.Kind))
        )
        ?? Claims.FirstOrDefault(c => c.Organisations.IsEmpty && c.Channels.Contains(channel.Kind))
        ?? ClaimSection.Defaults.FirstOrDefault(c => c.Channels.Contains(channel.Kind))
        ?? ClaimSection.Other;
}
