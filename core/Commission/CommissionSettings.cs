using System.Collections.Immutable;
using Core.Leads;
using NodaTime;

namespace Core.Commission;

/// <summary>Everything that commission is computed from besides the sales: every version, in any order.</summary>
public sealed record CommissionSettings(
    ImmutableArray<Plan> Plans,
    ImmutableArray<PayeeRecord> Payees,
    ChannelBook Channels
)
{
    /// <summary>Nothing is set, so nothing is paid.</summary>
    public static CommissionSettings Empty { get; } = new([], [], ChannelBook.Empty);

    /// <summary>The version of a payee in force at an instant; before its first version, the first; null: unknown.</summary>
    public PayeeRecord? Payee(string id, Instant at)
    {
        var versions = Payees.Where(p => p.Id == id).OrderBy(p => p.EffectiveFrom).ThenBy(p => p.Version).ToList();
        return versions.LastOrDefault(p => p.EffectiveFrom <= at) ?? versions.FirstOrDefault();
    }

    /// <summary>The version of a plan that a sale is pinned to; null when none was in force at its pin date.</summary>
    public Plan? PinnedPlan(string id, SaleStep step) =>
        Plans
            .Where(p => p.Id == id && p.EffectiveFrom <= PinOf(p, step))
            .OrderBy(p => p.EffectiveFrom)
            .ThenBy(p => p.Version)
            .LastOrDefault();

    /// <summary>The pinned version of every plan, ordered by id.</summary>
    public IEnumerable<Plan> PinnedPlans(SaleStep step) =>
        Plans
            .Select(p => p.Id)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(id => PinnedPlan(id, step))
            .OfType<Plan>();

    /// <summary>A version of a plan by its reference <c>id@version</c>; null: unknown.</summary>
    public Plan? PlanVersion(string reference) => Plans.FirstOrDefault(p => p.Reference == reference);

    /// <summary>Whether a line follows from a tier group, and not from its sale alone.</summary>
    public bool IsTier(LineKey key) => Plans.Any(p => p.IsTier && p.Id == key.Plan);

    /// <summary>The instant at which a sale looks up versions: its signing or subscription, as the plan says.</summary>
    public static Instant PinOf(Plan plan, SaleStep step) =>
        plan.Pin == PlanPin.Signed
            ? step.SignedAt ?? step.SubscribedAt ?? step.AsKnownAt
            : step.SubscribedAt ?? step.SignedAt ?? step.AsKnownAt;
}
