using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Tests.Leads;

/// <summary>A valid event of every type, with every property that the contract names.</summary>
internal static class Samples
{
    /// <summary>The clock of every test here.</summary>
    public static readonly Instant Now = Instant.FromUtc(2026, 5, 20, 2, 0);

    private const string Person = """
        {"ref":"mother","name":"李芳","otherNames":["Fang Li"],"gender":"female","birthDate":"1988-03-12",
         "phones":[{"number":"13800001111","verified":true,"verifiedAt":"2026-03-01T09:59:40+08:00"}],
         "wechat":{"id":"lifang88","openId":"o-1","unionId":"u-1","issuer":"wx-app-1","verifiedBy":"wecomAdd",
                   "verifiedAt":"2026-03-01T09:59:40+08:00","addedBy":"consultant-1"},
         "emails":["fang@example.com"],
         "documents":[{"kind":"residentIdentityCard","number":"44030519880312002X","sighted":"reader"}],
         "address":{"province":"广东省","city":"深圳市","district":"南山区","street":"海德一道","community":"海港花园",
                    "building":"3","unit":"1","room":"1202","postalCode":"518000","text":"海港花园3栋1单元1202"},
         "customerIds":[{"system":"family-app","id":"u-1001"}],"devices":["d-1"],"payerAccounts":["a-1"],
         "attributes":{"occupation":"teacher","children":2},
         "consent":{"id":"k-1","by":"李芳","at":"2026-03-01T09:59:40+08:00"},"roles":["registrant","decisionMaker"]}
        """;

    private const string Father = """
        {"ref":"father","name":"张伟","phones":[{"number":"139****2222"}],"roles":["buyer"]}
        """;

    private const string Relation = """
        {"from":"mother","to":"father","kind":"spouse","evidence":"marriageCertificate","reference":"J-1",
         "validFrom":"2015-06-01","validTo":null}
        """;

    private const string Channel = """{"kind":"agency","organisation":"agency-7","person":"agent-42"}""";

    private const string Money = """{"value":"8000000.00","currency":"CNY"}""";

    private const string At = "2026-03-20T16:00:00+08:00";

    private const string Staff = """[{"role":"consultant","person":"consultant-1","share":"0.5"}]""";

