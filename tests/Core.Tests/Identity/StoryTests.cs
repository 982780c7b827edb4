using Core.Identity;
using Core.Leads;
using Core.Values;
using NodaTime;
using static Core.Tests.Identity.Told;

namespace Core.Tests.Identity;

public sealed class StoryTests
{
    /// <summary>
    /// The mother registers in the app, gives the father's WeChat in a chat and links his account to hers, he buys, and
    /// the child uses it under an id of its own.
    /// </summary>
    private static readonly Fact[] Course =
    [
        Lead("1", Day(1), With(Person("李芳", "13800001111", customer: "u-1"), "registrant")),
        Seen(
            "2",
            Day(2),
            [
                Person("李芳", customer: "u-1", handle: "m"),
                Person("张伟", wechat: "zhangwei86", customer: "u-2", handle: "f"),
                Person("张小宝", customer: "u-3", handle: "c"),
            ],
            Related("m", "f", RelationKind.Spouse, RelationEvidence.AccountLink),
            Related("m", "c", RelationKind.Parent, RelationEvidence.AccountLink)
        ),
        Sale(
            "3",
            Day(10),
            With(Person("张先生", "13900002222", wechat: "ZhangWei86", customer: "u-2"), "buyer", "payer")
        ),
        Seen("4", Day(20), [With(Person("小宝", customer: "u-3"), "student")]),
    ];

    [Fact]
    public void A_course_has_one_household_of_three_people_with_three_roles_and_three_customer_ids()
    {
        var view = Course.View();

        Assert.Single(view.Households);
        Assert.Equal(3, view.Persons.Length);
        Assert.Equal(
            ["buyer,payer", "registrant", "student"],
            view.Persons.Select(p => string.Join(',', p.Roles)).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["family-app|u-1", "family-app|u-2", "family-app|u-3"],
            view.Persons.Select(p => Assert.Single(p.Identifiers, i => i.Kind == IdentifierKind.CustomerId).Value)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(PublicIds.Household(Course[0].Record()), view.Households[0].Id);
    }

    [Fact]
    public void What_was_not_known_yet_is_not_in_the_view_of_then()
    {
        var view = Identities.Derive(Dossier(Course), Day(2), Grade.E3);

        Assert.Equal(3, view.Persons.Length);
        Assert.Null(view.PersonOf(Course[2].Record()));
        Assert.Single(Identities.Derive(Dossier(Course), Day(1), Grade.E3).Persons);
        Assert.Empty(Identities.Derive(Dossier(Course), Day(0), Grade.E3).Persons);
    }

    [Fact]
    public void A_person_is_the_best_of_what_their_records_say()
    {
        Fact[] facts =
        [
            Lead("1", Day(1), Person("李女士", "13800001111")),
            Lead("2", Day(2), Verified(Person("李芳", "13800001111"))),
            Owners("3", Day(3), [Person("李芳", "13800001111", Card("44030519880312002"))]),
        ];

        var person = Assert.Single(facts.View().Persons);

        Assert.Equal(["李女士", "李芳"], person.Names);
        Assert.Equal(("female", new LocalDate(1988, 3, 12)), (person.Gender, person.BirthDate));
        Assert.Equal(PublicIds.Person(facts[0].Record()), person.Id);
        var phone = Assert.Single(person.Identifiers, i => i.Kind == IdentifierKind.Phone);
        Assert.Equal(("138****1111", true, Day(2)), (phone.Masked, phone.Verified, phone.VerifiedAt!.Value));
        var document = Assert.Single(person.Identifiers, i => i.Kind == IdentifierKind.Document);
        Assert.Equal(Grade.E1, document.Grade);
        Assert.DoesNotContain("8803", document.Masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Public_ids_can_be_traced_to_the_record_they_are_made_of()
    {
        var record = Course[1].Record(2);

        Assert.Equal((Ids.Birth(record.Fact), 2), PublicIds.Parse(PublicIds.Person(record)));
        Assert.Equal((Ids.Birth(record.Fact), 300), PublicIds.Parse(PublicIds.Household(new(record.Fact, 300))));
        Assert.All(
            new[] { "", "p_", "x_" + Ids.Birth(record.Fact) + "00", "p_12", null },
            id => Assert.Null(PublicIds.Parse(id))
        );
    }

    private static PersonRecord With(PersonRecord person, params string[] roles) => person with { Roles = [.. roles] };

    private static PersonRecord Verified(PersonRecord person) =>
        person with
        {
            Phones = [.. person.Phones.Select(p => p with { Verified = true })],
        };
}
