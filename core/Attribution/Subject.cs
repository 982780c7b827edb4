using System.Collections.Immutable;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>What a decision is about: who buys, where, and the moment that the windows are judged at.</summary>
internal sealed record Subject
{
    /// <summary>Project.</summary>
    public required string Project { get; init; }

    /// <summary>Kind of opportunity.</summary>
    public required OpportunityKind Opportunity { get; init; }

    /// <summary>Subscription, else signing, of a sale; before there is one, the instant of the question.</summary>
    public required Instant At { get; init; }

    /// <summary>Whether there is a sale.</summary>
    public required bool Sold { get; init; }

    /// <summary>Whether the sale went through a sales office, so that nobody's customer is a walk-in (PRI-03).</summary>
    public required bool SalesOffice { get; init; }

    /// <summary>Records of the purchasing parties.</summary>
    public required ImmutableArray<RecordId> Buyers { get; init; }

    /// <summary>Records of the owners that were revealed after signing.</summary>
    public ImmutableArray<RecordId> Revealed { get; init; } = [];

    /// <summary>The facts that say all this.</summary>
    public ImmutableArray<FactId> Facts { get; init; } = [];
}

/// <summary>Which policy version governs what: the one in force, or the one that was asked for.</summary>
internal sealed record PolicyPin(
    AttributionSettings Settings,
    Policy? Override,
    string Project,
    OpportunityKind Opportunity
)
{
    /// <summary>The version at an instant.</summary>
    public Policy At(Instant at) => Override ?? Settings.At(Project, Opportunity, at);
}
