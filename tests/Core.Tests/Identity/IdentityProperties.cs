using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using Core.Values;
using CsCheck;
using NodaTime;
using static Core.Tests.Identity.Told;

namespace Core.Tests.Identity;

/// <summary>Few names, numbers and days, so that most facts collide: collisions are where identity lives.</summary>
public sealed class IdentityProperties
{
    private static readonly Gen<PersonRecord> Person = Gen.Select(
        OneOf<string?>("李芳", "李女士", "Fang Li", "张伟", "張先生", null),
        OneOf<string?>("13800001111", "13800002222", "13812341111", "138****1111", "138****2222", null),
        OneOf<string?>("440305198803120028", "110105194912310021", null, null, null),
        OneOf<string?>("reader", "copy", "typed"),
        OneOf<string?>("wx1_", "wx2_", null, null),
        OneOf<string?>("u1", "u2", null, null),
        (name, phone, card, sighted, wechat, customer) =>
            Told.Person(name, phone, card is null ? null : Card(card[..17]), sighted, wechat, customer)
    );

    private static readonly Gen<RelationStatement> Statement = Gen.Select(
        Gen.Int[0, 2],
        Gen.Int[0, 2],
        Gen.Enum<RelationKind>(),
        Gen.Enum<RelationEvidence>(),
        Gen.Int[0, 40],
        Gen.Int[0, 40],
        (from, to, kind, evidence, since, until) =>
            Related(
                $"{from}",
                $"{to}",
                kind,
                evidence,
                since > 30 ? null : new LocalDate(2025, 12, 15).PlusDays(since),
                until > 30 ? null : new LocalDate(2025, 12, 15).PlusDays(until)
            )
    );

    private static readonly Gen<Func<int, Fact>> Told1 = Gen.Select(
        Gen.Int[0, 4],
        Gen.Int[0, 12],
        Person.Array[1, 3],
        Statement.Array[0, 2],
        Gen.Bool,
        (type, day, people, relations, ours) =>
            (Func<int, Fact>)(
                n =>
                {
                    var named = people.Select((p, i) => p with { Ref = $"{i}" }).ToArray();
                    var fact = type switch
                    {
                        0 => Lead($"{n}", Day(day), named),
                        1 => Visit($"{n}", Day(day), named),
                        2 => Sale($"{n}", Day(day), named),
                        3 => Owners($"{n}", Day(day), named, relations),
                        _ => Seen($"{n}", Day(day), named, relations),
                    };
                    return ours ? fact : fact.ByAgency();
                }
            )
    );

    private static readonly Gen<Fact[]> Facts = Told1
        .Array[0, 12]
        .Select(told => told.Select((t, n) => t(n)).ToArray());
    private static readonly Gen<Grade> Weakest = OneOf(Grade.E1, Grade.E3, Grade.E4, Grade.E6);

    [Fact]
    public void The_order_of_facts_does_not_matter() =>
        Gen.Select(Facts, Weakest)
            .SelectMany((facts, weakest) => Gen.Shuffle(facts).Select(shuffled => (facts, shuffled, weakest)))
            .Sample(x => Assert.Equal(x.facts.View(x.weakest).Text(), x.shuffled.View(x.weakest).Text()));

    [Fact]
    public void Every_record_belongs_to_exactly_one_person_in_exactly_one_household() =>
        Gen.Select(Facts, Weakest)
            .Sample(
                (facts, weakest) =>
                {
                    var view = facts.View(weakest);
                    var known = facts.SelectMany(f => FeatureReader.Read(f)).Select(r => r.Id).Order();

                    Assert.Equal(known, view.Persons.SelectMany(p => p.Records).Order());
                    Assert.Equal(
                        view.Persons.Select(p => p.Id),
                        view.Households.SelectMany(h => h.Persons).Order(StringComparer.Ordinal)
                    );
                    Assert.All(view.Persons, p => Assert.All(p.Records, r => Assert.Same(p, view.PersonOf(r))));
                }
            );

    [Fact]
    public void Strangers_in_the_dossier_change_nothing() =>
        Gen.Select(Facts, Facts, Weakest)
            .Sample(
                (ours, theirs, weakest) =>
                {
                    var strangers = theirs.Select(Strange).ToArray();

                    var apart = ours.View(weakest)
                        .Text()
                        .Split('\n')
                        .Concat(strangers.View(weakest).Text().Split('\n'));

                    Assert.DoesNotContain(
                        ours,
                        a => strangers.Any(b => Linker.Links(a, b, ImmutableHashSet<string>.Empty))
                    );
                    Assert.Equal(
                        apart.Where(l => l.Length > 0).Order(StringComparer.Ordinal),
                        ours.Concat(strangers).View(weakest).Text().Split('\n').Where(l => l.Length > 0)
                    );
                }
            );

