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
    /// <summary>The same where tier groups are not looked at: as if no plan had tiers.</summary>
    public static SettlementPlan Plan(SaleView view, SaleAccount account, CommissionSettings settings) =>
        Plan(view, account, settings with { Plans = settings.Plans.RemoveAll(p => p.IsTier) }, GroupContext.Empty);

    /// <summary>What posts by itself, what waits, and what people must approve. A function of its arguments only.</summary>
    /// <param name="view">The sale.</param>
    /// <param name="account">Where its money stands; lines of tier plans are left out, groups tell them.</param>
    /// <param name="settings">Plans, payees, channels.</param>
    /// <param name="groups">
    /// Every tier group that the sale counts in under any of its steps (<see cref="Memberships.KeysOf"/>) or ever counted in.
    /// </param>
    public static SettlementPlan Plan(
        SaleView view,
        SaleAccount account,
        CommissionSettings settings,
        GroupContext groups
    )
    {
        TierSide tiers = new(view, settings, groups);
        var walk = Walk.Over(view, account, settings, tiers);
        if (walk.Effective is not { } effective)
        {
            return new();
        }

        var targets = Targets.Of(view, effective, settings, knownUntil: null);
        if (!walk.IsDisputed)
        {
            var due = targets.Where(t => IsDue(t, account, settings)).ToImmutableArray();
            var wish = tiers.Under(effective, (_, _) => true);
            var joins = tiers.Automatic(wish);
            return new()
            {
                Effective = effective,
                Automatic = due,
                Memberships = joins,
                Case = Proposals.OfDrift(
                    view,
                    effective,
                    targets,
                    After(account, due),
                    account.Upheld,
                    TierMove.To(view, settings, groups, joins, wish),
                    settings
                ),
            };
        }

        var automatic = targets.Where(t => IsDue(t, account, settings) && walk.IsUndisputed(t)).ToImmutableArray();
        var held = targets.Where(t => IsDue(t, account, settings) && !walk.IsUndisputed(t)).ToImmutableArray();
        var own = tiers.LinesUnder(effective, knownUntil: null).Where(t => t.Key.Sale == view.Sale).ToList();
        var free = own.Where(t => tiers.Due.Contains(t.Key) || walk.IsUndisputed(t)).Select(t => t.Key).ToHashSet();
        held = held.AddRange(own.Where(t => !free.Contains(t.Key)));
        var counted = tiers.Automatic(tiers.Under(effective, (key, _) => free.Contains(key)));
        var last = walk.Steps[^1];
        if (last.Outcome == Outcome.Review)
        {
            return new()
            {
                Effective = effective,
                Automatic = automatic,
                Memberships = counted,
                Held = held,
            };
        }

        var posted = After(account, automatic);
        // What became due after the last step waits for the case and counts by itself after it.
        var moved = tiers.Under(
            last,
            (key, reached) => reached.KnownFrom <= last.AsKnownAt || tiers.Due.Contains(key) || free.Contains(key)
        );
        var proposal = Proposals.Of(
            view,
            walk,
            effective,
            last,
            targets,
            posted,
            TierMove.To(view, settings, groups, counted, moved),
            settings
        );
        return proposal is null && held.IsEmpty
            // The books hold already what the new step wants, so nobody needs to agree to anything.
            ? Plan(view, account with { Accepted = last }, settings, groups)
            : new()
            {
                Effective = effective,
                Automatic = automatic,
                Memberships = counted,
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
