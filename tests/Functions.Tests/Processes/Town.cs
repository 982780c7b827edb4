using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace Functions.Tests.Processes;

/// <summary>
/// Half a year of a sales office from one seed: some sixty families of two who register here and there, visit, buy, reach
/// milestones, turn out to be married, and take things back; payouts in between. What is returned is in order of receipt.
/// </summary>
internal sealed class Town(int seed)
{
    private const string Surnames = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹";
    private const string GivenNames = "伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚玲桂兰丹萍鹏华红梅斌";
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 1, 1, 0);
    private static readonly int[] CardWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private readonly Random random = new(seed);
    private readonly List<(Instant At, JsonObject Event)> told = [];
    private int next;

    /// <summary>Everything that is told, each once.</summary>
    public static IReadOnlyList<JsonObject> Events(int seed, int families)
    {
        Town town = new(seed);
        for (var family = 0; family < families; family++)
        {
            town.Live(family);
        }

        town.PayOut();
        return [.. town.told.OrderBy(t => t.At).Select(t => t.Event)];
    }

    private bool OneIn(int n) => random.Next(n) == 0;

    private void Live(int family)
    {
        var day = random.Next(40);
        var project = OneIn(5) ? "PY" : "PX";
        var sale = string.Create(CultureInfo.InvariantCulture, $"S-{family:D3}");
        var (husband, wife) = (NewPerson(family, "139", 1986), NewPerson(family, "138", 1988));
        var agencyLead = Register(day, project, husband, wife);
        if (OneIn(12))
        {
            return; // Looked around and never bought.
        }

        Buy(day, project, sale, husband);
        Afterwards(day, sale, husband, wife, agencyLead);
    }

    /// <returns>The id of the agency's registration; null: there is none.</returns>
    private string? Register(int day, string project, Person husband, Person wife)
    {
        if (!OneIn(3))
        {
            var app = Channel("ownApp", "family-app");
            var lead = Claim(project, app, wife.Tell(verified: true));
            Tell(day, "/apps/family-app", "lead.registered", lead);
            if (!OneIn(4))
            {
                var contact = Claim(project, app, wife.Tell());
                contact.Remove("opportunity");
                (contact["medium"], contact["twoWay"], contact["seconds"]) = ("call", true, 20 + random.Next(90));
                Tell(day + 1, "/apps/family-app", "contact.made", contact);
            }
        }

        string? agency = null;
        var through = !OneIn(4);
        if (through)
        {
            var lead = Claim(project, Channel("agency", "agency-a"), husband.Tell(masked: OneIn(2)));
            agency = Tell(day + 4, "/agencies/agency-a", "lead.registered", lead);
        }

        JsonObject visit = new()
        {
            ["project"] = project,
            ["people"] = new JsonArray(husband.Tell()),
            ["confirmedBy"] = "qr",
            ["accompanied"] = through,
        };
        if (through)
        {
            visit["channel"] = Channel("agency", "agency-a");
        }

        Tell(day + 5, "/offices/PX", "visit.confirmed", visit);
        return agency;
    }

    private void Buy(int day, string project, string sale, Person buyer)
    {
        var party = buyer.Tell();
        party["roles"] = new JsonArray("buyer");
        var signedAtOnce = OneIn(3);
        JsonObject recorded = new()
        {
            ["sale"] = sale,
            ["project"] = project,
            ["product"] = $"12-{sale}",
            ["opportunity"] = "new",
            ["price"] = Money(1_000_000 + random.Next(7_000_000)),
            ["people"] = new JsonArray(party),
            ["staff"] = new JsonArray(
                new JsonObject
                {
                    ["role"] = "consultant",
                    ["person"] = "consultant-1",
                    ["share"] = "1",
                }
            ),
            ["stage"] = signedAtOnce ? "signed" : "subscribed",
        };
        Tell(day + 12, "/offices/PX", "sale.recorded", recorded, dated: true);
        if (!signedAtOnce)
        {
            Progress(day + 16, sale, "signed", null);
        }

        Progress(day + 40, sale, "collected", "0.30");
        if (!OneIn(3))
        {
            Progress(day + 80, sale, "loanReleased", "1");
        }
    }

    private void Afterwards(int day, string sale, Person husband, Person wife, string? agencyLead)
    {
        if (OneIn(10))
        {
            var price = new JsonObject { ["sale"] = sale, ["price"] = Money(900_000 + random.Next(7_000_000)) };
            Tell(day + 45, "/offices/PX", "sale.repriced", price, dated: true);
        }

        if (OneIn(4))
        {
            var seen = Couple(husband, wife, OneIn(2) ? "accountLink" : "declared", false);
            seen["context"] = "chat";
            Tell(day + 20, "/apps/family-app", "person.observed", seen);
        }

        if (!OneIn(3))
        {
            var owners = Couple(husband, wife, "marriageCertificate", true);
            owners["sale"] = sale;
            owners["evidence"] = new JsonObject { ["kind"] = "marriageCertificate", ["reference"] = $"J-{sale}" };
            var revealed = Tell(day + 50 + random.Next(40), "/offices/PX", "owner.revealed", owners);
            if (OneIn(5))
            {
                Retract(day + 92, "/offices/PX", revealed, "forged");
            }
        }

        if (agencyLead is not null && OneIn(12))
        {
            Retract(day + 60, "/agencies/agency-a", agencyLead, "mistaken");
        }

        if (OneIn(12))
        {
            var cancelled = new JsonObject { ["sale"] = sale, ["reason"] = "returned" };
            Tell(day + 100, "/offices/PX", "sale.cancelled", cancelled, dated: true);
        }
    }

    private void PayOut()
    {
        foreach (var payee in new[] { "agency-a", "consultant-1", "manager-1" })
        {
            for (var month = 1; month <= 4; month++)
            {
                JsonObject payout = new()
                {
                    ["payee"] = payee,
                    ["batch"] = $"PB-{month}",
                    ["amount"] = Money(1 + random.Next(payee == "agency-a" ? 200_000 : 9_000)),
                };
                Tell(month * 30, "/finance", "payout.made", payout, dated: true);
            }
        }
    }

    private void Progress(int day, string sale, string milestone, string? share)
    {
        JsonObject progress = new() { ["sale"] = sale, ["milestone"] = milestone };
        if (share is not null)
        {
            progress["collectedShare"] = share;
        }

        Tell(day, "/offices/PX", "sale.progressed", progress, dated: true);
    }

    private void Retract(int day, string source, string id, string reason) =>
        Tell(
            day,
            "/offices/PX",
            "fact.retracted",
            new()
            {
                ["factSource"] = source,
                ["factId"] = id,
                ["reason"] = reason,
            }
        );

    private string Tell(int day, string source, string type, JsonObject data, bool dated = false)
    {
        // No two at one time: which of two was first is then no matter of names.
        var id = string.Create(CultureInfo.InvariantCulture, $"e{next++:D4}");
        var at =
            Start + Duration.FromDays(day) + Duration.FromMinutes(random.Next(540)) + Duration.FromMilliseconds(next);
        var time = OffsetDateTimePattern.Rfc3339.Format(at.WithOffset(Offset.FromHours(8)));
        if (dated)
        {
            data["at"] = time;
        }

        JsonObject cloudEvent = new()
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = source,
            ["type"] = type,
            ["time"] = time,
            ["receivedat"] = time,
            ["data"] = data,
        };
        told.Add((at, cloudEvent));
        return id;
    }

    private Person NewPerson(int family, string prefix, int born)
    {
        var name = $"{Surnames[random.Next(Surnames.Length)]}{GivenNames[random.Next(GivenNames.Length)]}";
        var phone = string.Create(CultureInfo.InvariantCulture, $"{prefix}{random.Next(10_000):D4}{1000 + family:D4}");
        var body = string.Create(CultureInfo.InvariantCulture, $"440305{born}0312{100 + family:D3}");
        var sum = body.Select((digit, i) => (digit - '0') * CardWeights[i]).Sum();
        return new(name, phone, body + "10X98765432"[sum % 11]);
    }

    private static JsonObject Couple(Person husband, Person wife, string evidence, bool owners)
    {
        var (one, other) = (husband.Tell(document: owners), wife.Tell(document: owners));
        (one["ref"], other["ref"]) = ("h", "w");
        if (owners)
        {
            (one["roles"], other["roles"]) = (new JsonArray("owner"), new JsonArray("coOwner"));
        }

        return new()
        {
            ["people"] = new JsonArray(one, other),
            ["relations"] = new JsonArray(
                new JsonObject
                {
                    ["from"] = "h",
                    ["to"] = "w",
                    ["kind"] = "spouse",
                    ["evidence"] = evidence,
                    ["validFrom"] = "2015-06-01",
                }
            ),
        };
    }

    private static JsonObject Claim(string project, JsonObject channel, JsonObject person) =>
        new()
        {
            ["project"] = project,
            ["opportunity"] = "new",
            ["channel"] = channel.DeepClone(),
            ["people"] = new JsonArray(person),
        };

    private static JsonObject Channel(string kind, string organisation) =>
        new() { ["kind"] = kind, ["organisation"] = organisation };

    private static JsonObject Money(int yuan) => new() { ["value"] = $"{yuan}.00", ["currency"] = "CNY" };

    private sealed record Person(string Name, string Phone, string Card)
    {
        public JsonObject Tell(bool masked = false, bool verified = false, bool document = false)
        {
            JsonObject person = new()
            {
                ["name"] = Name,
                ["phones"] = new JsonArray(
                    new JsonObject
                    {
                        ["number"] = masked ? $"{Phone[..3]}****{Phone[7..]}" : Phone,
                        ["verified"] = verified,
                    }
                ),
            };
            if (document)
            {
                person["documents"] = new JsonArray(
                    new JsonObject
                    {
                        ["kind"] = "residentIdentityCard",
                        ["number"] = Card,
                        ["sighted"] = "reader",
                    }
                );
            }

            return person;
        }
    }
}
