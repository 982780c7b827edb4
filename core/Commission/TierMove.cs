using System.Collections.Immutable;
using Core.Values;

namespace Core.Commission;

/// <summary>A change of what a sale counts for, with every line that moves, for people to agree to.</summary>
/// <param name="Changes">What the sale counts for after it, where that changes.</param>
/// <param name="Lines">Every line that moves.</param>
/// <param name="Due">Lines of the sale that are due after it.</param>
/// <param name="Earning">Payees and plans through which the sale counts after it.</param>
internal sealed record TierMove(
    ImmutableArray<Membership> Changes,
    ImmutableArray<(LineKey Key, TargetLine? Before, TargetLine? After)> Lines,
    ImmutableHashSet<LineKey> Due,
    ImmutableHashSet<(string Payee, string Plan)> Earning
)
{
    /// <summary>From what the sale counts for once what changes by itself has changed, to what it should count for.</summary>
    internal static TierMove To(
        SaleView view,
        CommissionSettings settings,
        GroupContext groups,
        ImmutableArray<Membership> automatic,
        ImmutableArray<Membership> wish
    )
    {
        var from = groups.With(view.Sale, automatic);
        var changes = new TierSide(view, settings, from).Changes(wish);
        return new(
            changes,
            changes.IsEmpty ? [] : TierSide.Moves(view.Sale, from, changes, settings),
            [
                .. wish.SelectMany(m =>
                    m.Members.SelectMany(member =>
                        member.Reached.Select(r => new LineKey(member.Payee, m.Group.PlanId, view.Sale, r.Id))
                    )
                ),
            ],
            [.. wish.SelectMany(m => m.Members.Select(member => (member.Payee, m.Group.PlanId)))]
        );
    }

    /// <summary>Its lines as a case shows them.</summary>
    internal IEnumerable<CaseLine> CaseLines(string sale, string why) =>
        Lines.Select(m =>
        {
            var shown = m.After ?? m.Before!;
            return new CaseLine(
                m.Key,
                shown.PlanVersion,
                Period.Of(shown.Reached.At),
                m.Before?.Amount ?? Money.Zero,
                m.After?.Amount ?? Money.Zero,
                m.Key.Sale == sale ? why : Proposals.Tier
            )
            {
                Retention = m.After?.Retention ?? Rate.Zero,
            };
        });
}
