using System.Collections.Immutable;
using Core.Leads;
using Core.Values;

namespace Core.Identity;

/// <summary>
/// Service households: who is served as one family now. For answers and search only; money looks at dated relations
/// one by one and never chains them (docs/rules.md HH-05).
/// </summary>
internal static class HouseholdFold
{
    /// <summary>
    /// Components over relations between spouses, parents and children, guardians that still hold as far as the newest
    /// event about either of the two knows. (The newest event of all would let strangers end a marriage.)
    /// </summary>
    public static ImmutableArray<Household> Fold(
        ImmutableArray<Person> persons,
        ImmutableArray<Relation> relations,
        IReadOnlyDictionary<RecordId, RecordFeatures> records,
        IReadOnlyDictionary<FactId, NodaTime.Instant> received
    )
    {
        var places = persons.Select((p, i) => (p.Id, i)).ToDictionary(x => x.Id, x => x.i, StringComparer.Ordinal);
        var parents = Enumerable.Range(0, persons.Length).ToArray();
        foreach (var relation in relations)
        {
            var (from, to) = (places[relation.From], places[relation.To]);
            var newest = persons[from]
                .Records.Concat(persons[to].Records)
                .Select(r => records[r].ReceivedAt)
                .Concat(relation.Facts.Select(f => received[f]))
                .Max();
            if (IsOfOneHome(relation.Kind) && !(relation.ValidTo <= China.DateOf(newest)))
            {
                parents[Root(parents, from)] = Root(parents, to);
            }
        }

        return
        [
            .. persons
                .GroupBy(p => Root(parents, places[p.Id]))
                .Select(group =>
                {
                    var anchor = group.Select(p => p.Anchor).OrderBy(a => records[a].ReceivedAt).ThenBy(a => a).First();
                    return new Household(
                        PublicIds.Household(anchor),
                        anchor,
                        [.. group.Select(p => p.Id).Order(StringComparer.Ordinal)]
                    );
                })
                .OrderBy(h => h.Id, StringComparer.Ordinal),
        ];
    }

    private static bool IsOfOneHome(RelationKind kind) =>
        kind is RelationKind.Spouse or RelationKind.Parent or RelationKind.Child or RelationKind.Guardian;

    private static int Root(int[] parents, int person)
    {
        while (parents[person] != person)
        {
            person = parents[person] = parents[parents[person]];
        }

        return person;
    }
}
