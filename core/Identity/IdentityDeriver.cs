using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Identity;

/// <summary>A dossier's records and how they cluster at one cut.</summary>
internal sealed record Clustering(
    List<Fact> Known,
    List<RecordFeatures> Records,
    Clusters Clusters,
    List<(int Lead, MaskState State, int? BoundTo, List<int> Fitting)> Masked
)
{
    /// <summary>The grade of the weakest link found, joined or not.</summary>
    public Grade Weakest { get; init; } = Grade.E1;
}

/// <summary>
/// Derives views of one dossier at several cuts, reading each event once. Nearly linear in the records: only those
/// that share a key meet, and of those that are alike only one meets the rest.
/// </summary>
/// <remarks>Keeps what it read; for one thread.</remarks>
/// <param name="facts">Everything that the dossier holds.</param>
public sealed class IdentityDeriver(DossierFacts facts)
{
    private readonly Dictionary<
        (RecordFeatures, RecordFeatures),
        ImmutableArray<(Comparison By, Grade Grade)>
    > compared = [];
    private readonly Dictionary<RecordFeatures, (List<RecordFeatures> Records, Person Person)> folded = [];
    private readonly Dictionary<Grade, (List<Fact> About, IdentityView View, Grade Used)> last = [];

    /// <summary>The view of what was received until an instant, inclusive; null: of all.</summary>
    /// <param name="knownUntil">The cut.</param>
    /// <param name="weakest">The weakest evidence that may join or relate: E3 for money, E6 for service.</param>
    public IdentityView At(Instant? knownUntil, Grade weakest) => Of(KnownFacts.At(facts.Facts, knownUntil), weakest);

    /// <summary>The view of some of its facts.</summary>
    /// <param name="known">What <see cref="KnownFacts.At"/> gave for a cut.</param>
    /// <param name="weakest">The weakest evidence that may join or relate.</param>
    internal IdentityView Of(ImmutableArray<Fact> known, Grade weakest)
    {
        // Facts without people (money, milestones) change nothing: the last view still stands. Without evidence between
        // two grades, the view by one is that by the other.
        List<Fact> about = [.. known.Where(f => !f.Body.People.IsEmpty)];
        foreach (var (grade, before) in last)
        {
            if (
                (grade == weakest || (Used(before.Used, grade) && Used(before.Used, weakest)))
                && before.About.SequenceEqual(about, ReferenceEqualityComparer.Instance)
            )
            {
                return before.View;
            }
        }

        var clustering = Cluster(about, weakest);
        var view = Derive(clustering, weakest);
        last[weakest] = (about, view, WeakestOf(clustering));
        return view;
    }

    /// <summary>Whether a view by a grade uses all evidence there is; masks bind from <see cref="Grade.E3"/> on.</summary>
    private static bool Used(Grade evidence, Grade weakest) => weakest >= Grade.E3 && evidence <= weakest;

    /// <summary>The weakest evidence there is, whether or not it was let join or relate.</summary>
    private static Grade WeakestOf(Clustering clustering)
    {
        var weakest = clustering.Weakest;
        foreach (var fact in clustering.Known)
        {
            foreach (var relation in fact.Body.Relations)
            {
                var grade = RelationFold.GradeOf(relation.Evidence, fact.Trust);
                weakest = grade > weakest ? grade : weakest;
            }
        }

        return weakest;
    }

    /// <summary>How the records cluster, with the links that made it so.</summary>
    internal Clustering Cluster(Instant? knownUntil, Grade weakest) =>
        Cluster([.. KnownFacts.At(facts.Facts, knownUntil).Where(f => !f.Body.People.IsEmpty)], weakest);

