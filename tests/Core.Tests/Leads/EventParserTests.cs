using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Tests.Leads;

public sealed class EventParserTests
{
    [Fact]
    public void Every_type_has_a_sample() =>
        Assert.Equal(
            Samples.Data.Keys.Order(StringComparer.Ordinal),
            EventParser.Types.AsEnumerable().Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Samples.Types), MemberType = typeof(Samples))]
    public void A_valid_event_of_every_type_is_accepted(string type)
    {
        var json = Samples.Event(type);

        Assert.Empty(Samples.Errors(json));
        Assert.Equal(new FactId("/agencies/agency-7", "e-1"), Samples.Parse(json).Value!.Id);
    }

    [Theory]
    [MemberData(nameof(Samples.Types), MemberType = typeof(Samples))]
    public void What_is_stored_reads_as_what_was_parsed(string type)
    {
        using var json = JsonDocument.Parse(Samples.Event(type).ToJsonString());
        var fact = EventParser.Parse(json.RootElement, Samples.Stamp).Value!;

        var stored = EventParser.Write(json.RootElement, fact);

        Assert.Equal(Structure.Of(fact), Structure.Of(EventParser.Read(stored)));
    }

    [Fact]
    public void The_stored_form_keeps_what_nobody_knows()
    {
        var json = Samples.Event("sale.repriced");
        json["data"]!["surprise"] = new JsonArray(1, "二", null);
        using var document = JsonDocument.Parse(json.ToJsonString());
        var fact = EventParser.Parse(document.RootElement, Samples.Stamp).Value!;

        var stored = JsonNode.Parse(EventParser.Write(document.RootElement, fact))!;

        Assert.True(JsonNode.DeepEquals(json, stored["event"]));
    }

    /// <summary>Rules are tightened over the years; what was accepted stays readable.</summary>
    [Fact]
    public void A_stored_fact_reads_even_if_it_would_be_refused_today()
    {
        var json = Samples.Event("lead.registered");
        using var valid = JsonDocument.Parse(json.ToJsonString());
        var fact = EventParser.Parse(valid.RootElement, Samples.Stamp).Value!;
        json["data"]!["people"]![0]!["documents"]![0]!["kind"] = "oldKind";
        json["time"] = "2099-01-01T00:00:00Z";
        using var refused = JsonDocument.Parse(json.ToJsonString());

        var read = EventParser.Read(EventParser.Write(refused.RootElement, fact));

        Assert.False(Samples.Parse(json).Succeeded);
        Assert.Equal("李芳", read.Body.People[0].Name);
    }

    [Fact]
    public void A_lead_is_read_with_everything_it_says()
    {
        var body = (FactBody.LeadRegistered)Samples.Parse(Samples.Event("lead.registered")).Value!.Body;

        Assert.Equal("PX", body.Project);
        Assert.Equal(new ChannelRef(ChannelKind.Agency, "agency-7", "agent-42"), body.Channel);
        Assert.True(body.HasArtefact);
        Assert.Equal("S-0", body.ReferrerSale);
        Assert.Equal(
            new RelationStatement(
                "mother",
                "father",
                RelationKind.Spouse,
                RelationEvidence.MarriageCertificate,
                "J-1",
                new LocalDate(2015, 6, 1),
                null
            ),
            Assert.Single(body.Relations)
        );
        var mother = body.People[0];
        Assert.Equal(new LocalDate(1988, 3, 12), mother.BirthDate);
        Assert.Equal(
            new PhoneStatement("13800001111", true, Instant.FromUtc(2026, 3, 1, 1, 59, 40)),
            Assert.Single(mother.Phones)
        );
        Assert.Equal(new WechatStatement("lifang88", "o-1", "u-1", "wx-app-1", "wecomAdd"), mother.Wechat);
        Assert.Equal("2", mother.Attributes["children"]);
        Assert.Equal(["registrant", "decisionMaker"], mother.Roles);
        Assert.Equal("139****2222", body.People[1].Phones[0].Number);
    }

    [Fact]
    public void A_sale_is_read_in_exact_fen_and_millionths()
    {
        var body = (FactBody.SaleRecorded)Samples.Parse(Samples.Event("sale.recorded")).Value!.Body;

        Assert.Equal(new Money(800_000_000), body.Price);
        Assert.Equal(new StaffShare("consultant", "consultant-1", new Rate(500_000)), Assert.Single(body.Staff));
        Assert.Equal(Instant.FromUtc(2026, 3, 20, 8, 0), body.At);
        Assert.Equal("143.20", body.Attributes["area"]);
    }

    [Theory]
    [InlineData("2026-05-20T02:05:00Z", true)]
    [InlineData("2026-05-20T10:05:00+08:00", true)]
    [InlineData("2026-05-20T02:05:00.000000001Z", false)]
    [InlineData("2026-05-20T02:05:01Z", false)]
    public void A_time_may_be_ahead_by_exactly_300_seconds(string time, bool accepted)
    {
        var json = Samples.Event("sale.repriced");
        json["time"] = time;

        Assert.Equal(accepted ? [] : ["TIME_IN_FUTURE /time"], Samples.Errors(json));
    }

    [Fact]
    public void Every_error_is_reported_at_its_place()
    {
        var json = Samples.Event("lead.registered");
        json["specversion"] = "0.3";
        json.Remove("time");
        json["data"]!["opportunity"] = "again";
        json["data"]!["people"]![0]!["phones"]![0]!["number"] = "12345";
        json["data"]!["people"]![1]!["roles"]![0] = "neighbour";
        json["data"]!["relations"]![0]!["to"] = "uncle";

        Assert.Equal(
            [
                "NRM_PHONE_INVALID /data/people/0/phones/0/number",
                "PROPERTY_REQUIRED /time",
                "REF_UNKNOWN /data/relations/0/to",
                "SPECVERSION_UNSUPPORTED /specversion",
                "VALUE_UNKNOWN /data/opportunity",
                "VALUE_UNKNOWN /data/people/1/roles/0",
            ],
            Samples.Errors(json).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_refusal_says_what_to_do_and_never_what_was_personal()
    {
        var json = Samples.Event("lead.registered");
        json["data"]!["people"]![0]!["phones"]![0]!["number"] = "1380000111";
        json["data"]!["people"]![0]!["documents"]![0]!["number"] = "440305198803120021";
        json["data"]!["people"]![0]!["emails"]![0] = "fang at example";

        Assert.All(
            Samples.Parse(json).Errors!,
            e =>
            {
                Assert.StartsWith("Send", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("1380000111", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("44030519", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("fang at", e.Message, StringComparison.Ordinal);
            }
        );
    }

    /// <summary>Each line: type, place, what is put there (nothing: removed), and the errors.</summary>
    [Theory]
    [InlineData("lead.registered", "/id", "\"\"", "TEXT_EMPTY /id")]
    [InlineData("lead.registered", "/source", "\"/a|b\"", "ID_INVALID /source")]
    [InlineData("lead.registered", "/type", "\"lead.lost\"", "TYPE_UNKNOWN /type")]
    [InlineData("lead.registered", "/type", "7", "TYPE_MISMATCH /type")]
    [InlineData("lead.registered", "/receivedat", "\"yesterday\"", "TIME_INVALID /receivedat")]
    [InlineData("lead.registered", "/datacontenttype", "\"text/xml\"", "DATA_NOT_JSON /datacontenttype")]
    [InlineData("lead.registered", "/data", "[]", "TYPE_MISMATCH /data")]
    [InlineData("lead.registered", "/data", null, "PROPERTY_REQUIRED /data")]
    [InlineData("lead.registered", "/data/project", "null", "PROPERTY_REQUIRED /data/project")]
    [InlineData("lead.registered", "/data/channel/organisation", null, "PROPERTY_REQUIRED /data/channel/organisation")]
    [InlineData("lead.registered", "/data/channel", "\"agency-7\"", "TYPE_MISMATCH /data/channel")]
    [InlineData("contact.made", "/data/people", "[]", "LIST_TOO_SHORT /data/people")]
    [InlineData("contact.made", "/data/people/0", "null", "PROPERTY_REQUIRED /data/people/0")]
    [InlineData("contact.made", "/data/people/0", "{\"gender\":\"male\"}", "PERSON_NOT_IDENTIFIED /data/people/0")]
    [InlineData("contact.made", "/data/seconds", "-1", "NUMBER_INVALID /data/seconds")]
    [InlineData("contact.made", "/data/seconds", "1.5", "NUMBER_INVALID /data/seconds")]
    [InlineData("contact.made", "/data/twoWay", "\"yes\"", "TYPE_MISMATCH /data/twoWay")]
    [InlineData("contact.made", "/data/people/0/birthDate", "\"1988-02-30\"", "DATE_INVALID /data/people/0/birthDate")]
    [InlineData("contact.made", "/data/people/0/wechat/id", "\"a b\"", "WECHAT_INVALID /data/people/0/wechat/id")]
    [InlineData("contact.made", "/data/people/0/wechat", "\"lifang88\"", "TYPE_MISMATCH /data/people/0/wechat")]
    [InlineData("contact.made", "/data/people/0/emails/0", "\"@x\"", "EMAIL_INVALID /data/people/0/emails/0")]
    [InlineData(
        "contact.made",
        "/data/people/0/documents/0/number",
        "\"440305198803120020\"",
        "NRM_ID_INVALID /data/people/0/documents/0/number"
    )]
    [InlineData(
        "contact.made",
        "/data/people/0/documents/0/kind",
        "\"unifiedSocialCreditCode\"",
        "CREDIT_CODE_INVALID /data/people/0/documents/0/number"
    )]
    [InlineData(
        "contact.made",
        "/data/people/0/documents/0/sighted",
        "\"seen\"",
        "VALUE_UNKNOWN /data/people/0/documents/0/sighted"
    )]
    [InlineData("contact.made", "/data/people/0/attributes/x", "{}", "TYPE_MISMATCH /data/people/0/attributes/x")]
    [InlineData(
        "person.observed",
        "/data/people/1/ref",
        "\"mother\"",
        "REF_DUPLICATE /data/people/1/ref,REF_UNKNOWN /data/relations/0/to"
    )]
    [InlineData("person.observed", "/data/relations/0/to", "\"mother\"", "RELATION_TO_SELF /data/relations/0/to")]
    [InlineData(
        "person.observed",
        "/data/relations/0/validTo",
        "\"2015-05-31\"",
        "DATES_REVERSED /data/relations/0/validTo"
    )]
    [InlineData("person.observed", "/data/relations/0/validTo", "\"2015-06-01\"", "")]
    [InlineData("sale.repriced", "/data/price/value", "\"0.00\"", "MONEY_OUT_OF_RANGE /data/price/value")]
    [InlineData("sale.repriced", "/data/price/value", "\"0.01\"", "")]
    [InlineData("sale.repriced", "/data/price/value", "\"-1.00\"", "MONEY_OUT_OF_RANGE /data/price/value")]
    [InlineData("sale.repriced", "/data/price/value", "\"1.001\"", "MONEY_INVALID /data/price/value")]
    [InlineData("sale.repriced", "/data/price/value", "1", "TYPE_MISMATCH /data/price/value")]
    [InlineData("sale.repriced", "/data/price/value", "\"1000000000000.00\"", "")]
    [InlineData("sale.repriced", "/data/price/value", "\"1000000000000.01\"", "MONEY_OUT_OF_RANGE /data/price/value")]
    [InlineData("sale.repriced", "/data/price/currency", "\"USD\"", "CURRENCY_UNSUPPORTED /data/price/currency")]
    [InlineData("sale.repriced", "/data/at", "\"2026-03-20T16:00:00\"", "TIME_INVALID /data/at")]
    [InlineData("sale.cancelled", "/data/exchangedFor", "\"S-1\"", "SALE_EXCHANGED_FOR_ITSELF /data/exchangedFor")]
    [InlineData("sale.recorded", "/data/staff/0/share", "\"0\"", "SHARE_OUT_OF_RANGE /data/staff/0/share")]
    [InlineData("sale.recorded", "/data/staff/0/share", "\"1\"", "")]
    [InlineData("sale.recorded", "/data/staff/0/share", "\"1.000001\"", "SHARE_OUT_OF_RANGE /data/staff/0/share")]
    [InlineData("sale.recorded", "/data/staff/0/share", "\"1/2\"", "DECIMAL_INVALID /data/staff/0/share")]
    [InlineData("sale.recorded", "/data/attributes/area", "\"143,20\"", "DECIMAL_INVALID /data/attributes/area")]
    [InlineData("fact.retracted", "/data/part", "\"relations\"", "POINTER_INVALID /data/part")]
    [InlineData("fact.retracted", "/data/part", "\"/a~2\"", "POINTER_INVALID /data/part")]
    [InlineData("fact.retracted", "/data/part", "\"\"", "")]
    [InlineData("payout.made", "/data/statement/version", "0", "NUMBER_INVALID /data/statement/version")]
    [InlineData("payout.made", "/data/statement/period", "\"2026-13\"", "PERIOD_INVALID /data/statement/period")]
    [InlineData("payout.made", "/data/statement/period", null, "PROPERTY_REQUIRED /data/statement/period")]
    [InlineData("attribution.ruled", "/data/shares/0/share", "\"0.4\"", "SHARES_SUM /data/shares")]
    [InlineData("customer.lookedUp", "/data/phone", "\"110\"", "NRM_PHONE_INVALID /data/phone")]
    public void What_is_wrong_is_refused_for_itself(string type, string place, string? value, string errors)
    {
        var json = Samples.Event(type);
        Places.Put(json, place, value);

        Assert.Equal(errors, string.Join(",", Samples.Errors(json)));
    }

    [Fact]
    public void Fifty_people_fit_into_an_event_but_not_one_more()
    {
        var json = Samples.Event("contact.made");
        json["data"]!["people"] = new JsonArray([
            .. Enumerable.Range(0, 50).Select(i => new JsonObject { ["name"] = $"p{i}" }),
        ]);
        Assert.Empty(Samples.Errors(json));

        json["data"]!["people"]!.AsArray().Add(new JsonObject { ["name"] = "one more" });
        Assert.Equal(["LIST_TOO_LONG /data/people"], Samples.Errors(json));
    }

    [Fact]
    public void Text_has_512_characters_at_most_and_free_text_4_000()
    {
        var json = Samples.Event("contact.made");
        json["data"]!["project"] = new string('P', 512);
        json["data"]!["promise"] = new string('p', 4_000);
        Assert.Empty(Samples.Errors(json));

        json["data"]!["project"] = new string('P', 513);
        json["data"]!["promise"] = new string('p', 4_001);
        Assert.Equal(["TEXT_TOO_LONG /data/promise", "TEXT_TOO_LONG /data/project"], Samples.Errors(json));
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","specversion":"1.0"}""", "PROPERTY_DUPLICATE /specversion")]
    [InlineData("""{"data":{"a/b":1,"a/b":1}}""", "PROPERTY_DUPLICATE /data/a~1b")]
    [InlineData("""{"data":["\ud800"]}""", "TEXT_INVALID /data/0")]
    [InlineData("""{"data":{"\udc00":1}}""", "TEXT_INVALID /data")]
    [InlineData("[]", "EVENT_INVALID ")]
    [InlineData("null", "EVENT_INVALID ")]
    public void What_JSON_allows_and_nobody_can_use_is_refused(string json, string error) =>
        Assert.Equal([error], Samples.Parse(json).Errors!.Select(e => $"{e.Code} {e.Pointer}"));

    [Fact]
    public void A_name_that_is_half_a_character_stops_nothing_that_is_asked_before_the_check()
    {
        using var json = JsonDocument.Parse("""{"\ud800name":1,"\ud800ce":2,"\ud800ceivedat":3}""");

        Assert.Null(EventParser.ReceivedAt(json.RootElement));
        Assert.NotEmpty(EventParser.ContentHash(json.RootElement));
        Assert.Empty(SenderRules.Check(json.RootElement, SenderRulesTests.Agency));
    }

    [Fact]
    public void Receivedat_is_read_for_those_who_may_import_it()
    {
        using var json = JsonDocument.Parse("""{"receivedat":"2026-03-01T10:00:00+08:00"}""");
        using var none = JsonDocument.Parse("""{"receivedat":7}""");

        Assert.Equal(Instant.FromUtc(2026, 3, 1, 2, 0), EventParser.ReceivedAt(json.RootElement));
        Assert.Null(EventParser.ReceivedAt(none.RootElement));
    }
}
