using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using Core.Values;
using static Core.Tests.Identity.Told;

namespace Core.Tests.Identity;

// docs/rules.md NRM-02, NRM-03
public sealed class MaskTests
{
    private static readonly Fact Masked = Lead(
        "m",
        At("2026-03-10 09:00"),
        Person("张伟", "139****2222", gender: "male")
    );

    [Fact]
    public void A_masked_phone_is_nobodys_identity()
    {
        var other = Lead("n", At("2026-03-10 10:00"), Person("张伟", "139****2222"));

        var view = new[] { Masked, other }.View(Grade.E6);

        Assert.False(view.SamePerson(Masked.Record(), other.Record()));
        Assert.All(view.Masked, m => Assert.Equal(MaskState.Provisional, m.State));
    }

    [Theory]
    [InlineData("张伟", "13900002222", "male", true)]
    [InlineData("張先生", "13900002222", null, true)]
    [InlineData("Wei Zhang", "13900002222", null, true)]
    [InlineData("张丽", "13900002222", "female", false)]
    [InlineData("章伟", "13900002222", null, false)]
    [InlineData(null, "13900002222", null, false)]
    [InlineData("张伟", "13900002223", null, false)]
    [InlineData("张伟", "13800002222", null, false)]
    public void Whoever_comes_with_a_number_and_surname_that_fit_is_who_was_registered(
        string? name,
        string phone,
        string? gender,
        bool fits
    )
    {
        var visit = Visit("v", At("2026-03-10 14:00"), Person(name, phone, gender: gender));

        var view = new[] { Masked, visit }.View();

        Assert.Equal(fits, view.SamePerson(Masked.Record(), visit.Record()));
        Assert.Equal(fits ? MaskState.Bound : MaskState.Provisional, Assert.Single(view.Masked).State);
        Assert.Equal(fits, Linker.Links(Masked, visit, ImmutableHashSet<string>.Empty));
        Assert.Equal(fits, Linker.Links(visit, Masked, ImmutableHashSet<string>.Empty));
    }

    [Fact]
    public void A_visit_to_another_project_resolves_nothing()
    {
        var masked = LeadIn("PY", "m", At("2026-03-10 09:00"), Person("张伟", "139****2222"));
        var visit = Visit("v", At("2026-03-10 14:00"), Person("张伟", "13900002222"));

        Assert.False(new[] { masked, visit }.View().SamePerson(masked.Record(), visit.Record()));
    }

    [Fact]
    public void A_registration_or_a_document_resolves_nothing_but_a_sale_does_when_nobody_came()
    {
        var lead = Lead("l", At("2026-03-11 09:00"), Person("张伟", "13900002222"));
        var sale = Sale("s", At("2026-03-12 09:00"), Person("张伟", "13900002222"));

        Assert.False(new[] { Masked, lead }.View().SamePerson(Masked.Record(), lead.Record()));
        Assert.True(new[] { Masked, lead, sale }.View().SamePerson(Masked.Record(), lead.Record()));
    }

    // T14
    [Fact]
    public void Two_known_customers_make_a_mask_ambiguous_until_one_of_them_comes()
    {
        var one = Lead("a", At("2026-03-01 10:00"), Person("张伟", "13912342222"));
        var two = Lead("b", At("2026-03-02 10:00"), Person("张强", "13956782222"));
        var visit = Visit("v", At("2026-03-10 14:00"), Person("张强", "13956782222"));

        var before = new[] { one, two, Masked }.View();
        var after = new[] { one, two, Masked, visit }.View();

        Assert.Equal(MaskState.Ambiguous, Assert.Single(before.Masked).State);
        Assert.Equal([one.Record(), two.Record()], Assert.Single(before.Masked).Candidates);
        Assert.Single(before.PersonOf(Masked.Record())!.Records);
        Assert.Equal((MaskState.Bound, visit.Record()), (after.Masked[0].State, after.Masked[0].BoundTo!.Value));
        Assert.True(after.SamePerson(Masked.Record(), two.Record()));
        Assert.False(after.SamePerson(Masked.Record(), one.Record()));
    }

    [Fact]
    public void The_first_fitting_visit_after_the_registration_resolves_it()
    {
        var before = Visit("x", At("2026-03-09 10:00"), Person("张强", "13912342222"));
        var second = Visit("y", At("2026-03-12 10:00"), Person("张勇", "13956782222"));
        var first = Visit("z", At("2026-03-11 10:00"), Person("张刚", "13987652222"));

        Assert.True(new[] { Masked, before, second, first }.View().SamePerson(Masked.Record(), first.Record()));
        Assert.True(new[] { Masked, before, second }.View().SamePerson(Masked.Record(), second.Record()));
        Assert.True(new[] { Masked, before }.View().SamePerson(Masked.Record(), before.Record()));
    }

    [Fact]
    public void Several_claimants_registrations_of_one_visitor_are_all_theirs()
    {
        var other = Lead("n", At("2026-03-10 10:00"), Person("张先生", "139****2222"));
        var visit = Visit("v", At("2026-03-10 14:00"), Person("张伟", "13900002222"));

        Assert.Equal(
            [Masked.Record(), other.Record(), visit.Record()],
            new[] { Masked, other, visit }.View().Persons.Single().Records
        );
    }

    [Fact]
    public void A_number_shared_by_too_many_resolves_nothing()
    {
        var visit = Visit("v", At("2026-03-10 14:00"), Person("张伟", "13900002222"));

        foreach (var key in new[] { "phone:+8613900002222", "mask:PX|139|2222|zhang" })
        {
            var view = Identities.Derive(new([Masked, visit], [key]), null, Grade.E6);
            Assert.False(view.SamePerson(Masked.Record(), visit.Record()));
        }
    }

    [Fact]
    public void A_relative_who_comes_under_another_surname_is_a_mismatch()
    {
        var couple = Seen(
            "c",
            Day(1),
            [Person("张伟", customer: "u-1", handle: "h"), Person("李芳", "13900002222", handle: "w")],
            Related("h", "w", RelationKind.Spouse, RelationEvidence.AccountLink)
        );
        var masked = Lead("m", Day(2), Person("张伟", "139****2222", customer: "u-1"));
        var visit = Visit("v", Day(3), Person("李芳", "13900002222"));

        var view = new[] { couple, masked, visit }.View();

        Assert.Equal(MaskState.NameMismatch, Assert.Single(view.Masked).State);
        Assert.False(view.SamePerson(masked.Record(), visit.Record()));
    }
}
