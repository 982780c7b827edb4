using System.Collections.Immutable;
using System.Globalization;
using Core.Values;
using NodaTime;
using NodaTime.Text;

namespace Core.Commission;

/// <summary>What a sale counts for in a tier group, through one payee, and what of it is due.</summary>
/// <param name="Payee">Who earns.</param>
/// <param name="SignedAt">Orders the group; then the sale's id, then the payee.</param>
/// <param name="Price">Price in force.</param>
/// <param name="Share">The payee's share of the sale.</param>
/// <param name="Cancelled">Whether the sale was cancelled.</param>
/// <param name="Released">Whether what was kept back is released.</param>
/// <param name="Reached">The plan's milestones that make their part due, in the plan's order.</param>
public sealed record GroupMember(
    string Payee,
    Instant SignedAt,
    Money Price,
    Rate Share,
    bool Cancelled,
    bool Released,
    ImmutableArray<GroupMilestone> Reached
)
{
    /// <summary>Two members of one text are the same.</summary>
    internal string Text =>
        Sha.Join([
            Payee,
            InstantPattern.ExtendedIso.Format(SignedAt),
            Price.Fen.ToString(CultureInfo.InvariantCulture),
            Share.ToString(),
            Cancelled ? "cancelled" : "",
            Released ? "released" : "",
            .. Reached.Select(r =>
                Sha.Join([
                    r.Id,
                    r.Reached.Milestone.ToString(),
                    InstantPattern.ExtendedIso.Format(r.Reached.At),
                    InstantPattern.ExtendedIso.Format(r.Reached.KnownFrom),
                    r.Reached.CollectedShare?.ToString(),
                ])
            ),
        ]);

    /// <summary>The text of all that a sale counts for in one group; empty for nothing.</summary>
    internal static string TextOf(ImmutableArray<GroupMember> members) => Sha.Join(members.Select(m => m.Text));
}

/// <summary>A milestone of the plan that a sale reached.</summary>
/// <param name="Id">The plan's milestone.</param>
/// <param name="Reached">What satisfied it.</param>
public sealed record GroupMilestone(string Id, MilestoneReached Reached);

/// <summary>What a group knows of one sale.</summary>
/// <param name="Members">What it counts for now, by payee; empty: nothing, and explicitly so.</param>
/// <param name="Ever">Whether it ever counted.</param>
public sealed record GroupEntry(ImmutableArray<GroupMember> Members, bool Ever)
{
    /// <summary>Never counted.</summary>
    public static GroupEntry None { get; } = new([], false);
}

/// <summary>What a sale counts for in a group, or would.</summary>
/// <param name="Group">The group.</param>
/// <param name="Members">By payee; empty: nothing.</param>
public sealed record Membership(GroupKey Group, ImmutableArray<GroupMember> Members)
{
    internal string Text => Sha.Join([Group.Text, GroupMember.TextOf(Members)]);
}
