using System.Collections.Immutable;
using Core.Attribution;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>
/// What a dossier publishes about one sale for settlement: what it pays on, as it came to be known. Holds no personal data.
/// Derived from facts alone, so the same facts in any order give the same view.
/// </summary>
public sealed record SaleView
{
    /// <summary>Id of the sale.</summary>
    public required string Sale { get; init; }

    /// <summary>Project.</summary>
    public required string Project { get; init; }

    /// <summary>Unit or course.</summary>
    public string? Product { get; init; }

    /// <summary>Kind of opportunity.</summary>
    public required OpportunityKind Opportunity { get; init; }

    /// <summary>Fixed-name attributes, for plan selectors.</summary>
    public required ImmutableSortedDictionary<string, string> Attributes { get; init; }

    /// <summary>Public id of the household that the buyers belong to.</summary>
    public required string Household { get; init; }

    /// <summary>
    /// The bases in the order in which they became known, at least one. The last is what is true as known now;
    /// a step is present only when what it pays on differs from the step before.
    /// </summary>
    public required ImmutableArray<SaleStep> Steps { get; init; }

    /// <summary>Milestones reached, each once (earliest by receivedAt), ordered by knownFrom, then milestone.</summary>
    public required ImmutableArray<MilestoneReached> Milestones { get; init; }
}

/// <summary>What a sale pays on, as known from an instant on. Everything but the milestones.</summary>
public sealed record SaleStep
{
    /// <summary>From when on this was known (inclusive).</summary>
    public required Instant AsKnownAt { get; init; }

    /// <summary>Why it differs from the step before: a reason code (<c>PST_OWNER_REVEALED</c>) or <c>PRICE</c>, <c>CANCELLED</c>, <c>STAFF</c>; <c>SALE</c> for the first.</summary>
    public required string Cause { get; init; }

    /// <summary>Place in the derived decision timeline, from 0.</summary>
    public required int Decision { get; init; }

    /// <summary>Evidence hash of that decision.</summary>
    public required string EvidenceHash { get; init; }

    /// <summary>The decision's outcome; review moves no money.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Who earned the customer.</summary>
    public required ImmutableArray<Credit> Credits { get; init; }

    /// <summary>Price in force.</summary>
    public required Money Price { get; init; }

    /// <summary>Whether the sale was cancelled.</summary>
    public required bool Cancelled { get; init; }

    /// <summary>The sale that it was exchanged for, when cancelled by exchange.</summary>
    public string? ExchangedFor { get; init; }

    /// <summary>Staff with shares, ordered by role, then person.</summary>
    public required ImmutableArray<StaffShare> Staff { get; init; }

    /// <summary>When it was subscribed; null: unknown.</summary>
    public Instant? SubscribedAt { get; init; }

    /// <summary>When it was signed; null: not yet.</summary>
    public Instant? SignedAt { get; init; }

    /// <summary>
    /// <c>sha256:…</c> over what it pays on: outcome, credits (kind, organisation, share), price, cancelled, staff, signing date.
    /// Two steps with one hash pay the same.
    /// </summary>
    public required string BasisHash { get; init; }
}

/// <summary>A milestone that a sale reached.</summary>
/// <param name="Milestone">Which.</param>
/// <param name="At">When, by the seller's account; its month is the entry's original period.</param>
/// <param name="KnownFrom">When it became known.</param>
/// <param name="CollectedShare">For <see cref="Milestone.Collected"/>: the share of the price collected so far; else null.</param>
public sealed record MilestoneReached(Milestone Milestone, Instant At, Instant KnownFrom, Rate? CollectedShare);
