using System.Collections.Immutable;
using Core.Attribution;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>
/// A sale's steps walked from the accepted one: each that changes no line that was due by then is accepted by itself,
/// so settling late gives what settling at every step would have given.
/// </summary>
internal sealed class Walk
{
    private readonly SaleView view;
    private readonly CommissionSettings settings;
    private readonly TierSide tiers;
    private readonly Dictionary<int, ImmutableDictionary<LineKey, Money>> amounts = [];

    private Walk(SaleView view, CommissionSettings settings, TierSide tiers) =>
        (this.view, this.settings, this.tiers, Steps) = (view, settings, tiers, view.Steps);

    /// <summary>The view's steps, where those that a person ruled out keep the accepted credits.</summary>
    internal ImmutableArray<SaleStep> Steps { get; private set; }

    /// <summary>The step that money follows; null: none.</summary>
    internal SaleStep? Effective { get; private set; }

    /// <summary>Whether the last step is another one, and neither accepted nor ruled out.</summary>
    internal bool IsDisputed { get; private set; }

    /// <summary>Place of the first step since the last accepted one that was neither accepted nor ruled out.</summary>
    internal int DisputedFrom { get; private set; } = -1;

    internal static Walk Over(SaleView view, SaleAccount account, CommissionSettings settings, TierSide tiers)
    {
        // A basis that no money ever followed binds nobody: it may have been read off a family whose facts were still
        // arriving. The walk starts over, as if nothing had been settled before.
        var accepted = account.Posted.IsEmpty && !tiers.Binds ? null : account.Accepted;
        Walk walk = new(view, settings, tiers) { Effective = accepted };
        for (var i = 0; i < view.Steps.Length; i++)
        {
            // What was known when money last changed sides is behind us; the last step always counts.
            if (i == view.Steps.Length - 1 || !(view.Steps[i].AsKnownAt <= accepted?.AsKnownAt))
            {
                walk.Visit(i, account);
            }
        }

        walk.IsDisputed = walk.DisputedFrom >= 0;
        return walk;
    }

    /// <summary>
    /// Whether a line may be posted while there is a dispute: it was due under the accepted step before the dispute began,
    /// or some step known since it became due agrees with the accepted one about it.
    /// </summary>
    internal bool IsUndisputed(TargetLine target)
    {
        var known = target.Reached.KnownFrom;
        if (known <= Effective!.AsKnownAt)
        {
            return true;
        }

        var from = Math.Max(0, IndexAt(known));
        for (var i = from; i < Steps.Length; i++)
        {
            if (Steps[i].Outcome != Outcome.Review && AmountUnder(i, target.Key) == target.Amount)
            {
                return true;
            }
        }

        return false;
    }

    private void Visit(int index, SaleAccount account)
    {
        if (Effective is null)
        {
            Effective = Steps[index].Outcome == Outcome.Review ? null : Steps[index];
            return;
        }

        var step = Overruled(Steps[index], account);
        Steps = Steps.SetItem(index, step);
        if (
            step.BasisHash == Effective.BasisHash
            || (step.Outcome != Outcome.Review && !Changes(Signed(Effective, step), step))
        )
        {
            Effective = step;
            DisputedFrom = -1;
        }
        else if (DisputedFrom < 0)
        {
            DisputedFrom = index;
        }
    }

    /// <summary>
    /// A person refused to let this evidence move the credits: they stay as accepted until there is other evidence, whatever
    /// else (the price, a cancellation) changes meanwhile. A refusal of anything but credits rules out that step alone.
    /// </summary>
    private SaleStep Overruled(SaleStep step, SaleAccount account)
    {
        var accepted = Effective!;
        if (account.Upheld.Contains($"{step.EvidenceHash}|{step.BasisHash}"))
        {
            return accepted;
        }

        var refused = view.Steps.Any(s =>
            s.EvidenceHash == step.EvidenceHash
            && account.Upheld.Contains($"{s.EvidenceHash}|{s.BasisHash}")
            && SaleBasis.SameCredits(s, step)
            && !SaleBasis.SameCredits(s, accepted)
        );
        if (!refused)
        {
            return step;
        }

        var kept = step with { Outcome = accepted.Outcome, Credits = accepted.Credits };
        kept = kept with { BasisHash = SaleBasis.HashOf(kept) };
        return account.Upheld.Contains($"{kept.EvidenceHash}|{kept.BasisHash}") ? accepted : kept;
    }

    /// <summary>Signing pins the plan and the organisation chart; by itself it changes nothing that was due.</summary>
    private static SaleStep Signed(SaleStep before, SaleStep after) =>
        before.SignedAt is null ? before with { SignedAt = after.SignedAt } : before;

    private bool Changes(SaleStep before, SaleStep after)
    {
        var old = Amounts(before, after.AsKnownAt);
        var now = Amounts(after, after.AsKnownAt);
        return old.Keys.Union(now.Keys).Any(key => old.GetValueOrDefault(key) != now.GetValueOrDefault(key));
    }

    private Money AmountUnder(int index, LineKey key)
    {
        if (!amounts.TryGetValue(index, out var all))
        {
            amounts[index] = all = Amounts(Steps[index], knownUntil: null);
        }

        return all.GetValueOrDefault(key);
    }

    private ImmutableDictionary<LineKey, Money> Amounts(SaleStep step, Instant? knownUntil) =>
        Targets
            .Of(view, step, settings, knownUntil)
            .Concat(tiers.LinesUnder(step, knownUntil))
            .ToImmutableDictionary(t => t.Key, t => t.Amount);

    private int IndexAt(Instant known)
    {
        var index = -1;
        for (var i = 0; i < Steps.Length && view.Steps[i].AsKnownAt <= known; i++)
        {
            index = i;
        }

        return index;
    }
}
