using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Identity;

/// <summary>Folds every statement about a pair of persons into dated relations (docs/rules.md HH-01, HH-04).</summary>
internal static class RelationFold
{
    private sealed record Statement(
        FactId Fact,
        Grade Grade,
        RelationEvidence Evidence,
        LocalDate? From,
        LocalDate? To
    );

    /// <summary>Relations between different persons, one per pair and kind, sorted.</summary>
    public static ImmutableArray<Relation> Fold(
        IEnumerable<Fact> facts,
        Func<RecordId, Person?> personOf,
        Grade weakest
    )
    {
        var stated = new Dictionary<(string From, string To, RelationKind Kind), List<Statement>>();
        foreach (var fact in facts)
        {
            foreach (var relation in fact.Body.Relations)
            {
                var grade = GradeOf(relation.Evidence, fact.Trust);
                if (
                    grade <= weakest
                    && Person(fact, relation.From, personOf) is { } from
                    && Person(fact, relation.To, personOf) is { } to
                    && from.Id != to.Id
                )
                {
                    var key = Canonical(from.Id, to.Id, relation.Kind);
                    if (!stated.TryGetValue(key, out var statements))
                    {
                        stated.Add(key, statements = []);
                    }

                    statements.Add(new(fact.Id, grade, relation.Evidence, relation.ValidFrom, relation.ValidTo));
                }
            }
        }

        return
        [
            .. stated
                .Select(pair => Of(pair.Key, pair.Value))
                .OrderBy(r => r.From, StringComparer.Ordinal)
                .ThenBy(r => r.To, StringComparer.Ordinal)
                .ThenBy(r => r.Kind),
        ];
    }

    /// <summary>What evidence of a relation is worth; a claimant's is a third party's record at best.</summary>
    public static Grade GradeOf(RelationEvidence evidence, Trust trust)
    {
        var grade = evidence switch
        {
            RelationEvidence.MarriageCertificate
            or RelationEvidence.DivorceCertificate
            or RelationEvidence.BirthCertificate
            or RelationEvidence.HouseholdRegister
            or RelationEvidence.BusinessLicence => Grade.E1,
            RelationEvidence.CustomerSigned or RelationEvidence.NomineeAgreement => Grade.E2,
            RelationEvidence.AccountLink => Grade.E3,
            RelationEvidence.Declared => Grade.E5,
        };
        return trust == Trust.ThirdParty && grade < Grade.E4 ? Grade.E4 : grade;
    }

    /// <summary>The place of a ref in its event; -1 when nobody there has it.</summary>
    public static int IndexOf(Fact fact, string handle)
    {
        var people = fact.Body.People;
        for (var i = 0; i < people.Length; i++)
        {
            if (people[i].Ref == handle)
            {
                return i;
            }
        }

        return -1;
    }

    private static Person? Person(Fact fact, string handle, Func<RecordId, Person?> personOf) =>
        IndexOf(fact, handle) is >= 0 and var index ? personOf(new RecordId(fact.Id, index)) : null;

    private static (string From, string To, RelationKind Kind) Canonical(string from, string to, RelationKind kind) =>
        kind switch
        {
            RelationKind.Child => (to, from, RelationKind.Parent),
            RelationKind.Spouse or RelationKind.Sibling when string.CompareOrdinal(from, to) > 0 => (to, from, kind),
            _ => (from, to, kind),
        };

    private static Relation Of((string From, string To, RelationKind Kind) key, List<Statement> statements)
    {
        // A divorce certificate ends a marriage; it opens one only when nothing else tells of it.
        var openings = statements.Where(s => s.Evidence != RelationEvidence.DivorceCertificate).ToList();
        openings = openings.Count == 0 ? statements : openings;
        var best = openings.Min(s => s.Grade);
        var opening = openings
            .Where(s => s.Grade == best)
            .OrderBy(s => s.From ?? LocalDate.MinIsoValue)
            .ThenBy(s => s.Evidence)
            .First();
        var ends = statements
            .Where(s => s.Grade <= best)
            .Select(s => s.To ?? (s.Evidence == RelationEvidence.DivorceCertificate ? s.From : null));
        return new(
            key.From,
            key.To,
            key.Kind,
            best,
            opening.From,
            ends.Min(),
            opening.Evidence,
            [.. statements.Select(s => s.Fact).Distinct().Order()]
        );
    }
}
