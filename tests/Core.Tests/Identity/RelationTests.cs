using Core.Identity;
using Core.Leads;
using Core.Values;
using NodaTime;
using static Core.Tests.Identity.Told;

namespace Core.Tests.Identity;

// docs/rules.md HH-01, HH-04, HH-06
public sealed class RelationTests
{
    private static readonly PersonRecord Wife = Person("李芳", "13800001111", gender: "female", handle: "w");
    private static readonly PersonRecord Husband = Person("张伟", "13900002222", gender: "male", handle: "h");

    [Fact]
    public void A_marriage_holds_from_midnight_in_Shanghai_of_its_first_day_until_midnight_of_its_last()
    {
        var relation = Single(
            Married(1, RelationEvidence.MarriageCertificate, new(2015, 6, 1), null),
            Married(2, RelationEvidence.DivorceCertificate, new(2026, 2, 15), null)
        );

        Assert.Equal(
            (Grade.E1, new LocalDate(2015, 6, 1), new LocalDate(2026, 2, 15)),
            (relation.Grade, relation.ValidFrom, relation.ValidTo)
        );
        Assert.False(relation.HoldsAt(At("2015-05-31 23:59")));
        Assert.True(relation.HoldsAt(At("2015-06-01 00:00")));
        Assert.True(relation.HoldsAt(At("2026-02-14 23:59")));
        Assert.False(relation.HoldsAt(At("2026-02-15 00:00")));
    }

    [Fact]
    public void A_relation_without_dates_holds_always()
    {
        var relation = Single(Married(1, RelationEvidence.AccountLink, null, null));

        Assert.True(relation.HoldsAt(At("1990-01-01 00:00")));
        Assert.True(relation.HoldsAt(At("2090-01-01 00:00")));
        Assert.Equal((Grade.E3, RelationEvidence.AccountLink), (relation.Grade, relation.Evidence));
    }

    [Fact]
    public void The_best_evidence_opens_and_the_earliest_of_its_openings_counts()
    {
        var relation = Single(
            Married(1, RelationEvidence.Declared, null, null),
            Married(2, RelationEvidence.MarriageCertificate, new(2016, 1, 1), null),
            Married(3, RelationEvidence.HouseholdRegister, new(2015, 1, 1), null)
        );

        Assert.Equal((Grade.E1, new LocalDate(2015, 1, 1)), (relation.Grade, relation.ValidFrom));
    }

    [Fact]
    public void Weaker_evidence_ends_nothing()
    {
        var relation = Single(
            Married(1, RelationEvidence.MarriageCertificate, new(2015, 6, 1), null),
            Married(2, RelationEvidence.Declared, null, new(2020, 1, 1)),
            Married(3, RelationEvidence.DivorceCertificate, new(2021, 1, 1), null).ByAgency()
        );

        Assert.Null(relation.ValidTo);
        Assert.Equal(3, relation.Facts.Length);
    }

    [Fact]
    public void The_earliest_end_of_good_evidence_counts()
    {
        var relation = Single(
            Married(1, RelationEvidence.CustomerSigned, new(2015, 6, 1), new(2024, 1, 1)),
            Married(2, RelationEvidence.DivorceCertificate, new(2022, 5, 5), null),
            Married(3, RelationEvidence.DivorceCertificate, null, new(2023, 5, 5))
        );

        Assert.Equal((Grade.E2, new LocalDate(2022, 5, 5)), (relation.Grade, relation.ValidTo));
    }

    [Fact]
    public void A_divorce_certificate_alone_tells_of_the_marriage_that_it_ends()
    {
        var dated = Single(Married(1, RelationEvidence.DivorceCertificate, new(2015, 6, 1), new(2026, 2, 15)));
        var undated = Single(Married(1, RelationEvidence.DivorceCertificate, new(2026, 2, 15), null));

        Assert.True(dated.HoldsOn(new(2026, 2, 14)));
        Assert.False(dated.HoldsOn(new(2026, 2, 15)));
        Assert.False(undated.HoldsOn(new(2026, 2, 14)) || undated.HoldsOn(new(2026, 2, 15)));
    }

    [Fact]
    public void Spouses_are_spouses_of_each_other()
    {
        var there = Married(1, RelationEvidence.MarriageCertificate, null, null);
        var back = Seen(
            "2",
            Day(2),
            [Wife, Husband],
            Related("h", "w", RelationKind.Spouse, RelationEvidence.MarriageCertificate)
        );

        Assert.Equal([back.Id, there.Id], Single(there, back).Facts);
    }

