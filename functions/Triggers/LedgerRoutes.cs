using Core.Commission;
using Core.Pipeline;
using Core.Values;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Triggers;

/// <summary>The books: entries, balances, their proof, the journal for accounting.</summary>
internal static class LedgerRoutes
{
    private static readonly IReadOnlyList<Csv.Cell> JournalHeader =
    [
        .. new[]
        {
            "payee",
            "seq",
            "id",
            "type",
            "period",
            "originalPeriod",
            "postedAt",
            "sale",
            "milestone",
            "plan",
            "case",
            "batch",
            "corrects",
            "account",
            "debit",
            "credit",
        }.Select(name => (Csv.Cell)name),
    ];

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/ledger/entries", EntriesAsync)
            .WithSummary("Entries by book, then in order; filtered by account, payee, sale or period.")
            .Produces<Page<EntryReport>>()
            .Fails(400, 401, 403);
        routes
            .MapGet("/api/ledger/balances", BalancesAsync)
            .WithSummary("The balance of every account on its natural side.")
            .Produces<BalancesReport>()
            .Fails(400, 401, 403);
        routes
            .MapGet("/api/ledger/verify", VerifyAsync)
            .WithSummary("Recomputes balances, chains and decisions, and says where stored and recomputed differ.")
            .Produces<VerifyReport>()
            .Fails(401, 403);
        routes
            .MapGet("/api/ledger/journal", JournalAsync)
            .WithSummary("The journal of a month as CSV: one line per debit or credit.")
            .Produces<string>(200, "text/csv")
            .Fails(400, 401, 403);
    }

    private static async Task<IResult> EntriesAsync(
        Desks desks,
        string? account,
        string? payee,
        string? sale,
        string? period,
        int? limit,
        string? continuation,
        CancellationToken cancellation
    )
    {
        var month = Period.Parse(period);
        if (period is not null && month is null)
        {
            return Problems.Parameter("period", "Give a month as yyyy-MM.");
        }

        var entries = payee is null
            ? await desks.Books.EntriesAsync(cancellation)
            : await desks.Books.EntriesAsync(payee, cancellation);
        List<EntryReport> found =
        [
            .. entries
                .Where(entry => account is null || entry.Legs.Any(leg => leg.Account == account))
                .Where(entry => sale is null || entry.Sale == sale)
                .Where(entry => month is null || entry.Period == month)
                .Select(EntryReport.Of),
        ];
        return Results.Json(Paging.CutByPlace(found, limit, continuation), Json.Default.PageEntryReport);
    }

    private static async Task<IResult> BalancesAsync(Desks desks, string? asOf, CancellationToken cancellation)
    {
        var at = Times.Parse(asOf);
        if (asOf is not null && at is null)
        {
            return Problems.Parameter("asOf", "Give an RFC 3339 time with an offset; encode its + as %2B.");
        }

        var balances = await desks.Books.BalancesAsync(at, cancellation);
        return Results.Json(
            new BalancesReport(at, [.. balances.Select(b => new BalanceReport(b.Key, new Money(b.Value)))], null),
            Json.Default.BalancesReport
        );
    }

    private static async Task<IResult> VerifyAsync(Desks desks, TimeProvider clock, CancellationToken cancellation)
    {
        var findings = await desks.Books.VerifyAsync(cancellation);
        return Results.Json(new VerifyReport(findings.IsEmpty, findings, clock.Now()), Json.Default.VerifyReport);
    }

    private static async Task<IResult> JournalAsync(Desks desks, string? period, CancellationToken cancellation)
    {
        if (Period.Parse(period) is not { } month)
        {
            return Problems.Parameter("period", "Give a month as yyyy-MM.");
        }

        var entries = (await desks.Books.EntriesAsync(cancellation)).Where(entry => entry.Period == month);
        return Csv.Result(
            $"journal-{month}.csv",
            [JournalHeader, .. entries.SelectMany(entry => entry.Legs.Select(leg => Line(entry, leg)))]
        );
    }

    private static IReadOnlyList<Csv.Cell> Line(Entry entry, Leg leg) =>
        [
            entry.Payee,
            entry.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture),
            entry.Id,
            entry.Type.Wire(),
            entry.Period.ToString(),
            entry.OriginalPeriod?.ToString(),
            Times.Format(entry.PostedAt),
            entry.Sale,
            entry.Milestone,
            entry.Plan,
            entry.Case,
            entry.Batch,
            entry.Corrects,
            leg.Account,
            leg.Debit,
            leg.Credit,
        ];
}