    [Fact]
    public void A_retraction_undoes_exactly_what_its_fact_did() =>
        Gen.Select(Facts.Where(f => f.Length > 0), Weakest)
            .SelectMany((facts, weakest) => Gen.Int[0, facts.Length - 1].Select(i => (facts, i, weakest)))
            .Sample(x =>
            {
                var gone = x.facts[x.i];
                var without = x.facts.Where(f => f != gone);

                Assert.Equal(
                    without.View(x.weakest).Text(),
                    x.facts.Append(Retracted(gone, Day(20))).View(x.weakest).Text()
                );
            });

    [Fact]
    public void What_is_learned_later_never_changes_what_was_known_then() =>
        Gen.Select(Facts, Gen.Int[0, 12], Weakest)
            .Sample(
                (facts, day, weakest) =>
                    Assert.Equal(
                        facts.Where(f => f.ReceivedAt <= Day(day)).View(weakest).Text(),
                        Identities.Derive(Dossier(facts), Day(day), weakest).Text()
                    )
            );

    [Fact]
    public void Weaker_evidence_only_joins_what_better_evidence_left_apart() =>
        Facts.Sample(facts =>
        {
            var (money, service) = (facts.View(Grade.E3), facts.View(Grade.E6));

            Assert.All(money.Persons, p => Assert.Single(p.Records.Select(r => service.PersonOf(r)!.Id).Distinct()));
        });

    [Fact]
    public void Different_documents_of_one_kind_never_meet_in_one_person_unless_another_is_common() =>
        Gen.Select(Facts, Weakest)
            .Sample(
                (facts, weakest) =>
                    Assert.All(
                        facts.View(weakest).Persons,
                        p => Assert.True(p.Identifiers.Count(i => i.Kind == IdentifierKind.Document) <= 1)
                    )
            );

    [Fact]
    public void Generic_keys_only_remove_links() =>
        Gen.Select(Facts, Gen.Bool)
            .Sample(
                (facts, phone) =>
                {
                    var generic = ImmutableHashSet.Create(phone ? "phone:+8613800001111" : "cid:family-app|u1");
                    var pairs = facts.SelectMany(a => facts.Select(b => (a, b)));

                    Assert.All(
                        pairs.Where(p => Linker.Links(p.a, p.b, generic)),
                        p => Assert.True(Linker.Links(p.a, p.b, ImmutableHashSet<string>.Empty))
                    );
                }
            );

    [Fact]
    public void Every_link_within_a_person_is_one_that_the_pair_function_sees() =>
        Facts.Sample(
            facts =>
            {
                var view = facts.View(Grade.E6);
                var byId = facts.ToDictionary(f => f.Id);

                foreach (var person in view.Persons)
                {
                    foreach (var record in person.Records)
                    {
                        var why = Why.Explain(Dossier(facts), person.Anchor, record)!;
                        Assert.True(why.SamePerson && (record == person.Anchor || !why.Path.IsEmpty));
                        Assert.All(
                            why.Path.Where(l => l.A.Fact != l.B.Fact),
                            l =>
                                Assert.True(
                                    Linker.Links(byId[l.A.Fact], byId[l.B.Fact], ImmutableHashSet<string>.Empty)
                                )
                        );
                    }
                }
            },
            iter: 30
        );

    [Fact]
    public void A_public_id_stays_whatever_is_learned_later_about_others() =>
        Gen.Select(Facts, Gen.Int[0, 12])
            .Sample(
                (facts, day) =>
                {
                    var then = Identities.Derive(Dossier(facts), Day(day), Grade.E3);
                    var now = facts.View();

                    // An id that is still in use belongs to the same first record.
                    Assert.All(
                        then.Persons,
                        p => Assert.True(now.PersonWith(p.Id) is not { } same || same.Anchor == p.Anchor)
                    );
                }
            );

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>The same story with numbers and projects of other people.</summary>
    private static Fact Strange(Fact fact) =>
        fact with
        {
            Id = new FactId("/strangers", fact.Id.Id),
            Body = fact.Body switch
            {
                FactBody.LeadRegistered b => b with { Project = "PY", Persons = Strange(b.Persons) },
                FactBody.VisitConfirmed b => b with { Project = "PY", Persons = Strange(b.Persons) },
                FactBody.SaleRecorded b => b with { Project = "PY", Persons = Strange(b.Persons) },
                FactBody.OwnerRevealed b => b with { Persons = Strange(b.Persons) },
                FactBody.PersonObserved b => b with { Persons = Strange(b.Persons) },
                var other => other,
            },
        };

    private static ImmutableArray<PersonRecord> Strange(ImmutableArray<PersonRecord> people) =>
        [
            .. people.Select(p =>
                p with
                {
                    Phones = [.. p.Phones.Select(ph => ph with { Number = "137" + ph.Number[3..] })],
                    Documents = [.. p.Documents.Select(d => d with { Number = Card("32" + d.Number[2..17]) })],
                    Wechat = p.Wechat is null ? null : p.Wechat with { Id = p.Wechat.Id + "s" },
                    CustomerIds = [.. p.CustomerIds.Select(c => c with { Id = c.Id + "s" })],
                }
            ),
        ];
}
