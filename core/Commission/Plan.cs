using System.Collections.Immutable;
using System.Text.Json;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>A commission plan (settings.md 4): who earns how much of a sale, and when. One version.</summary>
public sealed record Plan
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>First instant at which this version holds.</summary>
    public required Instant EffectiveFrom { get; init; }

    /// <summary>How it computes.</summary>
    public required PlanKind Kind { get; init; }

    /// <summary>Which sales it pays on.</summary>
    public required PlanScope AppliesTo { get; init; }

    /// <summary>Who earns.</summary>
    public required PlanPayee Payee { get; init; }

    /// <summary>Rates or amounts; the first whose conditions hold counts. Empty for tier plans.</summary>
    public ImmutableArray<PlanRate> Rates { get; init; } = [];

    /// <summary>What an override is a part of; null for every other kind.</summary>
    public PlanBase? Base { get; init; }

    /// <summary>What a tier plan measures; null for every other kind.</summary>
    public TierMeasure? Measure { get; init; }

    /// <summary>Whether reaching a tier lifts every unit (全跳) or only those above it (分级跳).</summary>
    public TierMode TierMode { get; init; }

    /// <summary>Tiers by rising minimum, the first at 0; empty for other kinds.</summary>
    public ImmutableArray<Tier> Tiers { get; init; } = [];

    /// <summary>Shares and what each waits for, in the order in which rounding accumulates. Empty: those of the base plan.</summary>
    public ImmutableArray<PlanMilestone> Milestones { get; init; } = [];

    /// <summary>Which date pins the version.</summary>
    public PlanPin Pin { get; init; }

    /// <summary>What is kept back and until when; null: nothing.</summary>
    public PlanRetention? Retention { get; init; }

    /// <summary>The share that stays earned when the sale is cancelled.</summary>
    public Rate Forfeit { get; init; }

    /// <summary><c>id@version</c>.</summary>
    public string Reference => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}@{Version}");

    /// <summary>Whether what a sale earns depends on other sales; see <see cref="TierGroups"/>.</summary>
    public bool IsTier => Kind is PlanKind.TierUnits or PlanKind.TierAmount;

    /// <summary>Reads a plan as it is PUT; pointers of errors point into the posted object.</summary>
    public static Result<Plan> Parse(JsonElement json, int version) => PlanParser.Parse(json, version);
}

/// <summary>Kinds of plan.</summary>
public enum PlanKind
{
    /// <summary>A rate of the price.</summary>
    PercentOfPrice,

    /// <summary>A fixed amount per sale.</summary>
    FixedPerUnit,

    /// <summary>A rate of what subordinates earn, or of the price.</summary>
    Override,

    /// <summary>An amount per unit that depends on how many were sold.</summary>
    TierUnits,

    /// <summary>A rate of the price that depends on the value sold.</summary>
    TierAmount,
}

/// <summary>Which sales a plan pays on.</summary>
/// <param name="Projects">Projects; empty: every one.</param>
/// <param name="Opportunities">Kinds of opportunity; empty: every one.</param>
/// <param name="Select">Attribute values of the sale, any of the listed; every named attribute must fit.</param>
public sealed record PlanScope(
    ImmutableArray<string> Projects,
    ImmutableArray<OpportunityKind> Opportunities,
    ImmutableSortedDictionary<string, ImmutableArray<string>> Select
)
{
    /// <summary>Whether it pays on a sale.</summary>
    public bool Covers(SaleView sale) =>
        (Projects.IsEmpty || Projects.Contains(sale.Project, StringComparer.Ordinal))
        && (Opportunities.IsEmpty || Opportunities.Contains(sale.Opportunity))
        && Fits(Select, sale.Attributes);

    internal static bool Fits(
        ImmutableSortedDictionary<string, ImmutableArray<string>> select,
        ImmutableSortedDictionary<string, string> attributes
    ) =>
        select.All(s =>
            attributes.TryGetValue(s.Key, out var value) && s.Value.Contains(value, StringComparer.Ordinal)
        );
}

