using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Leads;
using Core.Pipeline;
using NodaTime;
using NodaTime.Text;

namespace Core.Tests.Simulation;

/// <summary>
/// A small company's year from one seed: few people, few phones, few sales, so that everything collides. Returns events as
/// they would be posted, with the time at which each is received.
/// </summary>
internal sealed class Families(Random random)
{
    private static readonly string[] Names = ["张伟", "李芳", "张小明", "王芳", "李强"];
    private static readonly string[] Phones = ["13900002222", "13800001111", "13700003333", "13600004444"];
    private static readonly string[] Cards = ["440305198611050039", "44030519880312002X", "110101199003077774"];
    private readonly List<(string Source, string Id)> sent = [];
    private const int Customers = 5;
    private readonly bool tiers = random.Next(2) == 0;
    private int next;

    /// <summary>Whether this world sells mostly in a project whose plans pay by tiers.</summary>
    public bool Tiers => tiers;

    /// <summary>The first instant of the simulated year.</summary>
    public static Instant Start { get; } = Instant.FromUtc(2026, 3, 1, 2, 0);

    /// <summary>Events in the order of their receipt; shuffling them must not matter.</summary>
    public List<JsonObject> Events(int count)
    {
        List<JsonObject> events = tiers ? Month() : [];
        for (var i = 0; i < count; i++)
        {
            events.Add(tiers ? Later() : Event());
        }

        return events;
    }

    /// <summary>
    /// A month of customers who are nobody's relatives: they register, visit and sign, so that tiers are reached.
    /// </summary>
    private List<JsonObject> Month()
    {
        List<JsonObject> events = [];
        for (var i = 0; i < Customers; i++)
        {
            if (random.Next(4) == 0)
            {
                events.Add(
                    Make(
                        "/apps/family-app",
                        "lead.registered",
                        Next(),
                        Of(i, Lead("PZ", "ownApp", "family-app", false))
                    )
                );
                events.Add(Make("/apps/family-app", "contact.made", Next(), Of(i, Contact("PZ"))));
            }

            if (random.Next(8) != 0)
            {
                var visit = Of(i, Visit("PZ"));
                visit["channel"] = Channel("agency", "agency-a");
                events.Add(
                    Make(
                        "/agencies/agency-a",
                        "lead.registered",
                        Next(),
                        Of(i, Lead("PZ", "agency", "agency-a", false))
                    )
                );
                events.Add(Make("/offices/PX", "visit.confirmed", Next(), visit));
            }

            var at = Next();
            events.Add(Make("/offices/PX", "sale.recorded", at, Of(i, Sale($"S-{i}", "PZ", at))));
        }

        return events;
    }

    /// <summary>What happens to sales that count together.</summary>
    private JsonObject Later()
    {
        var at = Next();
        var sale = $"S-{random.Next(Customers)}";
        return random.Next(8) switch
        {
            0 or 1 or 2 => Make("/offices/PX", "sale.progressed", at, Progress(sale, at)),
            3 => Make("/offices/PX", "sale.repriced", at, Repricing(sale, at)),
            4 => Make("/offices/PX", "sale.cancelled", at, Cancellation(sale, at)),
            5 => Make("/finance", "payout.made", at, Payout(at)),
            _ => Make("/offices/PX", "fact.retracted", at, Retraction()),
        };
    }

    private static JsonObject Of(int customer, JsonObject data)
    {
        var person = data["people"]![0]!;
        person["name"] = Names[customer % Names.Length];
        person["phones"]![0]!["number"] = $"1350000{customer:D4}";
        return data;
    }

    private Instant Next() => Start + Duration.FromMinutes((next * 1_500) + random.Next(1_400));

