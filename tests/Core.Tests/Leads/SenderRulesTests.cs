using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Leads;
using NodaTime;

namespace Core.Tests.Leads;

/// <summary>Who may say what (contract.md).</summary>
public sealed class SenderRulesTests
{
    internal static readonly ChannelRecord Agency = new()
    {
        Id = "agency-7",
        Version = 1,
        EffectiveFrom = Instant.FromUtc(2026, 1, 1, 0, 0),
        Kind = "agency",
        Trust = Trust.ThirdParty,
        Sources = ["/agencies/agency-7"],
        Types = ["lead.registered", "claim.changed", "fact.retracted"],
    };

    private static readonly ChannelRecord Office = Agency with
    {
        Id = "office-px",
        Kind = "salesOffice",
        Trust = Trust.Own,
        Sources = ["/offices/"],
        Types = ["visit.confirmed", "sale.recorded", "fact.retracted"],
    };

    [Fact]
    public void A_claimant_may_register_for_itself() => Assert.Empty(Check(Samples.Event("lead.registered"), Agency));

    [Theory]
    [InlineData("/agencies/agency-7", true)]
    [InlineData("/agencies/agency-7/branch-2", true)]
    [InlineData("/agencies/agency-77", false)]
    [InlineData("/agencies", false)]
    [InlineData("/AGENCIES/agency-7", false)]
    public void A_source_belongs_to_a_prefix_up_to_a_slash(string source, bool owned)
    {
        var json = Samples.Event("lead.registered");
        json["source"] = source;

        Assert.Equal(owned, SenderRules.Owns(Agency, source));
        Assert.Equal(owned ? [] : ["SOURCE_NOT_ALLOWED /source"], Check(json, Agency));
    }

    [Fact]
    public void A_prefix_that_ends_with_a_slash_covers_what_follows()
    {
        Assert.True(SenderRules.Owns(Office, "/offices/PX"));
        Assert.False(SenderRules.Owns(Office, "/office"));
    }

    [Fact]
    public void A_type_that_the_record_does_not_list_is_refused() =>
        Assert.Equal(["TYPE_NOT_ALLOWED /type"], Check(Samples.Event("contact.made"), Agency));

    [Theory]
    [InlineData("organisation", "agency-8")]
    [InlineData("organisation", null)]
    [InlineData("kind", "ownApp")]
    public void A_claimant_speaks_only_for_itself(string property, string? value)
    {
        var json = Samples.Event("lead.registered");
        json["data"]!["channel"]![property] = value;

        Assert.Equal([$"CHANNEL_NOT_OWN /data/channel/{property}"], Check(json, Agency));
    }

    [Fact]
    public void The_sales_office_names_whichever_channel_came()
    {
        var json = Samples.Event("visit.confirmed");
        json["source"] = "/offices/PX";

        Assert.Empty(Check(json, Office));
    }

    [Fact]
    public void A_claimant_changes_only_its_own_registrations()
    {
        var json = Samples.Event("claim.changed");
        Assert.Empty(Check(json, Agency));

        json["data"]!["claim"]!["source"] = "/agencies/agency-8";
        Assert.Equal(["CLAIM_NOT_OWN /data/claim/source"], Check(json, Agency));
    }

    [Theory]
    [InlineData("/agencies/agency-7", "mistaken", null)]
    [InlineData("/agencies/agency-7", "withdrawn", null)]
    [InlineData("/agencies/agency-7", "forged", "RETRACTION_NOT_ALLOWED /data/reason")]
    [InlineData("/agencies/agency-7", "fraud", "RETRACTION_NOT_ALLOWED /data/reason")]
    [InlineData("/agencies/agency-8", "mistaken", "RETRACTION_NOT_ALLOWED /data/factSource")]
    public void A_claimant_retracts_only_its_own_facts_and_only_as_mistaken_or_withdrawn(
        string source,
        string reason,
        string? error
    )
    {
        var json = Samples.Event("fact.retracted");
        json["data"]!["factSource"] = source;
        json["data"]!["reason"] = reason;
        var body = (FactBody.FactRetracted)Samples.Parse(json).Value!.Body;

        var refusal = Retractions.Allowed(body, Agency);

        Assert.Equal(error, refusal is null ? null : $"{refusal.Code} {refusal.Pointer}");
        Assert.Equal(error is null ? [] : [error], Check(json, Agency));
        Assert.Null(Retractions.Allowed(body, Office));
        Assert.Null(Retractions.Allowed(body, null));
    }

    private static List<string> Check(JsonNode json, ChannelRecord sender)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        return SenderRules.Check(document.RootElement, sender).Select(e => $"{e.Code} {e.Pointer}").ToList();
    }
}
