using Core.Identity;
using Core.Leads;
using static Core.Tests.Identity.Told;

namespace Core.Tests.Identity;

public sealed class WhyTests
{
    private static readonly string Li = Card("44030519880312002");
    private static readonly string Wang = Card("11010519491231002");

    [Fact]
    public void One_person_is_explained_by_the_links_that_lead_from_record_to_record()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李芳", "13800001111")),
            Lead("2", Day(2), Person("李芳", "13800001111", Li)),
            Owners("3", Day(3), [Person("李芳", document: Li)]),
        ];

        var why = Why.Explain(Dossier(facts), facts[0].Record(), facts[2].Record())!;

        Assert.True(why.SamePerson && why.SamePersonForMoney && why.SameHousehold);
        Assert.Equal(["PHONE_EQUAL", "DOC_EQUAL"], why.Path.Select(l => l.Rule));
        Assert.Empty(why.Separations);
    }

    [Fact]
    public void A_household_is_explained_by_its_relations()
    {
        var fact = Seen(
            "1",
            Day(1),
            [Person("李芳", handle: "m"), Person("张伟", handle: "f"), Person("张小宝", handle: "c")],
            Related("f", "m", RelationKind.Spouse, RelationEvidence.Declared),
            Related("f", "c", RelationKind.Parent, RelationEvidence.Declared)
        );

        var why = Why.Explain(Dossier(fact), fact.Record(0), fact.Record(2))!;

        Assert.True(!why.SamePerson && why.SameHousehold);
        Assert.Equal([RelationKind.Spouse, RelationKind.Parent], why.Relations.Select(r => r.Kind));
    }

    [Theory]
    [InlineData("李芳", "13800001111", null, "13700003333", "NO_SHARED_KEY")]
    [InlineData("张伟", "13800001111", null, "13800001111", "NAMES_DIFFER")]
    [InlineData("李芳", "13800001111", "wang", "13800001111", "DOCUMENTS_DIFFER")]
    [InlineData("李芳", "13811112222", null, "13811112222", "GENERIC_KEY")]
    public void What_keeps_two_people_apart_is_named(
        string name,
        string phone,
        string? document,
        string theirs,
        string code
    )
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person(name, phone, document is null ? null : Wang)),
            Lead("2", Day(2), Person("李芳", theirs, Li)),
        ];

        var why = Why.Explain(new([.. facts], ["phone:+8613811112222"]), facts[0].Record(), facts[1].Record())!;

        Assert.False(why.SamePerson);
        Assert.Equal([code], why.Separations.Select(s => s.Code));
    }

    [Fact]
    public void A_mask_that_is_not_resolved_is_named()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("张伟", "139****2222")),
            Lead("2", Day(2), Person("张伟", "13900002222")),
        ];

        var why = Why.Explain(Dossier(facts), facts[0].Record(), facts[1].Record())!;

        Assert.Equal(["MASK_PROVISIONAL"], why.Separations.Select(s => s.Code));
    }

    [Fact]
    public void A_record_that_is_not_known_is_not_explained() =>
        Assert.Null(Why.Explain(DossierFacts.Empty, new(new("/x", "1"), 0), new(new("/x", "2"), 0)));
}