    /// <summary>An event as the door hands it on.</summary>
    public static IncomingFact Incoming(JsonObject cloudEvent)
    {
        using var document = JsonDocument.Parse(cloudEvent.ToJsonString());
        var json = document.RootElement;
        var received = EventParser.ReceivedAt(json)!.Value;
        var source = json.GetProperty("source").GetString()!;
        var claimant = source.StartsWith("/agencies/", StringComparison.Ordinal);
        var kind =
            claimant ? "agency"
            : source.StartsWith("/offices/", StringComparison.Ordinal) ? "salesOffice"
            : source.StartsWith("/apps/", StringComparison.Ordinal) ? "ownApp"
            : "internal";
        var parsed = EventParser.Parse(
            json,
            new(received, received, claimant ? Trust.ThirdParty : Trust.Own, source.Split('/')[^1], kind)
        );
        Assert.True(parsed.Succeeded, parsed.Errors is { } errors ? string.Join("; ", errors) : null);
        return new(parsed.Value, EventParser.Write(json, parsed.Value), EventParser.ContentHash(json));
    }

    private JsonObject Event()
    {
        // Receipt times grow by minutes to days, so that windows, lead times and months all have both sides.
        var at = Start + Duration.FromMinutes((next * 1_500) + random.Next(1_400));
        var project = random.Next(4) == 0 ? "PY" : "PX";
        var sale = $"S-{random.Next(3)}";
        return random.Next(13) switch
        {
            0 or 1 => Make(
                "/apps/family-app",
                "lead.registered",
                at,
                Lead(project, "ownApp", "family-app", masked: false)
            ),
            2 => Make(
                "/agencies/agency-a",
                "lead.registered",
                at,
                Lead(project, "agency", "agency-a", masked: random.Next(2) == 0)
            ),
            3 => Make("/apps/family-app", "contact.made", at, Contact(project)),
            4 => Make("/offices/PX", "visit.confirmed", at, Visit(project)),
            5 or 6 => Make("/offices/PX", "sale.recorded", at, Sale(sale, project, at)),
            7 => Make("/offices/PX", "sale.progressed", at, Progress(sale, at)),
            8 => Make("/offices/PX", "owner.revealed", at, Reveal(sale)),
            9 => Make("/offices/PX", "sale.repriced", at, Repricing(sale, at)),
            10 => Make("/finance", "payout.made", at, Payout(at)),
            11 => Make("/apps/family-app", "person.observed", at, Observation()),
            _ => sent.Count == 0
                ? Make("/offices/PX", "sale.cancelled", at, Cancellation(sale, at))
                : Make("/offices/PX", "fact.retracted", at, Retraction()),
        };
    }

