using System.Text.Json;
using Core.Attribution;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Tests.Attribution;

public class PolicyTests
{
    [Fact]
    public void The_policy_of_the_first_story_says_what_the_defaults_say()
    {
        var story = Case.Story.Policies[0];

        Assert.Equal("px@1", story.Name);
        Assert.Equivalent(Policy.Default.Household, story.Household, strict: true);
        Assert.Equivalent(Policy.Default.Decision, story.Decision, strict: true);
        Assert.Equivalent(Policy.Default.PostSale, story.PostSale, strict: true);
        Assert.Equivalent(Policy.Default.Risk, story.Risk, strict: true);
        Assert.Equal(new Window(3), story.SectionFor(new(ChannelKind.Agency, "a", null)).Registration);
    }

    [Theory]
    [InlineData("""{"effectiveFrom":"2026-01-01T00:00:00+08:00"}""", "/id")]
    [InlineData("""{"id":"px"}""", "/effectiveFrom")]
    [InlineData("""{"id":"p@x","effectiveFrom":"2026-01-01T00:00:00+08:00"}""", "/id")]
    [InlineData("""{"household":{"kinScope":["spouse","cousin"]}}""", "/household/kinScope/1")]
    [InlineData("""{"household":{"depth":2}}""", "/household/depth")]
    [InlineData("""{"household":{"moneyGrade":"E6"}}""", "/household/moneyGrade")]
    [InlineData("""{"claims":[{"id":"a"}]}""", "/claims/0")]
    [InlineData("""{"claims":[{"id":"a","channels":["agency"],"leadMinutes":1441}]}""", "/claims/0/leadMinutes")]
    [InlineData("""{"claims":[{"id":"a","channels":["shop"]}]}""", "/claims/0/channels/0")]
    [InlineData(
        """{"claims":[{"id":"a","channels":["agency"],"windows":{"deal":{"count":"naturalDays"}}}]}""",
        "/claims/0/windows/deal/days"
    )]
    [InlineData("""{"decision":{"policyPin":"never"}}""", "/decision/policyPin")]
    [InlineData("""{"postSale":{"withinDays":-1}}""", "/postSale/withinDays")]
    [InlineData("""{"postSale":{"goodFaith":{"share":"1.5"}}}""", "/postSale/goodFaith/share")]
    [InlineData("""{"risk":{"RSK-02":{"on":"yes"}}}""", "/risk/RSK-02/on")]
    public void What_is_wrong_is_named_with_its_place(string json, string pointer)
    {
        var read = Policy.Parse(JsonDocument.Parse(json).RootElement, 1);

        Assert.False(read.Succeeded);
        Assert.Contains(pointer, read.Errors.Select(e => e.Pointer));
    }

    [Fact]
    public void A_window_that_is_null_never_ends()
    {
        var policy = Policy.Parse(
            JsonDocument
                .Parse(
                    """
                    {"id":"px","effectiveFrom":"2026-01-01T00:00:00+08:00",
                     "claims":[{"id":"a","channels":["agency"],"windows":{"registration":null}}]}
                    """
                )
                .RootElement,
            3
        );

        Assert.Equal("px@3", policy.Value!.Name);
        Assert.Null(policy.Value.Claims[0].Registration);
        Assert.Equal(new Window(30), policy.Value.Claims[0].Visit);
    }

    [Fact]
    public void A_section_for_the_organisation_goes_before_one_for_its_kind()
    {
        var policy = Policy.Default with
        {
            Claims = [new() { Id = "all", Channels = [ChannelKind.Agency] }, new() { Id = "a", Organisations = ["a"] }],
        };

        Assert.Equal("a", policy.SectionFor(new(ChannelKind.Agency, "a", null)).Id);
        Assert.Equal("all", policy.SectionFor(new(ChannelKind.Agency, "b", null)).Id);
        Assert.Equal("own", policy.SectionFor(new(ChannelKind.Hotline, "h", null)).Id);
    }

    [Fact]
    public void The_source_of_a_claim_learns_how_it_stands()
    {
        var facts = Case.Load("t02-owner-revealed").Facts;
        FactId agency = new("/agencies/agency-a", "g-1");
        FactId app = new("/apps/family-app", "a-1");
        ClaimState At(FactId claim, int month, int day) =>
            ClaimStates.Of(claim, facts, Case.Story, China.StartOf(new LocalDate(2026, month, day)));

        Assert.Equal(ClaimStatus.Accepted, At(agency, 3, 11).Status);
        Assert.Equal(China.StartOf(new LocalDate(2026, 4, 10)), At(agency, 3, 11).ValidUntil);
        Assert.Equal(ClaimStatus.Credited, At(agency, 4, 1).Status);
        Assert.Equal(new ClaimState(ClaimStatus.Refused, ReasonCode.AdmInProtection, null), At(agency, 6, 1));
        Assert.Equal(ClaimStatus.Pending, At(app, 3, 2).Status);
        Assert.Equal(ClaimStatus.Credited, At(app, 6, 1).Status);
        Assert.Equal(ClaimStatus.Refused, At(new("/nobody", "x"), 6, 1).Status);
    }
}
