using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using NodaTime;

namespace Core.Attribution;

/// <summary>How a person is connected to the purchasing parties.</summary>
/// <param name="Steps">Relations from a purchasing party outwards; none for a purchasing party.</param>
/// <param name="Kinds">For each step, what the farther person is to the nearer: their parent, their child, ….</param>
/// <param name="Barred">Why the connection does not count (HH-03, HH-05); null when it does.</param>
internal sealed record Way(ImmutableArray<Relation> Steps, ImmutableArray<RelationKind> Kinds, ReasonCode? Barred)
{
    /// <summary>The way of a purchasing party to themselves.</summary>
    public static Way Self { get; } = new([], [], null);

    /// <summary>A revealed owner to whom no relation is known: sharing a title joins nobody.</summary>
    public static Way Unrelated { get; } = new([], [], ReasonCode.HhOutOfScope);

    /// <summary>One step farther.</summary>
    public Way To(Relation relation, RelationKind kind, ReasonCode? barred) =>
        new([.. Steps, relation], [.. Kinds, kind], Barred ?? barred);
}

/// <summary>
/// The people whose claims are looked at: the purchasing parties, their kin at depth 1 (HH-03, HH-05), counted from the
/// revealed owners too who are kin of a party, and, for the trace, those whose connection does not count.
/// </summary>
internal sealed class Family
{
    private readonly SortedDictionary<string, List<Way>> ways = new(StringComparer.Ordinal);

    private Family() { }

    /// <summary>Person ids, sorted.</summary>
    public IEnumerable<string> People => ways.Keys;

    /// <summary>How a person is connected; nothing for a stranger.</summary>
    public IReadOnlyList<Way> WaysOf(string person) => ways.GetValueOrDefault(person, []);

    /// <summary>Whether a person is a purchasing party.</summary>
    public bool Buys(string person) => WaysOf(person).Any(w => w.Steps.IsEmpty && w.Barred is null);

    /// <summary>Finds the family of some buyers.</summary>
    public static Family Of(
        IdentityView view,
        IEnumerable<string> buyers,
        IEnumerable<string> revealed,
        HouseholdSettings settings
    )
    {
        Family family = new();
        var parties = buyers.ToImmutableSortedSet(StringComparer.Ordinal);
        var owners = revealed.ToImmutableSortedSet(StringComparer.Ordinal).Except(parties);
        foreach (var party in parties)
        {
            family.Add(party, Way.Self);
        }

        foreach (var party in parties)
        {
            foreach (var (relative, first) in Step(view, party, Way.Self, settings))
            {
                if (parties.Contains(relative))
                {
                    continue;
                }

                family.Add(relative, first);
                foreach (var (farther, second) in Step(view, relative, first, settings))
                {
                    if (!parties.Contains(farther) && farther != relative && first.Barred is null)
                    {
                        family.Add(farther, owners.Contains(relative) ? second : TooFar(second));
                    }
                }
            }
        }

        foreach (var owner in owners.Where(o => family.WaysOf(o).Count == 0))
        {
            family.Add(owner, Way.Unrelated);
        }

        return family;
    }

    /// <summary>
    /// Whether two people are one household for two competing instants (HH-04): every relation between them holds at both.
    /// Steps that their ways share connect them to others, not to each other.
    /// </summary>
    public bool Joins(
        string one,
        string other,
        HouseholdSettings settings,
        Instant first,
        Instant second,
        Instant deal
    ) =>
        one == other
        || WaysOf(one)
            .Where(w => w.Barred is null)
            .Any(a =>
                WaysOf(other)
                    .Where(w => w.Barred is null)
                    .Any(b =>
                        a.Steps.Except(b.Steps)
                            .Concat(b.Steps.Except(a.Steps))
                            .All(r => Holds(r, settings.RelationAt, first, second, deal))
                    )
            );

    /// <summary>Whether a relation holds when the policy asks for it.</summary>
    public static bool Holds(Relation relation, RelationAt when, Instant first, Instant second, Instant deal) =>
        when switch
        {
            RelationAt.BothClaims => relation.HoldsAt(first) && relation.HoldsAt(second),
            RelationAt.EarlierClaim => relation.HoldsAt(Instant.Min(first, second)),
            RelationAt.DealTime => relation.HoldsAt(deal),
        };

    private static Way TooFar(Way way) => way with { Barred = way.Barred ?? ReasonCode.HhDepthExceeded };

    private static IEnumerable<(string Person, Way Way)> Step(
        IdentityView view,
        string person,
        Way way,
        HouseholdSettings settings
    )
    {
        foreach (var relation in view.Relations)
        {
            if (relation.Other(person) is { } other)
            {
                var kind = KindOf(relation, other);
                ReasonCode? barred =
                    !settings.KinScope.Contains(kind) ? ReasonCode.HhOutOfScope
                    : settings.Depth < 1 ? ReasonCode.HhDepthExceeded
                    : null;
                yield return (other, way.To(relation, kind, barred));
            }
        }
    }

    /// <summary>What the farther person is to the nearer one.</summary>
    private static RelationKind KindOf(Relation relation, string farther) =>
        relation.Kind == RelationKind.Parent && farther == relation.To ? RelationKind.Child : relation.Kind;

    private void Add(string person, Way way)
    {
        if (!ways.TryGetValue(person, out var known))
        {
            ways[person] = known = [];
        }

        known.Add(way);
    }
}