    /// <summary>Data by type.</summary>
    public static readonly IReadOnlyDictionary<string, string> Data = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["lead.registered"] = $$"""
            {"project":"PX","opportunity":"new","channel":{{Channel}},"people":[{{Person}},{{Father}}],
             "relations":[{{Relation}}],
             "referrer":{"person":"owner-1","sale":"S-0","form":{"signedAt":"{{At}}","reference":"F-1"} },
             "location":{"latitude":22.5,"longitude":113.9},"artefact":{"kind":"callRecord","reference":"r-1"},
             "offline":{"batch":"b-1","signature":"c2ln"},"campaign":"spring","products":["12-1803"]}
            """,
        ["contact.made"] = $$"""
            {"project":"PX","channel":{{Channel}},"people":[{{Person}}],"medium":"call","twoWay":true,"seconds":95,
             "promise":"a call back","artefact":{"kind":"recording","reference":"rec-1"} }
            """,
        ["visit.confirmed"] = $$"""
            {"project":"PX","channel":{{Channel}},"people":[{{Person}}],"confirmedBy":"qr","accompanied":true,
             "receivedBy":"consultant-1","bookedBy":"customer","group":"g-1","gate":"east"}
            """,
        ["person.observed"] = $$"""
            {"people":[{{Person}},{{Father}}],"relations":[{{Relation}}],"context":"chat"}
            """,
        ["opportunity.changed"] = $$"""
            {"opportunityId":"O-1","project":"PX","kind":"renewal","people":[{{Person}}],"stage":"quoted",
             "tags":["vip"],"owner":"consultant-1","dueDate":"2026-09-01","amount":{{Money}}}
            """,
        ["sale.recorded"] = $$"""
            {"sale":"S-1","project":"PX","product":"12-1803",
             "attributes":{"building":"12","unitType":"B3","rooms":4,"area":"143.20","paymentMethod":"mortgage","downPaymentShare":"0.30"},
             "opportunity":"new","price":{{Money}},"people":[{{Person}},{{Father}}],"relations":[{{Relation}}],
             "staff":{{Staff}},"opportunityId":"O-1","referredBySale":"S-0","channel":{{Channel}},
             "stage":"subscribed","at":"{{At}}"}
            """,
        ["sale.progressed"] = $$"""
            {"sale":"S-1","milestone":"collected","collected":{{Money}},"collectedShare":"0.30","staff":{{Staff}},"at":"{{At}}"}
            """,
        ["sale.repriced"] = $$"""{"sale":"S-1","price":{{Money}},"at":"{{At}}"}""",
        ["sale.cancelled"] = $$"""{"sale":"S-1","at":"{{At}}","reason":"loan refused","exchangedFor":"S-2"}""",
        ["owner.revealed"] = $$"""
            {"sale":"S-1","people":[{{Person}},{{Father}}],"relations":[{{Relation}}],
             "evidence":{"kind":"marriageCertificate","reference":"J-1"} }
            """,
        ["fact.retracted"] = """
            {"factSource":"/agencies/agency-7","factId":"e-1","part":"/data/relations/0","reason":"mistaken"}
            """,
        ["customer.lookedUp"] = """{"project":"PX","by":"he.jing","phone":"13900002222"}""",
        ["agent.left"] = $$"""
            {"agent":"agent-42","organisation":"agency-7","to":"agency-8","successor":"agent-43","share":"0.6","at":"{{At}}"}
            """,
        ["agent.moved"] = $$"""
            {"agent":"agent-42","organisation":"agency-7","to":"agency-8","successor":"agent-43","share":"0.6","at":"{{At}}"}
            """,
        ["payout.made"] = $$"""
            {"payee":"agency-7","batch":"PB-1","amount":{{Money}},"withheld":{"value":"0.00","currency":"CNY"},
             "statement":{"period":"2026-03","version":1},"covers":["en_1"],"reference":"bank-1","at":"{{At}}"}
            """,
        ["claim.changed"] = $$"""
            {"claim":{"source":"/agencies/agency-7","id":"e-1"},"action":"extended","days":7,"people":[{{Person}}],
             "reason":"evidence came late","evidence":"form-1","at":"{{At}}"}
            """,
        ["dispute.opened"] = $$"""
            {"dispute":"D-1","sale":"S-1","payee":"agency-7","period":"2026-05","line":"en_1","by":"agency-7",
             "reason":"ours was earlier","at":"{{At}}"}
            """,
        ["attribution.ruled"] = $$"""
            {"sale":"S-1","dispute":"D-1","basis":"arbitration",
             "shares":[{"channel":{{Channel}},"share":"0.3"},{"channel":{"kind":"ownApp","organisation":"family-app"},"share":"0.7"}],
             "by":"arbitrator-1","evidence":{"kind":"minutes","reference":"m-1"},"at":"{{At}}"}
            """,
        ["invoice.received"] = $$"""
            {"payee":"agency-7","number":"INV-1","period":"2026-05","amount":{"value":"-100.00","currency":"CNY"},
             "vat":{"value":"-6.00","currency":"CNY"},"corrects":"INV-0","at":"{{At}}"}
            """,
        ["handover.changed"] = $$"""
            {"opportunityId":"O-1","from":"consultant-1","to":"service-1","state":"offered",
             "items":["promises",{"name":"price told","value":"8,000,000"}],"at":"{{At}}"}
            """,
    };

    /// <summary>Names of the types, for theories.</summary>
    public static TheoryData<string> Types => [.. Data.Keys];

    /// <summary>A fresh envelope with the sample's data.</summary>
    public static JsonObject Event(string type) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = "e-1",
            ["source"] = "/agencies/agency-7",
            ["type"] = type,
            ["time"] = "2026-03-20T16:00:00.000+08:00",
            ["datacontenttype"] = "application/json",
            ["unknownextension"] = "kept",
            ["data"] = JsonNode.Parse(Data[type]),
        };

    /// <summary>Parses as an own system's event that arrived now.</summary>
    public static Result<Fact> Parse(JsonNode json) => Parse(json.ToJsonString());

    /// <summary>Parses as an own system's event that arrived now.</summary>
    public static Result<Fact> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return EventParser.Parse(document.RootElement, Stamp);
    }

    /// <summary>Code and pointer of every error; empty when there is none.</summary>
    public static IReadOnlyList<string> Errors(JsonNode json) =>
        [.. Parse(json).Errors?.Select(e => $"{e.Code} {e.Pointer}") ?? []];

    /// <summary>An own system's stamp.</summary>
    public static Stamp Stamp { get; } = new(Now, Now, Trust.Own, "family-app", "ownApp");
}
