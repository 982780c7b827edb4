using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Identity;

/// <summary>
/// Derives views of one dossier at several cuts, reading each event once. Nearly linear in the records: only those
/// that share a key meet, and of those that are alike only one meets the rest.
/// </summary>
/// <remarks>Keeps what it read; for one thread.</remarks>
/// <param name="facts">Everything that the dossier holds.</param>
public sealed class IdentityDeriver(DossierFacts facts)
{
    private readonly Dictionary<Fact, ImmutableArray<RecordFeatures>> read = new(ReferenceEqualityComparer.Instance);

    /// <summary>The view of what was received until an instant, inclusive; null: of all.</summary>
    /// <param name="knownUntil">The cut.</param>
    /// <param name="weakest">The weakest evidence that may join or relate: E3 for money, E6 for service.</param>
    public IdentityView At(Instant? knownUntil, Grade weakest)
    {
        var known = KnownFacts.At(facts.Facts, knownUntil);
        var records = known.SelectMany(f => Features(f)).ToList();
        var clusters = Cluster(known, records, weakest, out var masked);
        var persons = Enumerable
            .Range(0, records.Count)
            .GroupBy(clusters.Root, i => records[i])
            .Select(PersonFold.Fold)
            .OrderBy(p => p.Id, StringComparer.Ordinal)
            .ToImmutableArray();
        var view = new IdentityView(persons);
        var relations = RelationFold.Fold(known, view.PersonOf, weakest);
        var byId = records.ToDictionary(r => r.Id);
        return view with
        {
            Relations = relations,
            Households = HouseholdFold.Fold(persons, relations, byId, known.ToDictionary(f => f.Id, f => f.ReceivedAt)),
            Masked = [.. masked.Select(m => Masked(m, records, clusters)).OrderBy(m => m.Record)],
        };
    }

    private static MaskedLead Masked(
        (int Lead, MaskState State, int? BoundTo, List<int> Fitting) lead,
        List<RecordFeatures> records,
        Clusters clusters
    ) =>
        new(
            records[lead.Lead].Id,
            lead.State,
            lead.BoundTo is { } bound ? records[bound].Id : null,
            [.. lead.Fitting.DistinctBy(clusters.Root).Select(f => records[f].Id).Order()]
        );

    private ImmutableArray<RecordFeatures> Features(Fact fact)
    {
        if (!read.TryGetValue(fact, out var features))
        {
            read.Add(fact, features = FeatureReader.Read(fact));
        }

        return features;
    }

    /// <summary>
    /// Strongest links first, ties by time and only then by id; masks once money's links are known, so that what money
    /// joins never depends on weaker evidence.
    /// </summary>
    private Clusters Cluster(
        ImmutableArray<Fact> known,
        List<RecordFeatures> records,
        Grade weakest,
        out List<(int Lead, MaskState State, int? BoundTo, List<int> Fitting)> masked
    )
    {
        var clusters = new Clusters(records);
        TellApart(known, records, clusters);
        var links = LinkFinder.Find(records, facts.GenericKeys);
        foreach (var link in links.Where(l => l.Grade <= Grade.E3 && l.Grade <= weakest))
        {
            clusters.Unite(link.A, link.B, link.By);
        }

        masked = weakest >= Grade.E3 ? new MaskFold(records, clusters, facts.GenericKeys).Bind() : [];
        foreach (var link in links.Where(l => l.Grade > Grade.E3 && l.Grade <= weakest))
        {
            clusters.Unite(link.A, link.B, link.By);
        }

        return clusters;
    }

    /// <summary>Whom one event relates to each other, or calls by two whole names of one surname, it speaks of as two.</summary>
    private static void TellApart(ImmutableArray<Fact> known, List<RecordFeatures> records, Clusters clusters)
    {
        var places = new Dictionary<RecordId, int>(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            places.Add(records[i].Id, i);
        }

        foreach (var fact in known.Where(f => f.Body.People.Length > 1))
        {
            foreach (var relation in fact.Body.Relations)
            {
                if (
                    places.TryGetValue(new(fact.Id, RelationFold.IndexOf(fact, relation.From)), out var from)
                    && places.TryGetValue(new(fact.Id, RelationFold.IndexOf(fact, relation.To)), out var to)
                    && from != to
                )
                {
                    clusters.KeepApart(from, to);
                }
            }

            for (var b = 1; b < fact.Body.People.Length; b++)
            {
                for (var a = 0; a < b; a++)
                {
                    if (
                        places.TryGetValue(new(fact.Id, a), out var one)
                        && places.TryGetValue(new(fact.Id, b), out var other)
                        && GivenNamesDiffer(records[one], records[other])
                    )
                    {
                        clusters.KeepApart(one, other);
                    }
                }
            }
        }
    }

    private static bool GivenNamesDiffer(RecordFeatures a, RecordFeatures b)
    {
        var (mine, theirs) = (Given(a), Given(b));
        return mine.Count > 0 && theirs.Count > 0 && !mine.Overlaps(theirs);
    }

    private static HashSet<string> Given(RecordFeatures record) =>
        record.Names.Select(n => n.Given).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
