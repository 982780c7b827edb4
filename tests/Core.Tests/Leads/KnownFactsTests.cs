using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Core.Leads;
using CsCheck;
using NodaTime;

namespace Core.Tests.Leads;

public sealed class KnownFactsTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 1, 0, 0);

    /// <summary>Few ids and minutes, so that retractions meet targets, each other and themselves.</summary>
    private static readonly Gen<ImmutableArray<Fact>> Stories = Gen.Select(
            Gen.Int[0, 7],
            Gen.Int[0, 5],
            Gen.Int[0, 7],
            Gen.OneOf("", "/data/people/0", "/people/1/phones/0", "/data/relations/0", null, null, null)
        )
        .Array[0, 8]
        .Select(rows =>
            rows.DistinctBy(r => r.Item1)
                .Select(r => r.Item1 < 3 ? Lead(r.Item1, r.Item2) : Retraction(r.Item1, r.Item2, r.Item3, r.Item4))
                .ToImmutableArray()
        );

    [Fact]
    public void The_order_of_facts_does_not_matter() =>
        Gen.Select(Stories, Gen.Int[0, 6], Gen.Int)
            .Sample(
                (facts, minute, seed) =>
                {
                    var shuffled = facts.ToArray();
                    new Random(seed).Shuffle(shuffled);

                    Assert.Equal(Known(facts, minute), Known([.. shuffled], minute));
                }
            );

    [Fact]
    public void What_is_learned_later_does_not_change_what_was_known_then() =>
        Gen.Select(Stories, Gen.Int[0, 6])
            .Sample(
                (facts, minute) =>
                    Assert.Equal(Known(facts, minute), Known([.. facts.Where(f => f.ReceivedAt <= At(minute))], null))
            );

    [Fact]
    public void Retracting_a_retraction_restores_what_it_took() =>
        Stories.Sample(facts =>
        {
            ImmutableArray<Fact> with =
            [
                .. facts,
                Retraction(8, 9, 0, null),
                Retraction(9, 9, 1, "/data/people/0"),
                Retraction(10, 10, 8, null),
                Retraction(11, 10, 9, null),
            ];

            Assert.Equal(Others(Known(facts, null)), Others(Known(with, null)));
        });

    [Fact]
    public void The_cut_includes_its_instant()
    {
        Assert.Single(KnownFacts.At([Lead(0, 3)], At(3)));
        Assert.Empty(KnownFacts.At([Lead(0, 3)], At(3) - Duration.Epsilon));
    }

    [Fact]
    public void A_retraction_that_comes_before_its_target_waits_for_it()
    {
        ImmutableArray<Fact> facts = [Retraction(3, 1, 0, null), Lead(0, 2)];

        Assert.Equal([Id(3)], KnownFacts.At(facts, null).Select(f => f.Id));
    }

    [Fact]
    public void A_retracted_retraction_stays_on_record()
    {
        ImmutableArray<Fact> facts = [Lead(0, 1), Retraction(3, 2, 0, null), Retraction(4, 3, 3, null)];

        Assert.Equal([Id(0), Id(3), Id(4)], KnownFacts.At(facts, null).Select(f => f.Id));
        Assert.Equal([Id(3)], KnownFacts.At(facts, At(2)).Select(f => f.Id));
    }

    [Fact]
    public void Of_two_retractions_of_each_other_the_later_one_holds()
    {
        ImmutableArray<Fact> facts =
        [
            Lead(0, 1),
            Lead(1, 1),
            Retraction(3, 2, 4, null),
            Retraction(4, 3, 3, null),
            Retraction(5, 4, 5, null),
        ];

        Assert.Equal([Id(0), Id(1), Id(3), Id(4), Id(5)], KnownFacts.At(facts, null).Select(f => f.Id));
    }

    [Theory]
    [InlineData("/data")]
    [InlineData("")]
    [InlineData(null)]
    public void The_whole_goes_with_its_root(string? part) =>
        Assert.Equal([Id(3)], KnownFacts.At([Lead(0, 1), Retraction(3, 2, 0, part)], null).Select(f => f.Id));

    [Theory]
    [InlineData("/data/people/0")]
    [InlineData("/people/0")]
    public void A_retracted_person_leaves_an_empty_record_in_its_place(string part)
    {
        var people = Remaining("lead.registered", part).People;

        Assert.Equal(2, people.Length);
        Assert.Equal(Structure.Of(new PersonRecord { Ref = "mother" }), Structure.Of(people[0]));
        Assert.Equal("张伟", people[1].Name);
    }

    [Fact]
    public void Places_are_those_of_the_event_as_sent_however_many_parts_are_gone()
    {
        var json = Samples.Event("contact.made");
        json["data"]!["people"]![0]!["phones"] = JsonNode.Parse(
            """[{"number":"13800000001"},{"number":"13800000002"},{"number":"13800000003"}]"""
        );
        var fact = Samples.Parse(json).Value!;

        var left = KnownFacts.At(
            [fact, Retracts(fact, "/people/0/phones/0"), Retracts(fact, "/people/0/phones/1")],
            null
        );

        Assert.Equal(["13800000003"], left[0].Body.People[0].Phones.Select(p => p.Number));
    }

    [Fact]
    public void A_retracted_relation_goes_and_the_people_stay()
    {
        var body = Remaining("owner.revealed", "/data/relations/0");

        Assert.Empty(body.Relations);
        Assert.Equal(2, body.People.Length);
        Assert.IsType<FactBody.OwnerRevealed>(body);
    }

    [Theory]
    [InlineData("/people/0/name")]
    [InlineData("/people/0/wechat")]
    [InlineData("/people/0/wechat/id")]
    [InlineData("/people/0/phones/0/verified")]
    [InlineData("/people/0/documents/0")]
    [InlineData("/people/0/documents/0/sighted")]
    [InlineData("/people/0/address/room")]
    [InlineData("/people/0/customerIds/0")]
    [InlineData("/people/0/attributes/occupation")]
    [InlineData("/people/0/roles/1")]
    [InlineData("/relations/0/validFrom")]
    [InlineData("/channel/person")]
    public void A_deeper_part_takes_only_what_it_names(string part)
    {
        var json = Samples.Event("lead.registered");
        Places.Put(json, "/data" + part, null);
        if (part.EndsWith("documents/0", StringComparison.Ordinal))
        {
            json["data"]!["people"]![0]!["documents"] = new JsonArray();
        }
        else if (part.EndsWith("customerIds/0", StringComparison.Ordinal))
        {
            json["data"]!["people"]![0]!["customerIds"] = new JsonArray();
        }
        else if (part.EndsWith("roles/1", StringComparison.Ordinal))
        {
            json["data"]!["people"]![0]!["roles"] = new JsonArray("registrant");
        }

        Assert.Equal(Structure.Of(Samples.Parse(json).Value!.Body), Structure.Of(Remaining("lead.registered", part)));
    }

    [Theory]
    [InlineData("lead.registered", "/channel")]
    [InlineData("lead.registered", "/data/project")]
    [InlineData("contact.made", "/twoWay")]
    [InlineData("sale.recorded", "/price/value")]
    [InlineData("owner.revealed", "/evidence")]
    public void A_fact_that_loses_what_it_cannot_do_without_speaks_only_of_people(string type, string part)
    {
        var whole = Samples.Parse(Samples.Event(type)).Value!.Body;

        var body = Remaining(type, part);

        Assert.IsType<FactBody.PersonObserved>(body);
        Assert.Equal(Structure.Of(whole.People), Structure.Of(body.People));
        Assert.Equal(Structure.Of(whole.Relations), Structure.Of(body.Relations));
    }

    [Fact]
    public void A_pointer_to_nothing_takes_nothing()
    {
        var whole = Samples.Parse(Samples.Event("sale.recorded")).Value!.Body;

        Assert.Equal(Structure.Of(whole), Structure.Of(Remaining("sale.recorded", "/data/people/7/phones/0")));
    }

    /// <summary>Every part of every type can be retracted, and the rest still stands.</summary>
    [Theory]
    [MemberData(nameof(Samples.Types), MemberType = typeof(Samples))]
    public void Any_part_of_any_event_can_go(string type)
    {
        foreach (var place in Places.All(Samples.Event(type)["data"], "/data"))
        {
            Assert.NotNull(Remaining(type, place));
        }
    }

    private static FactBody Remaining(string type, string part)
    {
        var fact = Samples.Parse(Samples.Event(type)).Value!;
        return KnownFacts.At([Retracts(fact, part), fact], null).Single(f => f.Id == fact.Id).Body;
    }

    private static Fact Retracts(Fact fact, string part) =>
        fact with
        {
            Id = new FactId("/house", part),
            Body = new FactBody.FactRetracted(fact.Id, part, RetractionReason.Mistaken),
        };

    private static List<string> Known(ImmutableArray<Fact> facts, int? minute) =>
        KnownFacts.At(facts, minute is { } m ? At(m) : null).Select(Structure.Of).ToList();

    private static List<string> Others(IEnumerable<string> known) =>
        known.Where(k => !k.Contains("/late", StringComparison.Ordinal)).ToList();

    private static Instant At(int minute) => Start + Duration.FromMinutes(minute);

    private static FactId Id(int id) => new(id < 8 ? "/s" : "/late", $"{id}");

    private static Fact Lead(int id, int minute) =>
        Samples.Parse(Samples.Event("lead.registered")).Value! with
        {
            Id = Id(id),
            ReceivedAt = At(minute),
        };

    private static Fact Retraction(int id, int minute, int target, string? part) =>
        new()
        {
            Id = Id(id),
            OccurredAt = At(minute),
            ReceivedAt = At(minute),
            Trust = Trust.Own,
            Body = new FactBody.FactRetracted(Id(target), part, RetractionReason.Mistaken),
        };
}
