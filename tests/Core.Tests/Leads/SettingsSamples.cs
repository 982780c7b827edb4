using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;

namespace Core.Tests.Leads;

/// <summary>Valid settings of every kind, together with every property that settings have.</summary>
internal static class SettingsSamples
{
    /// <summary>Schema and JSON.</summary>
    public static readonly IReadOnlyList<(string Schema, string Json)> All =
    [
        (
            "channel",
            """
            {"id":"agency-a","kind":"agency","name":"Agency A","effectiveFrom":"2026-01-01T00:00:00+08:00","trust":"thirdParty",
             "payee":"agency-a","sources":["/agencies/agency-a"],"types":["lead.registered","claim.changed","fact.retracted"],
             "contracts":[{"reference":"AG-2026-007","projects":["PX","PY"],"from":"2026-01-01","to":"2027-01-01","state":"active"}],
             "people":[{"id":"agent-42","name":"陈杰","role":"agent","from":"2026-01-01","to":"2026-12-01","phones":["13700004242"],
                        "payee":"agent-42","manager":"agent-1","user":"chen.jie"}]}
            """
        ),
        (
            "channel",
            """
            {"id":"finance","kind":"internal","name":null,"effectiveFrom":"2026-01-01T00:00:00+08:00","trust":"own","payee":null,
             "sources":["/finance"],"types":["payout.made"],
             "contracts":[{"reference":"R","projects":[],"from":"2026-01-01","to":null,"state":"active"}],
             "people":[{"id":"c-1","role":"consultant","from":"2026-01-01","to":null,"payee":null,"manager":null,"user":null}]}
            """
        ),
        (
            "payee",
            """
            {"id":"agency-a","effectiveFrom":"2026-01-01T00:00:00+08:00","class":"Channel","currency":"CNY",
             "tax":{"status":"company","vatRate":"0.06"},"offset":{"cap":"1"},"invoiceRequired":false,"users":[]}
            """
        ),
        (
            "payee",
            """
            {"id":"consultant-1","effectiveFrom":"2026-01-01T00:00:00+08:00","class":"Sales","currency":"CNY","tax":{"status":"employee"},
             "offset":{"cap":"0.20","of":"wage","wages":[{"from":"2026-01","month":"9000.00","minimum":"2520.00"}]},
             "invoiceRequired":false,"users":["he.jing"]}
            """
        ),
        (
            "policy",
            """
            {"id":"px","effectiveFrom":"2026-01-01T00:00:00+08:00",
             "appliesTo":{"projects":["PX","PY"],"opportunity":"new"},"site":{"group":null,"location":null},
             "household":{"kinScope":["spouse","parent","child"],"relationAt":"bothClaims","depth":1,"moneyGrade":"E3",
                          "purchasingRoles":["owner","coOwner","buyer","payer"]},
             "claims":[
              {"id":"own","channels":["ownApp","hotline","ownField"],"mode":"protect",
               "effective":{"phoneVerified":true,"days":7,"minSeconds":30},
               "windows":{"own":{"days":60,"count":"naturalDays","from":"lastEffectiveContact"}}},
              {"id":"agency","channels":["agency"],"organisations":["agency-a"],"mode":"protect","masked":"allowed","leadMinutes":30,
               "visitCredit":"anyMember","admitOld":false,"selfPurchase":"deny","ownerLimit":"allow",
               "caps":{"daily":50,"live":50,"repeat":3},"cooldownDays":0,"replyMinutes":30,"deemedAccept":true,
               "requiredFields":["name","phones"],
               "windows":{"registration":{"days":3,"count":"naturalDays"},"visit":{"days":30,"count":"naturalDays"},
                          "deal":{"days":30,"count":"naturalDays","refresh":true},"tail":{"days":30,"count":"naturalDays"},
                          "extension":{"days":7,"times":1}}},
              {"id":"walkIn","channels":["salesOffice"],"mode":"protect","windows":{"natural":{"days":15,"count":"naturalDays"}}}],
             "decision":{"policyPin":"claim","unknownClaimant":"admit","nearTieSeconds":60,"skewSeconds":300,
                         "multiParty":"earliestValid","customerOverride":false,"stackReferral":false},
             "postSale":{"withinDays":180,"kin":["spouse"],"documents":{"required":[],"before":null},
                         "goodFaith":{"share":"0","choice":"none"}},
             "risk":{"RSK-02":{"on":true,"lookupMinutes":120},"RSK-03":{"on":true,"nameEditMax":1},
                     "RSK-04":{"on":true,"shortDealHours":24},"RSK-05":{"on":false},"RSK-06":{"on":false,"metres":500},
                     "RSK-07":{"on":false},"RSK-08":{"on":false},"RSK-09":{"on":false}}}
            """
        ),
        (
            "plan",
            """
            {"id":"px-agency","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"percentOfPrice",
             "appliesTo":{"projects":["PX"],"opportunities":["new"],"select":{"unitType":["B3"]}},
             "payee":{"of":"creditedChannel","kinds":["agency"],"organisations":null},
             "rates":[{"when":{"creditedKind":["agency"]},"rate":"0.018"}],"sharedCredit":"weighted",
             "milestones":[{"id":"signed","when":"signed","share":"0.40"},
                           {"id":"collected","when":"collected","atLeast":"0.30","share":"0.30"},
                           {"id":"loanReleased","when":["loanReleased","fullyPaid"],"share":"0.30"}],
             "pin":"signed","clawback":"recompute","retention":null,"forfeit":"0","leaver":{"mode":"earnedOnly"}}
            """
        ),
        (
            "plan",
            """
            {"id":"px-manager","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"override",
             "appliesTo":{"projects":["PX"],"opportunities":["new"],"select":{}},
             "payee":{"of":"managerOf","role":"consultant","levels":1},"base":{"of":"commission","plan":"px-consultant"},
             "rates":[{"when":{},"rate":"0.10"}],"milestones":"asBase","pin":"signed","clawback":"recompute"}
            """
        ),
        (
            "plan",
            """
            {"id":"pz-agency-tier","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"tierUnits","tierMode":"whole",
             "appliesTo":{"projects":["PZ"],"opportunities":["new"],"select":{}},
             "payee":{"of":"creditedChannel","kinds":["agency"],"organisations":null},
             "measure":{"of":"units","per":"month","by":"signed","scope":["project","payee"],"cancelled":"excluded"},
             "tiers":[{"min":"0","amount":"5000.00"},{"min":"15","amount":"6000.00"},{"min":"25","amount":"7000.00"}],
             "milestones":[{"id":"signed","when":"signed","share":"1"}],"pin":"signed","clawback":"recompute",
             "retention":{"share":"0.10","releaseAt":"handedOver"},"forfeit":"0"}
            """
        ),
        (
            "plan",
            """
            {"id":"fixed","effectiveFrom":"2026-01-01T00:00:00+08:00","kind":"fixedPerUnit","appliesTo":{},
             "payee":{"of":"staff","role":"consultant"},"rates":[{"amount":"30000.00"}],
             "milestones":[{"id":"signed","when":"signed","share":"1"}]}
            """
        ),
    ];

    /// <summary>Places in <see cref="All"/>, for theories.</summary>
    public static TheoryData<int> Places => [.. Enumerable.Range(0, All.Count)];

    /// <summary>Errors of the parser of that kind; null when it accepts.</summary>
    public static IReadOnlyList<Refusal>? Errors(string schema, JsonNode json) => Errors(schema, json.ToJsonString());

    /// <summary>Errors of the parser of that kind; null when it accepts.</summary>
    public static IReadOnlyList<Refusal>? Errors(string schema, string json)
    {
        using var document = JsonDocument.Parse(json);
        return schema switch
        {
            "channel" => ChannelRecord.Parse(document.RootElement, 1).Errors,
            "payee" => PayeeRecord.Parse(document.RootElement, 1).Errors,
            "policy" => Policy.Parse(document.RootElement, 1).Errors,
            _ => Plan.Parse(document.RootElement, 1).Errors,
        };
    }
}
