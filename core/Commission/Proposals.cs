using System.Collections.Immutable;
using System.Globalization;
using Core.Values;
using NodaTime.Text;

namespace Core.Commission;

/// <summary>Builds the cases that settlement proposes.</summary>
internal static class Proposals
{
    /// <summary>Why another sale's line moves: it shares a tier group with the sale of the case.</summary>
    internal const string Tier = "tier";

    /// <summary>
    /// From the accepted step to the last: every line that was due when the last step became known, or that is posted, and
    /// differs. Null when no line does.
    /// </summary>
    internal static CaseProposal? Of(
        SaleView view,
        Walk walk,
        SaleStep before,
        SaleStep after,
        ImmutableArray<TargetLine> targets,
        ImmutableDictionary<LineKey, Money> posted,
        TierMove tiers,
        CommissionSettings settings
    )
    {
        var wanted = Targets.Of(view, after, settings, knownUntil: null);
        // What became due after the last step waits for the case and posts by itself after it.
        var due = wanted
            .Where(t => t.Reached.KnownFrom <= after.AsKnownAt || posted.ContainsKey(t.Key))
            .ToImmutableArray();
        var why = SaleBasis.Difference(before, after);
        var lines = With(Lines(due, targets, posted, after, why, settings), tiers.CaseLines(view.Sale, why));
        return lines.IsEmpty
            ? null
            : Propose(view, before, after, CauseOf(walk, before, after), after.EvidenceHash, lines, tiers.Changes);
    }

    /// <summary>
    /// Lines that hold something else than they should though no step changed: a fact was retracted, or a setting that was
    /// in force all along became known late.
    /// </summary>
    internal static CaseProposal? OfDrift(
        SaleView view,
        SaleStep step,
        ImmutableArray<TargetLine> targets,
        ImmutableDictionary<LineKey, Money> posted,
        ImmutableSortedSet<string> upheld,
        TierMove tiers,
        CommissionSettings settings
    )
    {
        var earning = Targets.TotalsOf(view, step, settings).Select(t => (t.Payee, t.Plan)).ToHashSet();
        earning.UnionWith(tiers.Earning);
        var due = targets.Select(t => t.Key).Concat(tiers.Due).ToHashSet();
        var lines = With(Lines(targets, targets, posted, step, "plan", settings), tiers.CaseLines(view.Sale, "plan"));
        if (lines.IsEmpty)
        {
            return null;
        }

        // Other sales' lines follow; they say nothing about why.
        var own = lines.Where(l => l.Why != Tier).ToList();
        var retracted =
            own.Count > 0 && own.All(l => !due.Contains(l.Key) && earning.Contains((l.Key.Payee, l.Key.Plan)));
        lines = retracted ? [.. lines.Select(l => l.Why == Tier ? l : l with { Why = "retraction" })] : lines;
        // The same step may drift twice, each time for people to look at anew.
        var evidence = Sha.Named(Sha.Join([step.EvidenceHash, .. lines.Where(l => l.Why != Tier).Select(Text)]));
        var proposal = Propose(view, step, step, retracted ? "RETRACTED" : "PLAN", evidence, lines, tiers.Changes);
        return upheld.Contains(proposal.UpheldKey) ? null : proposal;
    }

    /// <summary>Lines of tier plans among the others, by payee and plan.</summary>
    private static ImmutableArray<CaseLine> With(ImmutableArray<CaseLine> lines, IEnumerable<CaseLine> tiers) =>
        [
            .. lines
                .Concat(tiers)
                .OrderBy(l => l.Key.Payee, StringComparer.Ordinal)
                .ThenBy(l => l.Key.Plan, StringComparer.Ordinal),
        ];

    private static ImmutableArray<CaseLine> Lines(
        ImmutableArray<TargetLine> after,
        ImmutableArray<TargetLine> before,
        ImmutableDictionary<LineKey, Money> posted,
        SaleStep step,
        string why,
        CommissionSettings settings
    )
    {
        var wanted = after.ToDictionary(t => t.Key);
        var known = before.ToDictionary(t => t.Key);
        var order = before.Concat(after).Select(t => t.Key).Distinct().Select((key, i) => (key, i)).ToDictionary();
        return
        [
            .. posted
                .Keys.Union(wanted.Keys)
                .Where(key => posted.GetValueOrDefault(key) != (wanted.GetValueOrDefault(key)?.Amount ?? Money.Zero))
                .OrderBy(key => key.Payee, StringComparer.Ordinal)
                .ThenBy(key => key.Plan, StringComparer.Ordinal)
                .ThenBy(key => order.GetValueOrDefault(key, int.MaxValue))
                .ThenBy(key => key)
                .Select(key =>
                {
                    var target = wanted.GetValueOrDefault(key) ?? known.GetValueOrDefault(key);
                    return new CaseLine(
                        key,
                        target?.PlanVersion ?? settings.PinnedPlan(key.Plan, step)?.Reference ?? key.Plan,
                        Period.Of(target?.Reached.At ?? step.SignedAt ?? step.SubscribedAt ?? step.AsKnownAt),
                        posted.GetValueOrDefault(key),
                        wanted.GetValueOrDefault(key)?.Amount ?? Money.Zero,
                        why
                    )
                    {
                        Retention = wanted.GetValueOrDefault(key)?.Retention ?? Rate.Zero,
                    };
                }),
        ];
    }

    /// <summary>The code of the newest step that changed the credits, when they differ; else that of the last step.</summary>
    private static string CauseOf(Walk walk, SaleStep before, SaleStep after)
    {
        if (SaleBasis.SameCredits(before, after))
        {
            return after.Cause;
        }

        for (var i = walk.Steps.Length - 1; i > walk.DisputedFrom; i--)
        {
            if (!SaleBasis.SameCredits(walk.Steps[i], walk.Steps[i - 1]))
            {
                return walk.Steps[i].Cause;
            }
        }

        return walk.Steps[walk.DisputedFrom].Cause;
    }

    private static CaseProposal Propose(
        SaleView view,
        SaleStep before,
        SaleStep after,
        string cause,
        string evidence,
        ImmutableArray<CaseLine> lines,
        ImmutableArray<Membership> memberships
    )
    {
        List<string> id =
        [
            view.Sale,
            evidence,
            .. lines.Select(l => l.PlanVersion).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            before.BasisHash,
            after.BasisHash,
            // The same change may be made, undone and made again.
            InstantPattern.ExtendedIso.Format(before.AsKnownAt),
            InstantPattern.ExtendedIso.Format(after.AsKnownAt),
        ];
        return new()
        {
            Id = "adj_" + Sha.Short(Sha.Join(id)),
            Sale = view.Sale,
            Cause = cause,
            Before = before,
            After = after,
            Lines = lines,
            Memberships = memberships,
            PreviewHash = Sha.Named(
                Sha.Join([.. id, cause, .. lines.Select(Text), .. memberships.Select(m => m.Text)])
            ),
            EvidenceHash = evidence,
        };
    }

    private static string Text(CaseLine line) =>
        Sha.Join([
            line.Key.Text,
            line.PlanVersion,
            line.OriginalPeriod.ToString(),
            line.Before.Fen.ToString(CultureInfo.InvariantCulture),
            line.After.Fen.ToString(CultureInfo.InvariantCulture),
            line.Why,
            line.Retention.ToString(),
        ]);
}
