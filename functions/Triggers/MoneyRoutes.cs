using Core.Commission;
using Core.Pipeline;
using Functions.Contracts;
using Functions.Edge;

namespace Functions.Triggers;

/// <summary>What finance does every month: statements, payouts, closing.</summary>
internal static class MoneyRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/payees/{id}/statement", StatementAsync)
            .WithSummary("A payee's month: as issued once it is closed; as JSON, or as CSV by Accept.")
            .Produces<StatementReport>(200, "application/json", "text/csv")
            .Fails(400, 401, 403, 404);
        routes
            .MapGet("/api/payouts", PayableAsync)
            .WithSummary("What is payable now, by payee.")
            .Produces<Page<PayableLine>>()
            .Fails(400, 401, 403);
        routes
            .MapPost("/api/payouts", CreateAsync)
            .WithSummary(
                "Recovers what is owed and makes a list for the bank. The same Idempotency-Key gives the same list."
            )
            .Produces<BatchReport>(201)
            .Fails(400, 401, 403, 409, 415);
        routes
            .MapGet("/api/periods", PeriodsAsync)
            .WithSummary("Months that are closed or being closed, oldest first.")
            .Produces<Page<PeriodReport>>()
            .Fails(401, 403);
        routes
            .MapPost("/api/periods/{period}/close", CloseAsync)
            .WithSummary("Closes a month, and every month before it, for good, and issues the statements.")
            .Produces<PeriodReport>()
            .Fails(400, 401, 403, 409);
    }

    private static async Task<IResult> StatementAsync(
        HttpContext http,
        Desks desks,
        ISettingsSource settings,
        string id,
        string? period,
        CancellationToken cancellation
    )
    {
        if (Period.Parse(period) is not { } month)
        {
            return Problems.Parameter("period", "Give a month as yyyy-MM.");
        }

        var records = (await settings.CurrentAsync(cancellation)).Commission.Payees.Where(p => p.Id == id).ToList();
        if (!MaySee(Caller.Of(http), records))
        {
            return Problems.Of(403, "PAYEE_NOT_OWN", "Ask for your own statements.");
        }

        if (records is [] && !(await desks.Books.PayeesAsync(cancellation)).Contains(id, StringComparer.Ordinal))
        {
            return Problems.NotFound();
        }

        var statement = await desks.Books.StatementAsync(id, month, cancellation);
        return WantsCsv(http.Request)
            ? Csv.Result($"statement-{id}-{month}.csv", StatementCsv.Rows(statement))
            : Results.Json(StatementReport.Of(statement), Json.Default.StatementReport);
    }

    private static async Task<IResult> PayableAsync(
        Desks desks,
        TimeProvider clock,
        string? period,
        int? limit,
        string? continuation,
        CancellationToken cancellation
    )
    {
        if ((period is null ? Period.Of(clock.Now()) : Period.Parse(period)) is not { } month)
        {
            return Problems.Parameter("period", "Give a month as yyyy-MM.");
        }

        var lines = await desks.Payouts.PayableAsync(month, cancellation);
        return Results.Json(Paging.Cut(lines, line => line.Payee, limit, continuation), Json.Default.PagePayableLine);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http,
        Desks desks,
        TimeProvider clock,
        BatchRequest? body,
        CancellationToken cancellation
    )
    {
        if (http.Request.Headers["Idempotency-Key"].ToString() is not { Length: > 0 and <= 200 } key)
        {
            return Problems.Of(
                400,
                "IDEMPOTENCY_KEY_REQUIRED",
                "Send an Idempotency-Key of 1 to 200 characters: money must not be listed twice."
            );
        }

        var month = body?.Period ?? Period.Of(clock.Now());
        var made = await desks.Payouts.CreateBatchAsync(month, Caller.Of(http).Name, key, cancellation);
        return made.Succeeded
            ? Results.Json(
                new BatchReport(made.Value.Batch, made.Value.Period, made.Value.By, made.Value.At, made.Value.Lines),
                Json.Default.BatchReport,
                statusCode: 201
            )
            : Refusals.Of(made.Errors);
    }

    private static async Task<IResult> PeriodsAsync(
        Desks desks,
        int? limit,
        string? continuation,
        CancellationToken cancellation
    )
    {
        var periods = (await desks.Periods.ListAsync(cancellation)).Select(PeriodReport.Of);
        return Results.Json(
            Paging.Cut(periods, period => period.Period.ToString(), limit, continuation),
            Json.Default.PagePeriodReport
        );
    }

    private static async Task<IResult> CloseAsync(
        HttpContext http,
        Desks desks,
        string period,
        CancellationToken cancellation
    )
    {
        if (Period.Parse(period) is not { } month)
        {
            return Problems.Parameter("period", "Give a month as yyyy-MM.");
        }

        var closed = await desks.Periods.CloseAsync(month, Caller.Of(http).Name, cancellation);
        return closed.Succeeded
            ? Results.Json(PeriodReport.Of(closed.Value), Json.Default.PeriodReport)
            : Refusals.Of(closed.Errors);
    }

    // A payee sees what is its own; the house sees everything.
    private static bool MaySee(Caller caller, List<PayeeRecord> records) =>
        caller.Is(Role.Operator, Role.Reviewer, Role.Approver, Role.Finance, Role.Arbitrator, Role.Auditor)
        || records.MaxBy(record => record.Version)?.Users.Contains(caller.Name, StringComparer.Ordinal) is true;

    private static bool WantsCsv(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .Accept.Where(type => type.Quality is not 0)
            .OrderByDescending(type => type.Quality ?? 1)
            .Select(type => type.MediaType.Value)
            .FirstOrDefault() == "text/csv";
}
