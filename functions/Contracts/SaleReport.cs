using System.Collections.Immutable;
using Core.Attribution;
using Core.Commission;
using Core.Pipeline;
using Core.Values;

namespace Functions.Contracts;

/// <summary>A sale as callers see it: what it is, who earned the customer now, what it pays to whom.</summary>
internal sealed record SaleReport
{
    /// <summary>Id of the sale.</summary>
    public required string Sale { get; init; }

    /// <summary>Project.</summary>
    public required string Project { get; init; }

    /// <summary>Unit or course.</summary>
    public required string? Product { get; init; }

    /// <summary>Kind of opportunity.</summary>
    public required string Opportunity { get; init; }

    /// <summary>subscribed, signed or cancelled.</summary>
    public required string Status { get; init; }

    /// <summary>Household of the buyers.</summary>
    public required string Household { get; init; }

    /// <summary>Price in force.</summary>
    public required Money Price { get; init; }

    /// <summary>The decision as known now; null while there is none.</summary>
    public required DecisionAnswer? Decision { get; init; }

    /// <summary>By payee and plan.</summary>
    public required IReadOnlyList<CommissionReport> Commissions { get; init; }

    /// <summary>Adjustment cases, oldest first.</summary>
    public required IReadOnlyList<string> Adjustments { get; init; }

    /// <summary>Open holds.</summary>
    public required IReadOnlyList<string> Holds { get; init; }

    /// <summary>Puts the answer together.</summary>
    public static SaleReport Of(SaleAnswer answer, ImmutableArray<Decision> timeline, CommissionSettings house)
    {
        var (view, last) = (answer.View, answer.View.Steps[^1]);
        return new()
        {
            Sale = view.Sale,
            Project = view.Project,
            Product = view.Product,
            Opportunity = WireNames.Of(view.Opportunity),
            Status =
                last.Cancelled ? "cancelled"
                : last.SignedAt is null ? "subscribed"
                : "signed",
            Household = view.Household,
            Price = last.Price,
            Decision = DecisionReport.All(answer, timeline, withTrace: false) is [.., var now] ? now : null,
            Commissions = CommissionReport.Of(answer, house),
            Adjustments = answer.Record?.Cases ?? [],
            Holds = [],
        };
    }
}

/// <summary>What a payee has from a sale under a plan.</summary>
internal sealed record CommissionReport(
    string Payee,
    string Plan,
    Money Entitled,
    Money Posted,
    Money Pending,
    IReadOnlyList<MilestoneReport> Milestones
)
{
    /// <summary>
    /// Entitled is what the sale pays as known now, whether or not people have agreed to it; pending is the difference to
    /// what is posted. A decision under review moves no money, so what money follows is shown then.
    /// </summary>
    public static IReadOnlyList<CommissionReport> Of(SaleAnswer answer, CommissionSettings house)
    {
        var last = answer.View.Steps[^1];
        var basis = last.Outcome == Outcome.Review ? answer.Record?.Accepted : last;
        IReadOnlyList<TargetLine> targets = basis is null
            ? []
            :
            [
                .. Targets.Of(answer.View, basis, house, null),
                .. Memberships.LinesUnder(answer.View, basis, house, answer.Groups),
            ];
        var posted = answer.Lines.ToImmutableDictionary(line => line.Key);
        var plan = Settlement.Plan(answer.View, answer.Account, house, answer.Groups);
        var held = plan.Held.ToImmutableDictionary(line => line.Key, line => line.Amount);
        var wanted = targets.ToImmutableDictionary(line => line.Key);
        return
        [
            .. targets
                .Select(line => line.Key)
                .Concat(answer.Lines.Select(line => line.Key))
                .Distinct()
                .GroupBy(key => (key.Payee, key.Plan))
                .OrderBy(group => group.Key.Plan, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Payee, StringComparer.Ordinal)
                .Select(group => Of(group.Key.Payee, [.. group], wanted, posted, held)),
        ];
    }

    private static CommissionReport Of(
        string payee,
        IReadOnlyList<LineKey> keys,
        ImmutableDictionary<LineKey, TargetLine> wanted,
        ImmutableDictionary<LineKey, BookLine> posted,
        ImmutableDictionary<LineKey, Money> held
    )
    {
        List<MilestoneReport> milestones =
        [
            .. keys.Select(key =>
            {
                var book = posted.GetValueOrDefault(key);
                var inBook = book?.Posted ?? Money.Zero;
                return new MilestoneReport(
                    key.Milestone,
                    wanted.GetValueOrDefault(key)?.Amount ?? Money.Zero,
                    inBook,
                    book?.Paid ?? Money.Zero,
                    held.TryGetValue(key, out var amount) ? amount - inBook : Money.Zero
                );
            }),
        ];
        var entitled = new Money(milestones.Sum(m => m.Entitled.Fen));
        var booked = new Money(milestones.Sum(m => m.Posted.Fen));
        var version = keys.Select(key =>
                wanted.GetValueOrDefault(key)?.PlanVersion ?? posted.GetValueOrDefault(key)?.PlanVersion
            )
            .First();
        return new(payee, version ?? keys[0].Plan, entitled, booked, entitled - booked, milestones);
    }
}

/// <summary>One milestone of a plan.</summary>
/// <param name="Id">The plan's milestone.</param>
/// <param name="Entitled">What is due as known now.</param>
/// <param name="Posted">What stands in the book.</param>
/// <param name="Paid">What has left the house.</param>
/// <param name="Held">What waits for a case.</param>
internal sealed record MilestoneReport(string Id, Money Entitled, Money Posted, Money Paid, Money Held);