/// <summary>Who earns under a plan.</summary>
/// <param name="Of">Through what they earn.</param>
/// <param name="Kinds">For a credited channel: its kinds; empty: every one.</param>
/// <param name="Organisations">For a credited channel: these only; null: every one.</param>
/// <param name="Role">For staff: the role; for a manager: the role of those managed.</param>
public sealed record PlanPayee(
    PayeeSource Of,
    ImmutableArray<ChannelKind> Kinds,
    ImmutableArray<string>? Organisations,
    string? Role
)
{
    /// <summary>Whether a credit is one of those that it pays, for a credited channel.</summary>
    internal bool Pays(Attribution.Credit credit) =>
        (Kinds.IsEmpty || Kinds.Contains(credit.Channel.Kind))
        && (
            Organisations is not { } only
            || (credit.Channel.Organisation is { } o && only.Contains(o, StringComparer.Ordinal))
        );
}

/// <summary>Through what somebody earns.</summary>
public enum PayeeSource
{
    /// <summary>The channel that earned the customer.</summary>
    CreditedChannel,

    /// <summary>Staff of the sale.</summary>
    Staff,

    /// <summary>The direct manager of staff of the sale, at the plan's pin date.</summary>
    ManagerOf,
}

/// <summary>A rate or an amount and when it counts.</summary>
/// <param name="CreditedKinds">Kinds of credited channel; empty: every one, and none.</param>
/// <param name="Select">Attribute values of the sale.</param>
/// <param name="Rate">Of the base; null when an amount is given.</param>
/// <param name="Amount">Per sale; null when a rate is given.</param>
public sealed record PlanRate(
    ImmutableArray<ChannelKind> CreditedKinds,
    ImmutableSortedDictionary<string, ImmutableArray<string>> Select,
    Rate? Rate,
    Money? Amount
);

/// <summary>What an override is a part of.</summary>
/// <param name="Plan">The plan whose commission it is; null: the price.</param>
public sealed record PlanBase(string? Plan);

/// <summary>A share of the commission and what it waits for. Each share waits for its own condition only.</summary>
/// <param name="Id">Id in the plan.</param>
/// <param name="When">Any of these milestones.</param>
/// <param name="AtLeast">For <see cref="Milestone.Collected"/>: the share of the price, exactly is enough.</param>
/// <param name="Share">Share of the commission; those of a plan add up to 1.</param>
public sealed record PlanMilestone(string Id, ImmutableArray<Milestone> When, Rate? AtLeast, Rate Share);

/// <summary>Which date of the sale pins the plan's version.</summary>
public enum PlanPin
{
    /// <summary>Signing; until it is known, subscription.</summary>
    Signed,

    /// <summary>Subscription; when unknown, signing.</summary>
    Subscribed,
}

/// <summary>What is kept back of every amount.</summary>
/// <param name="Share">The part.</param>
/// <param name="ReleaseAt">The milestone that releases it.</param>
public sealed record PlanRetention(Rate Share, Milestone ReleaseAt);

/// <summary>Ways for tiers to count.</summary>
public enum TierMode
{
    /// <summary>The tier reached applies to everything (全跳).</summary>
    Whole,

    /// <summary>Each tier applies to what lies in it (分级跳).</summary>
    Graded,
}

/// <summary>A tier: applies from its minimum on, exactly is enough.</summary>
/// <param name="Min">Units times 100, or fen.</param>
/// <param name="Amount">Per unit; null for a rate.</param>
/// <param name="Rate">Of the price; null for an amount.</param>
public sealed record Tier(long Min, Money? Amount, Rate? Rate);

/// <summary>What a tier plan counts, over what.</summary>
/// <param name="ByProject">Whether projects count apart.</param>
/// <param name="ByPayee">Whether payees count apart.</param>
/// <param name="CancelledExcluded">Whether cancelled sales do not count.</param>
public sealed record TierMeasure(bool ByProject, bool ByPayee, bool CancelledExcluded);