    private JsonObject Make(string source, string type, Instant at, JsonObject data)
    {
        var id = $"e{next++}";
        sent.Add((source, id));
        return new()
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = source,
            ["type"] = type,
            ["time"] = Text(at),
            ["receivedat"] = Text(at),
            ["data"] = data,
        };
    }

    private JsonObject Lead(string project, string kind, string organisation, bool masked) =>
        new()
        {
            ["project"] = project,
            ["opportunity"] = "new",
            ["channel"] = Channel(kind, organisation),
            ["people"] = new JsonArray(Person(masked, verified: true)),
        };

    private JsonObject Contact(string project) =>
        new()
        {
            ["project"] = project,
            ["channel"] = Channel("ownApp", "family-app"),
            ["people"] = new JsonArray(Person(masked: false, verified: false)),
            ["medium"] = "call",
            ["twoWay"] = true,
            ["seconds"] = 20 + random.Next(60),
        };

    private JsonObject Visit(string project)
    {
        JsonObject visit = new()
        {
            ["project"] = project,
            ["people"] = new JsonArray(Person(masked: false, verified: false)),
            ["confirmedBy"] = "qr",
            ["accompanied"] = true,
        };
        if (random.Next(2) == 0)
        {
            visit["channel"] = Channel("agency", "agency-a");
        }

        return visit;
    }

    private JsonObject Sale(string sale, string project, Instant at)
    {
        var buyer = Person(masked: false, verified: false);
        buyer["roles"] = new JsonArray("buyer");
        return new()
        {
            ["sale"] = sale,
            ["project"] = project,
            ["opportunity"] = "new",
            ["product"] = "12-1803",
            ["price"] = Price(),
            ["people"] = new JsonArray(buyer),
            ["staff"] = new JsonArray(
                new JsonObject
                {
                    ["role"] = "consultant",
                    ["person"] = "consultant-1",
                    ["share"] = "1",
                }
            ),
            ["stage"] = random.Next(3) == 0 ? "subscribed" : "signed",
            ["at"] = Text(at),
        };
    }

    private JsonObject Progress(string sale, Instant at)
    {
        string[] milestones = ["signed", "collected", "loanReleased", "fullyPaid"];
        var milestone = milestones[random.Next(milestones.Length)];
        JsonObject progress = new()
        {
            ["sale"] = sale,
            ["milestone"] = milestone,
            ["at"] = Text(at),
        };
        if (milestone == "collected")
        {
            progress["collectedShare"] = "0.30";
        }

        return progress;
    }

    private JsonObject Repricing(string sale, Instant at) =>
        new()
        {
            ["sale"] = sale,
            ["price"] = Price(),
            ["at"] = Text(at),
        };

    private static JsonObject Cancellation(string sale, Instant at) =>
        new()
        {
            ["sale"] = sale,
            ["at"] = Text(at),
            ["reason"] = "returned",
        };

    private JsonObject Reveal(string sale)
    {
        var husband = Person(masked: false, verified: false);
        var wife = Person(masked: false, verified: false);
        (husband["ref"], wife["ref"]) = ("h", "w");
        husband["roles"] = new JsonArray("owner");
        wife["roles"] = new JsonArray("coOwner");
        Document(husband);
        return new()
        {
            ["sale"] = sale,
            ["people"] = new JsonArray(husband, wife),
            ["relations"] = new JsonArray(Relation("marriageCertificate")),
            ["evidence"] = new JsonObject { ["kind"] = "marriageCertificate", ["reference"] = "J-1" },
        };
    }

    private JsonObject Observation()
    {
        var (one, other) = (Person(masked: false, verified: true), Person(masked: false, verified: false));
        (one["ref"], other["ref"]) = ("h", "w");
        if (random.Next(2) == 0)
        {
            Document(one);
        }

        return new()
        {
            ["people"] = new JsonArray(one, other),
            ["relations"] = new JsonArray(Relation(random.Next(2) == 0 ? "accountLink" : "declared")),
            ["context"] = "chat",
        };
    }

    private JsonObject Retraction()
    {
        var (source, id) = sent[random.Next(sent.Count)];
        return new()
        {
            ["factSource"] = source,
            ["factId"] = id,
            ["reason"] = random.Next(2) == 0 ? "forged" : "mistaken",
        };
    }

    private JsonObject Payout(Instant at)
    {
        string[] payees = ["agency-a", "consultant-1", "manager-1"];
        return new()
        {
            ["payee"] = payees[random.Next(payees.Length)],
            ["batch"] = "PB-1",
            ["amount"] = new JsonObject { ["value"] = $"{1 + random.Next(60_000)}.00", ["currency"] = "CNY" },
            ["at"] = Text(at),
        };
    }

    private JsonObject Person(bool masked, bool verified)
    {
        var phone = Phones[random.Next(Phones.Length)];
        return new()
        {
            ["name"] = Names[random.Next(Names.Length)],
            ["phones"] = new JsonArray(
                new JsonObject
                {
                    ["number"] = masked ? $"{phone[..3]}****{phone[7..]}" : phone,
                    ["verified"] = verified && !masked,
                }
            ),
        };
    }

    private void Document(JsonObject person) =>
        person["documents"] = new JsonArray(
            new JsonObject
            {
                ["kind"] = "residentIdentityCard",
                ["number"] = Cards[random.Next(Cards.Length)],
                ["sighted"] = "reader",
            }
        );

    private JsonObject Relation(string evidence) =>
        new()
        {
            ["from"] = "h",
            ["to"] = "w",
            ["kind"] = "spouse",
            ["evidence"] = evidence,
            ["validFrom"] = random.Next(3) == 0 ? "2026-03-10" : "2015-06-01",
        };

    private JsonObject Price() =>
        new() { ["value"] = $"{1_000_000 + random.Next(7_000_000)}.00", ["currency"] = "CNY" };

    private static JsonObject Channel(string kind, string organisation) =>
        new() { ["kind"] = kind, ["organisation"] = organisation };

    private static string Text(Instant at) => OffsetDateTimePattern.Rfc3339.Format(at.WithOffset(Offset.FromHours(8)));
}