    [Fact]
    public void A_child_is_the_other_side_of_a_parent()
    {
        Fact[] facts =
        [
            Seen(
                "1",
                Day(1),
                [Wife, Person("张小宝", handle: "k", customer: "u-9")],
                Related("w", "k", RelationKind.Parent, RelationEvidence.BirthCertificate)
            ),
            Seen(
                "2",
                Day(2),
                [Wife, Person("张小宝", handle: "k", customer: "u-9")],
                Related("k", "w", RelationKind.Child, RelationEvidence.HouseholdRegister)
            ),
        ];

        var view = facts.View();

        var relation = Assert.Single(view.Relations);
        Assert.Equal(RelationKind.Parent, relation.Kind);
        Assert.Equal(view.PersonOf(facts[0].Record(0))!.Id, relation.From);
        Assert.Equal(view.PersonOf(facts[0].Record(1))!.Id, relation.To);
    }

    [Theory]
    [InlineData(RelationEvidence.MarriageCertificate, Grade.E1, Grade.E4)]
    [InlineData(RelationEvidence.DivorceCertificate, Grade.E1, Grade.E4)]
    [InlineData(RelationEvidence.BirthCertificate, Grade.E1, Grade.E4)]
    [InlineData(RelationEvidence.HouseholdRegister, Grade.E1, Grade.E4)]
    [InlineData(RelationEvidence.BusinessLicence, Grade.E1, Grade.E4)]
    [InlineData(RelationEvidence.CustomerSigned, Grade.E2, Grade.E4)]
    [InlineData(RelationEvidence.NomineeAgreement, Grade.E2, Grade.E4)]
    [InlineData(RelationEvidence.AccountLink, Grade.E3, Grade.E4)]
    [InlineData(RelationEvidence.Declared, Grade.E5, Grade.E5)]
    public void Evidence_has_a_grade_and_a_claimants_is_weaker(RelationEvidence evidence, Grade own, Grade claimants)
    {
        var fact = Married(1, evidence, new(2015, 1, 1), new(2030, 1, 1));

        Assert.Equal(own, Single(fact).Grade);
        Assert.Equal(claimants, Single(fact.ByAgency()).Grade);
        Assert.Equal(own <= Grade.E3, !new[] { fact }.View().Relations.IsEmpty);
        Assert.Empty(new[] { fact.ByAgency() }.View().Relations);
    }

    [Fact]
    public void A_family_is_one_household_until_the_divorce_is_known()
    {
        var married = Married(1, RelationEvidence.MarriageCertificate, new(2015, 6, 1), null);
        var divorced = Married(60, RelationEvidence.DivorceCertificate, new(2026, 2, 15), null);
        var facts = Dossier(married, divorced);

        Assert.Single(Identities.Derive(facts, Day(59), Grade.E3).Households);
        Assert.Equal(2, Identities.Derive(facts, Day(60), Grade.E3).Households.Length);
    }

    [Fact]
    public void A_divorce_in_the_future_of_all_that_is_known_separates_nobody_yet()
    {
        var married = Married(1, RelationEvidence.MarriageCertificate, new(2015, 6, 1), new(2026, 1, 10));
        var last = Lead("2", At("2026-01-09 23:59"), Wife);
        var later = Lead("3", At("2026-01-10 00:00"), Wife);
        var stranger = Lead("4", At("2026-03-01 00:00"), Person("王小明", "13700003333"));

        Assert.True(new[] { married, last, stranger }.View().SameHousehold(married.Record(0), married.Record(1)));
        Assert.False(new[] { married, last, later }.View().SameHousehold(married.Record(0), married.Record(1)));
    }

    [Fact]
    public void Siblings_and_emergency_contacts_are_related_and_not_of_one_household()
    {
        var fact = Seen(
            "1",
            Day(1),
            [Wife, Husband],
            Related("w", "h", RelationKind.Sibling, RelationEvidence.HouseholdRegister),
            Related("h", "w", RelationKind.EmergencyContact, RelationEvidence.CustomerSigned)
        );

        var view = new[] { fact }.View();

        Assert.Equal(2, view.Relations.Length);
        Assert.Equal(2, view.Households.Length);
    }

    // docs/rules.md HH-06
    [Fact]
    public void A_retracted_certificate_takes_the_household_apart()
    {
        var married = Married(1, RelationEvidence.MarriageCertificate, new(2015, 6, 1), null);
        var facts = Dossier(married, Retracted(married, Day(9), "/data/relations/0"));

        Assert.Single(Identities.Derive(facts, Day(8), Grade.E3).Households);
        Assert.Equal(2, Identities.Derive(facts, Day(9), Grade.E3).Households.Length);
    }

    private static Fact Married(int day, RelationEvidence evidence, LocalDate? since, LocalDate? until) =>
        Seen($"m{day}", Day(day), [Wife, Husband], Related("w", "h", RelationKind.Spouse, evidence, since, until));

    private static Relation Single(params Fact[] facts) => Assert.Single(facts.View(Grade.E6).Relations);
}
