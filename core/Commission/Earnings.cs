using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>What one payee earns of one sale under one plan over the sale's life.</summary>
/// <param name="Payee">Payee.</param>
/// <param name="Plan">Plan version.</param>
/// <param name="Milestones">Its shares, or those of its base.</param>
/// <param name="Total">The whole amount, rounded once.</param>
internal sealed record Earning(string Payee, Plan Plan, ImmutableArray<PlanMilestone> Milestones, Money Total);

/// <summary>Computes what payees earn, before any milestone is looked at (commission.md 3).</summary>
internal static class Earnings
{
    /// <summary>A person's or channel's exact part of a plan's amount: fen times <see cref="Scale"/>, over a divisor.</summary>
    private readonly record struct Part(string Person, string? Payee, Int128 Exact);

    private static readonly Int128 Scale = 1_000_000_000_000;

    /// <summary>Ordered by payee, then plan. A review earns nobody anything.</summary>
    internal static ImmutableArray<Earning> Of(SaleView sale, SaleStep step, CommissionSettings settings) =>
        step.Outcome == Attribution.Outcome.Review
            ? []
            :
            [
                .. settings
                    .PinnedPlans(step)
                    .Where(plan => !plan.IsTier && plan.AppliesTo.Covers(sale))
                    .SelectMany(plan => OfPlan(plan, sale, step, settings))
                    .OrderBy(e => e.Payee, StringComparer.Ordinal)
                    .ThenBy(e => e.Plan.Id, StringComparer.Ordinal),
            ];

    private static IEnumerable<Earning> OfPlan(Plan plan, SaleView sale, SaleStep step, CommissionSettings settings)
    {
        var milestones = plan.Milestones.IsEmpty ? BasePlan(plan, step, settings)?.Milestones ?? [] : plan.Milestones;
        return PartsOf(plan, sale, step, settings)
            .Where(part => part.Payee is not null)
            .GroupBy(part => part.Payee!, part => part.Amount, StringComparer.Ordinal)
            .Select(group =>
            {
                var total = new Money(group.Sum(amount => amount.Fen));
                return new Earning(group.Key, plan, milestones, step.Cancelled ? plan.Forfeit.Of(total) : total);
            });
    }

    private static List<(string Person, string? Payee, Money Amount)> PartsOf(
        Plan plan,
        SaleView sale,
        SaleStep step,
        CommissionSettings settings
    )
    {
        var pin = CommissionSettings.PinOf(plan, step);
        return plan.Payee.Of switch
        {
            PayeeSource.CreditedChannel => Split(CreditedParts(plan, sale, step, settings, pin), 1),
            PayeeSource.Staff => StaffParts(plan, sale, step, settings, pin, plan.Payee.Role),
            PayeeSource.ManagerOf => ManagerParts(plan, sale, step, settings, pin),
        };
    }

    private static List<Part> CreditedParts(
        Plan plan,
        SaleView sale,
        SaleStep step,
        CommissionSettings settings,
        Instant pin
    ) =>
        [
            .. step
                .Credits.Where(plan.Payee.Pays)
                .Select(credit => new Part(
                    credit.Channel.Organisation ?? "",
                    settings.Channels.At(credit.Channel.Organisation, pin)?.Payee,
                    Exact(plan, sale, step, credit.Channel.Kind) * credit.Share.Ppm
                ))
                .Where(part => part.Payee is not null),
        ];

    private static List<(string Person, string? Payee, Money Amount)> StaffParts(
        Plan plan,
        SaleView sale,
        SaleStep step,
        CommissionSettings settings,
        Instant pin,
        string? role
    )
    {
        var staff = step.Staff.Where(s => s.Role == role && s.Share > Rate.Zero).ToList();
        var whole = Weighted(plan, sale, step);
        return Split(
            [.. staff.Select(s => new Part(s.Person, PersonAt(settings, s.Person, pin)?.Payee, whole * s.Share.Ppm))],
            staff.Sum(s => s.Share.Ppm)
        );
    }

