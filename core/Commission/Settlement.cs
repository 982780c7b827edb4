using System.Collections.Immutable;
using Core.Attribution;
using Core.Values;

namespace Core.Commission;

/// <summary>
/// Compares where the money of a sale stands with where it should (commission.md 4 and 6, protocol.md 10 and 11).
/// Milestones reached and sales added post by themselves; whatever changes a line that was due already needs a case.
/// </summary>
public static class Settlement
{
    /// <summary>What posts by itself, what waits, and what people must approve. A function of its arguments only.</summary>
    public static SettlementPlan Plan(SaleView view, SaleAccount account, CommissionSettings settings)
    {
        var walk = Walk.Over(view, account, settings);
        if (walk.Effective is not { } effective)
        {
            return new();
        }

        var targets = Targets.Of(view, effective, settings, knownUntil: null);
        if (!walk.IsDisputed)
        {
            var due = targets.Where(t => IsDue(t, account, settings)).ToImmutableArray();
            return new()
            {
                Effective = effective,
                Automatic = due,
                Case = Proposals.OfDrift(view, effective, targets, After(account, due), settings),
            };
        }

        var automatic = targets.Where(t => IsDue(t, account, settings) && walk.IsUndisputed(t)).ToImmutableArray();
        var held = targets.Where(t => IsDue(t, account, settings) && !walk.IsUndisputed(t)).ToImmutableArray();
        var last = walk.Steps[^1];
        if (last.Outcome == Outcome.Review)
        {
            return new()
            {
                Effective = effective,
                Automatic = automatic,
                Held = held,
            };
        }

        var posted = After(account, automatic);
        var proposal = Proposals.Of(view, walk, effective, last, targets, posted, settings);
        return proposal is null && held.IsEmpty
            // The books hold already what the new step wants, so nobody needs to agree to anything.
            ? Plan(view, account with { Accepted = last }, settings)
            : new()
            {
                Effective = effective,
                Automatic = automatic,
                Held = held,
                Case = proposal,
            };
    }

    /// <summary>A line that holds something else already is no line that a milestone made due: it needs a case.</summary>
    private static bool IsDue(TargetLine target, SaleAccount account, CommissionSettings settings)
    {
        var posted = account.Posted.GetValueOrDefault(target.Key);
        return posted == Money.Zero
            ? target.Amount != Money.Zero
            : posted == target.Amount
                && target.Retention == Rate.Zero
                && settings.PlanVersion(target.PlanVersion)?.Retention is not null;
    }

    private static ImmutableDictionary<LineKey, Money> After(SaleAccount account, ImmutableArray<TargetLine> due) =>
        account.Posted.SetItems(due.Select(t => KeyValuePair.Create(t.Key, t.Amount)));
}
