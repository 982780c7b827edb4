using System.Text.Json.Nodes;
using Core.Values;

namespace Functions.Tests.Processes;

/// <summary>
/// What must not depend on what happened on the way: every sale with its decision, what it entitles to and what is posted,
/// and every account. Left out is what tells of the way: how often something was published or proposed, lines that came to
/// nothing, and which lines a payout found to cover when it came; so what a payee owes is taken off what the payee is owed.
/// </summary>
internal sealed record FinalAnswers(IReadOnlyDictionary<string, string> Sales, IReadOnlyList<string> Balances)
{
    private const string Payable = "Payable:";
    private const string Receivable = "Receivable:";

    /// <summary>From sales as callers see them, and fen by account.</summary>
    public static FinalAnswers Of(IEnumerable<JsonObject> sales, IReadOnlyDictionary<string, long> balances) =>
        new(
            sales.ToDictionary(s => s["sale"]!.GetValue<string>(), Text, StringComparer.Ordinal),
            [
                .. balances
                    .GroupBy(b => b.Key.Replace(Receivable, Payable, StringComparison.Ordinal), StringComparer.Ordinal)
                    .OrderBy(b => b.Key, StringComparer.Ordinal)
                    .Select(b => $"{b.Key} {new Money(b.Sum(Owed))}"),
            ]
        );

    /// <summary>Fails, naming the sale, when two runs differ.</summary>
    public void ShouldEqual(FinalAnswers other)
    {
        Assert.Equal(other.Sales.Keys.Order(StringComparer.Ordinal), Sales.Keys.Order(StringComparer.Ordinal));
        Assert.All(other.Sales, sale => Assert.Equal(sale.Value, Sales[sale.Key]));
        Assert.Equal(other.Balances, Balances);
    }

    private static long Owed(KeyValuePair<string, long> balance) =>
        balance.Key.StartsWith(Receivable, StringComparison.Ordinal) ? -balance.Value : balance.Value;

    private static string Text(JsonObject sale)
    {
        var bare = sale.DeepClone().AsObject();
        bare.Remove("adjustments");
        (bare["decision"] as JsonObject)?.Remove("revision");
        foreach (var commission in bare["commissions"]!.AsArray().Select(c => c!.AsObject()))
        {
            var milestones = commission["milestones"]!.AsArray();
            milestones.RemoveAll(m => IsZero(m!["entitled"]) && IsZero(m["posted"]) && IsZero(m["held"]));
            foreach (var milestone in milestones)
            {
                milestone!.AsObject().Remove("paid");
            }
        }

        bare["commissions"]!.AsArray().RemoveAll(c => c!["milestones"]!.AsArray().Count == 0);
        return bare.ToJsonString();
    }

    private static bool IsZero(JsonNode? money) => money!["value"]!.GetValue<string>() == "0.00";
}