    /// <summary>A manager's base is summed over all whom they manage, so it is rounded once.</summary>
    private static List<(string Person, string? Payee, Money Amount)> ManagerParts(
        Plan plan,
        SaleView sale,
        SaleStep step,
        CommissionSettings settings,
        Instant pin
    )
    {
        string? ManagerOf(string person) => PersonAt(settings, person, pin)?.Manager;
        string? PayeeOf(string? manager) => manager is null ? null : PersonAt(settings, manager, pin)?.Payee;
        if (plan.Base is not { Plan: not null })
        {
            return
            [
                .. StaffParts(plan, sale, step, settings, pin, plan.Payee.Role)
                    .Select(part => (part.Person, PayeeOf(ManagerOf(part.Person)), part.Amount)),
            ];
        }

        if (
            BasePlan(plan, step, settings) is not { IsTier: false, Payee.Of: PayeeSource.Staff } earned
            || earned.Payee.Role != plan.Payee.Role
            || !earned.AppliesTo.Covers(sale)
        )
        {
            return [];
        }

        var rate = WeightedRate(plan, sale, step);
        return
        [
            .. PartsOf(earned, sale, step, settings)
                .Where(part => part.Payee is not null && ManagerOf(part.Person) is not null)
                .GroupBy(part => ManagerOf(part.Person)!, part => part.Amount, StringComparer.Ordinal)
                .Select(group =>
                    (
                        group.Key,
                        PayeeOf(group.Key),
                        new Money(Rate.Rounded((Int128)group.Sum(a => a.Fen) * rate, Scale))
                    )
                ),
        ];
    }

    private static Plan? BasePlan(Plan plan, SaleStep step, CommissionSettings settings) =>
        plan.Base?.Plan is { } id ? settings.PinnedPlan(id, step) : null;

    private static ChannelPerson? PersonAt(CommissionSettings settings, string person, Instant at) =>
        settings.Channels.PersonOn(person, China.DateOf(at), at);

    /// <summary>Fen times a million, before shares: price × rate, or the fixed amount.</summary>
    private static Int128 Exact(Plan plan, SaleView sale, SaleStep step, ChannelKind? credited) =>
        RuleFor(plan, sale, credited) switch
        {
            { Rate: { } rate } => (Int128)step.Price.Fen * rate.Ppm,
            { Amount: { } amount } => (Int128)amount.Fen * Rate.One.Ppm,
            _ => 0,
        };

    /// <summary>Weighted by the shares of the credit; what nobody is credited with counts without a kind.</summary>
    private static Int128 Weighted(Plan plan, SaleView sale, SaleStep step) =>
        step.Credits.Aggregate(
            step.Credits.IsEmpty ? Exact(plan, sale, step, null) * Rate.One.Ppm : Int128.Zero,
            (sum, credit) => sum + (Exact(plan, sale, step, credit.Channel.Kind) * credit.Share.Ppm)
        );

    /// <summary>The same for a rate alone, in millionths of millionths.</summary>
    private static Int128 WeightedRate(Plan plan, SaleView sale, SaleStep step)
    {
        Int128 Of(ChannelKind? kind) => RuleFor(plan, sale, kind)?.Rate?.Ppm ?? 0;
        return step.Credits.Aggregate(
            step.Credits.IsEmpty ? Of(null) * Rate.One.Ppm : Int128.Zero,
            (sum, credit) => sum + (Of(credit.Channel.Kind) * credit.Share.Ppm)
        );
    }

    private static PlanRate? RuleFor(Plan plan, SaleView sale, ChannelKind? credited) =>
        plan.Rates.FirstOrDefault(rule =>
            (rule.CreditedKinds.IsEmpty || (credited is { } kind && rule.CreditedKinds.Contains(kind)))
            && PlanScope.Fits(rule.Select, sale.Attributes)
        );

    /// <summary>
    /// Rounds the sum once, half away from zero, and splits it by largest remainder; ties go to the first payee.
    /// </summary>
    private static List<(string Person, string? Payee, Money Amount)> Split(List<Part> parts, long weights)
    {
        if (parts.Count == 0 || weights == 0)
        {
            return [];
        }

        var divisor = Scale * weights;
        List<Part> ordered =
        [
            .. parts
                .OrderBy(p => p.Payee is null)
                .ThenBy(p => p.Payee, StringComparer.Ordinal)
                .ThenBy(p => p.Person, StringComparer.Ordinal),
        ];
        var amounts = ordered.Select(p => (long)(p.Exact / divisor)).ToArray();
        var whole = Rate.Rounded(ordered.Aggregate(Int128.Zero, (sum, p) => sum + p.Exact), divisor);
        var left = whole - amounts.Sum();
        foreach (
            var index in Enumerable
                .Range(0, ordered.Count)
                .OrderByDescending(i => Int128.Abs(ordered[i].Exact % divisor))
                .ThenBy(i => i)
                .Take((int)Math.Abs(left))
        )
        {
            amounts[index] += Math.Sign(left);
        }

        return [.. ordered.Select((p, i) => (p.Person, p.Payee, new Money(amounts[i])))];
    }
}
