using CsCheck;
using Functions.Tests.Triggers;

namespace Functions.Tests.Edge;

[Collection(OneApp.Name)]
public sealed class FuzzTests(TestApp app)
{
    private static readonly string[] Bodies =
    [
        "POST /api/events",
        "POST /api/households/search",
        "POST /api/adjustments/adj_0/check",
        "POST /api/adjustments/adj_0/approve",
        "POST /api/payouts",
        "PUT /api/channels/fuzz",
        "PUT /api/payees/fuzz",
        "PUT /api/policies/fuzz",
        "PUT /api/plans/fuzz",
    ];

    private static readonly string[] Questions =
    [
        "/api/events?source=§&id=§",
        "/api/claims?source=§&id=§",
        "/api/sales/§",
        "/api/sales/§/decisions?asKnownAt=§&policy=§",
        "/api/sales?limit=§&continuation=§&status=§",
        "/api/households/§",
        "/api/households/§/why?a=§&b=§",
        "/api/households/§/decisions?project=§&at=§&opportunity=§",
        "/api/adjustments/§",
        "/api/adjustments?state=§",
        "/api/payees/§/statement?period=§",
        "/api/payouts?period=§",
        "/api/ledger/entries?account=§&payee=§&period=§",
        "/api/ledger/balances?asOf=§",
        "/api/ledger/journal?period=§",
        "/api/channels/§?version=§",
        "/api/schemas/§",
    ];

    private static readonly string[] Nasty =
    [
        "",
        "null",
        "0",
        "-1",
        "99999999999999999999",
        "2026-13",
        "9999-12",
        "0001-01",
        "h_00000000000000000000000000000000ff",
        "../../etc/passwd",
        "a|b|c",
        "/x|y|99999999999",
        "\u0000",
        "\u007f#?/\\",
        "𠮷'\"<>%",
        "2026-05-20T02:00:00Z",
        "9999-12-31T23:59:59Z",
        "-0001-01-01T00:00:00Z",
    ];

    [Fact]
    public async Task No_question_makes_the_app_fail()
    {
        foreach (var question in Questions)
        {
            foreach (var nasty in Nasty)
            {
                var route = question.Replace("§", Uri.EscapeDataString(nasty), StringComparison.Ordinal);

                var answer = await app.SendAsync($"GET {route}", "operator");

                Assert.True(answer.Status < 500, $"GET {route}: {answer.Status} {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task No_body_makes_the_app_fail()
    {
        await Gen.Select(
                Gen.Const(PostEventsTests.Lead("fuzz")),
                Gen.Int[0, 400],
                Gen.Int[0, 60],
                Gen.Char[(char)1, (char)0xFFFF].Array[0, 4]
            )
            .SampleAsync(
                async (json, at, cut, put) =>
                {
                    var place = at % json.Length;
                    var body = json[..place] + new string(put) + json[Math.Min(json.Length, place + cut)..];
                    foreach (var call in Bodies)
                    {
                        var caller =
                            call.Contains("events", StringComparison.Ordinal) ? "importer"
                            : call.StartsWith("PUT", StringComparison.Ordinal)
                            || call.Contains("search", StringComparison.Ordinal)
                                ? "operator"
                            : "finance-1";
                        var answer = await app.SendAsync(
                            call,
                            caller,
                            body,
                            headers: [("If-Match", "\"x\""), ("Idempotency-Key", "k")]
                        );
                        Assert.True(answer.Status < 500, $"{call} {answer.Status}: {answer.Text} for {body}");
                    }
                },
                iter: 40,
                threads: 1
            );
    }
}