    private IdentityView Derive(Clustering clustering, Grade weakest)
    {
        var (known, records, clusters, masked) = clustering;
        var persons = Enumerable
            .Range(0, records.Count)
            .GroupBy(clusters.Root, i => records[i])
            .Select(group => Fold([.. group]))
            .OrderBy(p => p.Id, StringComparer.Ordinal)
            .ToImmutableArray();
        var view = new IdentityView(persons);
        var relations = RelationFold.Fold(known, view.PersonOf, weakest);
        var byId = records.ToDictionary(r => r.Id);
        view = view with
        {
            Relations = relations,
            Households = HouseholdFold.Fold(persons, relations, byId, known.ToDictionary(f => f.Id, f => f.ReceivedAt)),
        };
        return view with { Masked = [.. masked.Select(m => Masked(m, clustering, view, byId)).OrderBy(m => m.Record)] };
    }

    private Person Fold(List<RecordFeatures> cluster)
    {
        if (!folded.TryGetValue(cluster[0], out var before) || !before.Records.SequenceEqual(cluster))
        {
            folded[cluster[0]] = before = (cluster, PersonFold.Fold(cluster));
        }

        return before.Person;
    }

    private ImmutableArray<(Comparison By, Grade Grade)> Compare(RecordFeatures a, RecordFeatures b)
    {
        if (!compared.TryGetValue((a, b), out var agreeing))
        {
            compared.Add((a, b), agreeing = LinkFinder.Compare(a, b, facts.GenericKeys));
        }

        return agreeing;
    }

    private MaskedLead Masked(
        (int Lead, MaskState State, int? BoundTo, List<int> Fitting) lead,
        Clustering clustering,
        IdentityView view,
        Dictionary<RecordId, RecordFeatures> byId
    )
    {
        var (records, clusters) = (clustering.Records, clustering.Clusters);
        var record = records[lead.Lead];
        return new(
            record.Id,
            lead.State == MaskState.Provisional && RelativeCame(record, view, byId)
                ? MaskState.NameMismatch
                : lead.State,
            lead.BoundTo is { } bound ? records[bound].Id : null,
            [.. lead.Fitting.DistinctBy(clusters.Root).Select(f => records[f].Id).Order()]
        );
    }

    /// <summary>
    /// Whether a relative of a registered person came with a number that the registration may mask. (Whether a stranger
    /// did would depend on who else is in the dossier.)
    /// </summary>
    private bool RelativeCame(RecordFeatures lead, IdentityView view, Dictionary<RecordId, RecordFeatures> byId)
    {
        var person = view.PersonOf(lead.Id)!.Id;
        return view
            .Relations.Select(r => r.Other(person))
            .OfType<string>()
            .SelectMany(relative => view.PersonWith(relative)!.Records)
            .Select(r => byId[r])
            .Any(visit =>
                visit.Occasion == Occasion.Visit
                && visit.Project == lead.Project
                && MaskedPhones.ShowsSame(lead, visit, facts.GenericKeys)
            );
    }

    /// <summary>
    /// Strongest links first, ties by time and only then by id; masks once money's links are known, so that what money
    /// joins never depends on weaker evidence.
    /// </summary>
    private Clustering Cluster(List<Fact> known, Grade weakest)
    {
        var records = known.SelectMany(f => FeatureReader.Read(f)).ToList();
        var clusters = new Clusters(records);
        TellApart(known, records, clusters);
        var links = LinkFinder.Find(records, facts.GenericKeys, Compare);
        foreach (var link in links.Where(l => l.Grade <= Grade.E3 && l.Grade <= weakest))
        {
            clusters.Unite(link.A, link.B, link.Grade, link.By);
        }

        var masked = weakest >= Grade.E3 ? new MaskFold(records, clusters, facts.GenericKeys).Bind() : [];
        foreach (var link in links.Where(l => l.Grade > Grade.E3 && l.Grade <= weakest))
        {
            clusters.Unite(link.A, link.B, link.Grade, link.By);
        }

        return new(known, records, clusters, masked) { Weakest = links is [.., var last] ? last.Grade : Grade.E1 };
    }

    /// <summary>Whom one event relates to each other, or calls by two whole names of one surname, it speaks of as two.</summary>
    private static void TellApart(List<Fact> known, List<RecordFeatures> records, Clusters clusters)
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
