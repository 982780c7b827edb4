using System.Collections.Immutable;
using Core.Values;

namespace Core.Commission;

/// <summary>What a line should hold: an absolute amount, not a difference.</summary>
/// <param name="Key">Which line.</param>
/// <param name="Amount">What it should hold.</param>
/// <param name="PlanVersion">Plan version, <c>px-agency@1</c>.</param>
/// <param name="Reached">The milestone that made it due.</param>
public sealed record TargetLine(LineKey Key, Money Amount, string PlanVersion, MilestoneReached Reached)
{
    /// <summary>The part of it that is kept back.</summary>
    public Rate Retention { get; init; }
}

/// <summary>Where the money of a sale stands, summed over all books.</summary>
public sealed record SaleAccount
{
    /// <summary>A sale of which nothing was settled yet.</summary>
    public static SaleAccount Empty { get; } = new();

    /// <summary>The step that money follows; null: none yet.</summary>
    public SaleStep? Accepted { get; init; }

    /// <summary><c>evidenceHash|basisHash</c> of the steps whose cases were rejected (<see cref="CaseProposal.UpheldKey"/>).</summary>
    public ImmutableSortedSet<string> Upheld { get; init; } =
        ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal);

    /// <summary>What every line of the sale holds.</summary>
    public ImmutableDictionary<LineKey, Money> Posted { get; init; } = ImmutableDictionary<LineKey, Money>.Empty;
}

/// <summary>What to do about a sale now.</summary>
public sealed record SettlementPlan
{
    /// <summary>The step that money follows after this run; null while there is none to accept.</summary>
    public SaleStep? Effective { get; init; }

    /// <summary>What posts by itself now, as absolute targets; lines that hold it already are left out.</summary>
    public ImmutableArray<TargetLine> Automatic { get; init; } = [];

    /// <summary>What waits for the case or the review, as targets under the effective step.</summary>
    public ImmutableArray<TargetLine> Held { get; init; } = [];

    /// <summary>
    /// What the sale counts for in tier groups from now on, where that changes by itself; what every line of those groups
    /// should hold follows, and posts too.
    /// </summary>
    public ImmutableArray<Membership> Memberships { get; init; } = [];

    /// <summary>What people must approve; null: nothing.</summary>
    public CaseProposal? Case { get; init; }
}

/// <summary>A correction across all books that it touches, approved or refused as a whole.</summary>
public sealed record CaseProposal
{
    /// <summary><c>adj_…</c>, the same for the same correction.</summary>
    public required string Id { get; init; }

    /// <summary>Sale.</summary>
    public required string Sale { get; init; }

    /// <summary>Why: a reason code (<c>PST_OWNER_REVEALED</c>) or <c>PRICE</c>, <c>CANCELLED</c>, <c>STAFF</c>, <c>PLAN</c>, <c>RETRACTED</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>The step that money follows.</summary>
    public required SaleStep Before { get; init; }

    /// <summary>The step that it would follow.</summary>
    public required SaleStep After { get; init; }

    /// <summary>What changes, ordered by payee, plan, and the plan's milestones; no line without a difference.</summary>
    public required ImmutableArray<CaseLine> Lines { get; init; }

    /// <summary><c>sha256:…</c> over everything that the reviewer sees but the period of posting.</summary>
    public required string PreviewHash { get; init; }

    /// <summary>Evidence hash of the step after.</summary>
    public required string EvidenceHash { get; init; }

    /// <summary>What the sale counts for in tier groups once it is posted; empty when that does not change.</summary>
    public ImmutableArray<Membership> Memberships { get; init; } = [];

    /// <summary>Goes into <see cref="SaleAccount.Upheld"/> when the case is rejected.</summary>
    public string UpheldKey => $"{EvidenceHash}|{After.BasisHash}";

    /// <summary>Whether a line follows from a tier group, and not from the sale alone.</summary>
    public bool IsTier(LineKey key) => Memberships.Any(m => m.Group.PlanId == key.Plan);

    /// <summary>Whether exactly those tier lines move that the preview shows, with tier groups as they stand.</summary>
    public bool StillMoves(GroupContext groups, CommissionSettings settings) =>
        TierSide
            .Moves(Sale, groups, Memberships, settings)
            .Select(m => (m.Key, m.Before?.Amount ?? Money.Zero, m.After?.Amount ?? Money.Zero))
            .ToHashSet()
            .SetEquals(Lines.Where(l => IsTier(l.Key)).Select(l => (l.Key, l.Before, l.After)));

    /// <summary>The sum of all differences: what the house pays more.</summary>
    public Money Net => new(Lines.Sum(l => l.Delta.Fen));

    /// <summary>The sum of the sizes of all differences.</summary>
    public Money Gross => new(Lines.Sum(l => l.Delta.Abs().Fen));

    /// <summary>Differences by payee, ordinal.</summary>
    public ImmutableSortedDictionary<string, Money> Totals =>
        Lines
            .GroupBy(l => l.Key.Payee, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(g => g.Key, g => new Money(g.Sum(l => l.Delta.Fen)), StringComparer.Ordinal);
}

/// <summary>One line of a correction.</summary>
/// <param name="Key">Which line.</param>
/// <param name="PlanVersion">Plan version, <c>px-agency@1</c>.</param>
/// <param name="OriginalPeriod">Month in which the milestone was reached.</param>
/// <param name="Before">What the line holds.</param>
/// <param name="After">What it should hold.</param>
/// <param name="Why">attribution, price, cancellation, exchange, staff, plan or retraction; tier: another sale's line that moves with it.</param>
public sealed record CaseLine(
    LineKey Key,
    string PlanVersion,
    Period OriginalPeriod,
    Money Before,
    Money After,
    string Why
)
{
    /// <summary>The part of an increase that is kept back.</summary>
    public Rate Retention { get; init; }

    /// <summary>What is posted.</summary>
    public Money Delta => After - Before;
}
