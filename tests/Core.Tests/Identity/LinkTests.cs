using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using Core.Values;
using static Core.Tests.Identity.Told;

namespace Core.Tests.Identity;

public sealed class LinkTests
{
    private static readonly string Wang = Card("11010519491231002");
    private static readonly string Li = Card("44030519880312002");

    [Theory]
    // docs/rules.md NRM-01
    [InlineData("13800001111", "+86 138 0000 1111")]
    [InlineData("008613800001111", "１３８００００１１１１")]
    [InlineData("86-13800001111", "138-0000-1111")]
    public void One_phone_is_one_person_however_it_is_written(string one, string other)
    {
        Fact[] facts = [Lead("1", Day(1), Person("李芳", one)), Lead("2", Day(2), Person("李女士", other))];

        Assert.True(facts.View().SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Fact]
    public void One_phone_under_two_surnames_is_two_people()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", "13800001111")),
            Lead("2", Day(2), Person("张伟", "13800001111")),
        ];

        Assert.False(facts.View(Grade.E6).SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Fact]
    public void A_record_without_a_name_does_not_make_a_couple_on_one_phone_one_person()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", "13800001111")),
            Lead("2", Day(2), Person(phone: "13800001111")),
            Lead("3", Day(3), Person("张伟", "13800001111")),
        ];

        var view = facts.View();

        Assert.True(view.SamePerson(facts[0].Record(), facts[1].Record()));
        Assert.False(view.SamePerson(facts[0].Record(), facts[2].Record()));
    }

    [Fact]
    public void A_generic_key_links_nobody()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", "13800001111")),
            Lead("2", Day(2), Person("李女士", "13800001111")),
        ];
        var generic = ImmutableHashSet.Create("phone:+8613800001111");

        var view = Identities.Derive(new([.. facts], generic), null, Grade.E6);

        Assert.False(view.SamePerson(facts[0].Record(), facts[1].Record()));
        Assert.False(Linker.Links(facts[0], facts[1], generic));
        Assert.True(Linker.Links(facts[0], facts[1], ImmutableHashSet<string>.Empty));
    }

    [Theory]
    // docs/rules.md NRM-06: as good as the worse of the two sightings.
    [InlineData("reader", "original", Grade.E1)]
    [InlineData("reader", "copy", Grade.E2)]
    [InlineData("reader", "typed", Grade.E4)]
    [InlineData("copy", null, Grade.E4)]
    public void One_document_is_one_person_at_the_grade_of_its_worse_sighting(string one, string? other, Grade grade)
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("王小明", document: Wang, sighted: one)),
            Lead("2", Day(2), Person("李芳", document: Wang, sighted: other)),
        ];

        var link = Assert.Single(Linker.Compare(Only(facts[0]), Only(facts[1]), ImmutableHashSet<string>.Empty));

        Assert.Equal(("DOC_EQUAL", grade), (link.Rule, link.Grade));
        Assert.Equal(grade <= Grade.E3, facts.View().SamePerson(facts[0].Record(), facts[1].Record()));
        Assert.True(facts.View(Grade.E6).SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Fact]
    public void A_document_that_a_claimant_sent_is_a_third_partys_record_at_best()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("王小明", document: Wang)),
            Lead("2", Day(2), Person("王小明", document: Wang)).ByAgency(),
        ];

        Assert.False(facts.View().SamePerson(facts[0].Record(), facts[1].Record()));
        Assert.True(facts.View(Grade.E4).SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Fact]
    public void Owners_revealed_are_known_by_government_documents()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("王小明", document: Wang)),
            Owners("2", Day(2), [Person("王小明", document: Wang, sighted: null)]),
        ];

        Assert.True(facts.View(Grade.E1).SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Fact]
    public void A_card_of_fifteen_digits_is_the_card_of_eighteen()
    {
        var old = Li[..6] + Li[8..17];
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", document: old)),
            Lead("2", Day(2), Person("李芳", document: Li)),
        ];

        Assert.True(facts.View(Grade.E1).SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Fact]
    public void Different_documents_of_one_kind_keep_people_apart_whatever_they_share()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", "13800001111", Li, customer: "u-1")),
            Lead("2", Day(2), Person("李芳", "13800001111", Wang, customer: "u-1")),
        ];

        Assert.False(facts.View(Grade.E6).SamePerson(facts[0].Record(), facts[1].Record()));
        Assert.False(Linker.Links(facts[0], facts[1], ImmutableHashSet<string>.Empty));
    }

    [Fact]
    public void What_a_record_forbids_its_whole_cluster_forbids()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", "13800001111", Li)),
            Lead("2", Day(2), Person("李芳", "13800001111", customer: "u-1")),
            Lead("3", Day(3), Person("李芳", document: Wang, customer: "u-1")),
        ];

        var view = facts.View(Grade.E6);

        Assert.True(view.SamePerson(facts[0].Record(), facts[1].Record()));
        Assert.False(view.SamePerson(facts[1].Record(), facts[2].Record()));
    }

    [Fact]
    public void Documents_of_different_kinds_keep_nobody_apart()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", "13800001111", Li)),
            Lead("2", Day(2), Person("李芳", "13800001111", "E12345678", kind: "passport")),
        ];

        Assert.True(facts.View().SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Theory]
    [InlineData("李芳", "李女士", true)]
    [InlineData("李芳", null, true)]
    [InlineData("李芳", "张伟", false)]
    public void A_typed_WeChat_id_asks_for_names_that_agree(string one, string? other, bool same)
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person(one, wechat: "LiFang88")),
            Lead("2", Day(2), Person(other, wechat: "lifang88 ")),
        ];

        Assert.Equal(same, facts.View().SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Fact]
    public void A_customer_id_is_one_person_under_any_name()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", customer: "u-1")),
            Lead("2", Day(2), Person("黎芳", customer: "u-1")),
        ];

        Assert.True(facts.View().SamePerson(facts[0].Record(), facts[1].Record()));
    }

    [Fact]
    public void A_union_id_or_an_open_id_with_its_issuer_is_one_person()
    {
        PersonRecord With(string? open, string? issuer, string? union) =>
            Person("李芳") with
            {
                Wechat = new WechatStatement(null, open, union, issuer, null),
            };
        Fact[] facts =
        [
            Lead("1", Day(1), With("o1", "app-1", "u1")),
            Lead("2", Day(2), With("o1", "app-1", null)),
            Lead("3", Day(3), With("o1", "app-2", null)),
            Lead("4", Day(4), With("o1", null, null)),
            Lead("5", Day(5), With(null, null, "u1")),
        ];

        var view = facts.View();

        Assert.Equal(
            [true, false, false, true],
            facts.Skip(1).Select(f => view.SamePerson(facts[0].Record(), f.Record()))
        );
    }

    [Fact]
    public void People_of_one_event_are_different_people_unless_a_key_links_them()
    {
        var fact = Lead("1", Day(1), Person("李芳", "13800001111"), Person("张伟"), Person("李女士", "13800001111"));

        var view = new[] { fact }.View();

        Assert.False(view.SamePerson(fact.Record(0), fact.Record(1)));
        Assert.True(view.SamePerson(fact.Record(0), fact.Record(2)));
    }

    [Fact]
    public void A_father_and_a_son_on_one_phone_are_two_people_when_one_event_says_so()
    {
        Fact[] facts =
        [
            Seen(
                "1",
                Day(1),
                [Person("张伟", "13900002222", handle: "f"), Person("张小宝", "13900002222", handle: "s")],
                Related("f", "s", RelationKind.Parent, RelationEvidence.Declared)
            ),
            Lead("2", Day(2), Person("张先生", "13900002222")),
        ];

        var view = facts.View();

        Assert.False(view.SamePerson(facts[0].Record(0), facts[0].Record(1)));
        Assert.True(view.SamePerson(facts[0].Record(0), facts[1].Record()));
    }

    [Fact]
    public void Search_keys_name_every_way_to_find_a_person()
    {
        var fact = Lead(
            "1",
            Day(1),
            Person("張偉", "139-0000-2222", Li, wechat: "ZhangWei", customer: "u-7") with
            {
                Emails = ["Wei@Example.com"],
                Wechat = new WechatStatement("ZhangWei", "o1", "un1", "app-1", null),
            },
            Person("李女士", "138****1111")
        );

        Assert.Equal(
            [
                "cid:family-app|u-7",
                $"doc:residentIdentityCard|{Li}",
                "mail:wei@example.com",
                "mask:PX|138|1111|li",
                "mask:PX|139|2222|zhang",
                "phone:+8613900002222",
                "wx:zhangwei",
                "wxo:app-1|o1",
                "wxu:un1",
            ],
            SearchKeys.Of(fact).Select(k => k.Text)
        );
        Assert.Equal(["mail", "mask", "mask"], SearchKeys.Of(fact).Where(k => k.Weak).Select(k => k.Text[..4]));
        Assert.DoesNotContain("2222", SearchKeys.Of(fact)[5].ToString(), StringComparison.Ordinal);
    }

    private static RecordFeatures Only(Fact fact) => Assert.Single(FeatureReader.Read(fact));
}
