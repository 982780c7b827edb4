using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Commission;
using Core.Values;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

public sealed class SettingsParseTests
{
    [Fact]
    public void The_home_storys_plans_and_payees_are_read()
    {
        Assert.Equal(
            [
                "px-agency@1 PercentOfPrice 3",
                "px-consultant@1 PercentOfPrice 3",
                "px-manager@1 Override 0",
                "py-agency@1 PercentOfPrice 2",
                "pz-agency-tier@1 TierUnits 1",
            ],
            HomePlans.Select(p => $"{p.Reference} {p.Kind} {p.Milestones.Length}")
        );
        Assert.Equal(
            [
                "agency-a Channel Company 1 False",
                "consultant-1 Sales Employee 0.2 True",
                "manager-1 Sales Employee 0.2 True",
            ],
            HomePayees.Select(p => $"{p.Id} {p.Class} {p.Tax} {p.OffsetCap} {p.OffsetOfWage}")
        );
    }

    [Theory]
    [InlineData("/id", "\"a|b\"", "/id", "NAME_MALFORMED")]
    [InlineData("/effectiveFrom", "\"2026-01-01\"", "/effectiveFrom", "TIME_MALFORMED")]
    [InlineData("/kind", "\"percentOfCash\"", "/kind", "CODE_UNKNOWN")]
    [InlineData("/appliesTo", "null", "/appliesTo", "OBJECT_EXPECTED")]
    [InlineData("/appliesTo/opportunities/0", "\"old\"", "/appliesTo/opportunities/0", "CODE_UNKNOWN")]
    [InlineData("/payee/kinds/0", "\"broker\"", "/payee/kinds/0", "CODE_UNKNOWN")]
    [InlineData("/payee/of", "\"managerOf\"", "/payee/of", "PAYEE_UNFIT")]
    [InlineData("/rates", "[]", "/rates", "LIST_MALFORMED")]
    [InlineData("/rates/0/rate", "\"-0.1\"", "/rates/0/rate", "RATE_MALFORMED")]
    [InlineData("/rates/0/rate", "0.018", "/rates/0/rate", "RATE_MALFORMED")]
    [InlineData("/milestones", "\"asBase\"", "/milestones", "MILESTONES_MALFORMED")]
    [InlineData("/milestones/0/share", "\"0.41\"", "/milestones", "MILESTONES_NOT_WHOLE")]
    [InlineData("/milestones/1/id", "\"signed\"", "/milestones/1/id", "ID_REPEATED")]
    [InlineData("/milestones/1/when", "\"moved\"", "/milestones/1/when", "CODE_UNKNOWN")]
    [InlineData("/milestones/1/atLeast", "\"1.1\"", "/milestones/1/atLeast", "RATE_MALFORMED")]
    [InlineData("/clawback", "\"historicRate\"", "/clawback", "NOT_SUPPORTED")]
    [InlineData("/forfeit", "\"2\"", "/forfeit", "RATE_MALFORMED")]
    [InlineData("/pin", "\"paid\"", "/pin", "CODE_UNKNOWN")]
    public void A_plan_that_cannot_be_computed_is_refused_where_it_is_wrong(
        string at,
        string value,
        string pointer,
        string code
    ) =>
        Assert.Contains(
            Changed("home-plans", 0, at, value, json => Plan.Parse(json, 1)),
            e => (e.Pointer, e.Code) == (pointer, code)
        );

    [Theory]
    [InlineData("/tiers/0/min", "\"1\"", "/tiers/0/min", "TIERS_OUT_OF_ORDER")]
    [InlineData("/tiers/2/min", "\"15\"", "/tiers/2/min", "TIERS_OUT_OF_ORDER")]
    [InlineData("/tiers/1/min", "\"14.5\"", "/tiers/1/min", "UNITS_MALFORMED")]
    [InlineData("/tierMode", "\"jump\"", "/tierMode", "CODE_UNKNOWN")]
    [InlineData("/measure/per", "\"year\"", "/measure/per", "NOT_SUPPORTED")]
    public void A_tier_plan_is_checked_too(string at, string value, string pointer, string code) =>
        Assert.Contains(
            Changed("home-plans", 4, at, value, json => Plan.Parse(json, 1)),
            e => (e.Pointer, e.Code) == (pointer, code)
        );

    [Theory]
    [InlineData("/class", "\"a b\"", "/class", "CLASS_MALFORMED")]
    [InlineData("/currency", "\"USD\"", "/currency", "NOT_SUPPORTED")]
    [InlineData("/tax/status", "\"none\"", "/tax/status", "CODE_UNKNOWN")]
    [InlineData("/tax", "null", "/tax/status", "CODE_UNKNOWN")]
    [InlineData("/offset/cap", "\"1.5\"", "/offset/cap", "RATE_MALFORMED")]
    [InlineData("/offset/of", "\"house\"", "/offset/of", "CODE_UNKNOWN")]
    [InlineData("/offset/wages/0/from", "\"2026\"", "/offset/wages/0/from", "PERIOD_MALFORMED")]
    [InlineData("/offset/wages/0/month", "9000", "/offset/wages/0/month", "MONEY_MALFORMED")]
    [InlineData("/users", "\"he.jing\"", "/users", "LIST_MALFORMED")]
    [InlineData("/offset", "null", "/offset/of", "WAGE_REQUIRED")]
    public void A_payee_is_refused_where_it_is_wrong(string at, string value, string pointer, string code) =>
        Assert.Contains(
            Changed("home-payees", 1, at, value, json => PayeeRecord.Parse(json, 1)),
            e => (e.Pointer, e.Code) == (pointer, code)
        );

    [Theory]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData(
        """{"kind":"override","base":3,"payee":[],"rates":[1],"milestones":[null],"appliesTo":{"select":1},"retention":2,"leaver":[]}"""
    )]
    [InlineData("""{"kind":"tierUnits","tiers":[1,null],"measure":{"scope":[1]},"tax":1,"offset":1}""")]
    public void Nonsense_is_refused_and_never_thrown(string json)
    {
        Assert.NotEmpty(Plan.Parse(JsonElement.Parse(json), 1).Errors!);
        Assert.NotEmpty(PayeeRecord.Parse(JsonElement.Parse(json), 1).Errors!);
    }

    private static IReadOnlyList<Refusal> Changed<T>(
        string file,
        int place,
        string at,
        string value,
        Func<JsonElement, Result<T>> parse
    )
        where T : notnull
    {
        var root = JsonNode.Parse(Items(file).ElementAt(place).GetRawText())!;
        var parts = at.Split('/')[1..];
        var node = parts[..^1].Aggregate(root, (n, part) => Index(part) is { } i ? n[i]! : n[part]!);
        if (Index(parts[^1]) is { } index)
        {
            node[index] = JsonNode.Parse(value);
        }
        else
        {
            node[parts[^1]] = JsonNode.Parse(value);
        }

        return parse(JsonElement.Parse(root.ToJsonString())).Errors ?? [];
    }

    private static int? Index(string part) =>
        int.TryParse(part, CultureInfo.InvariantCulture, out var index) ? index : null;
}
