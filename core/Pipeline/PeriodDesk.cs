using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Core.Commission;
using Core.Values;
using NodaTime;

namespace Core.Pipeline;

/// <summary>Where accounting periods are closed, for good.</summary>
public sealed class PeriodDesk
{
    private readonly PipelineParts parts;
    private readonly ISettingsSource settings;
    private readonly TimeProvider clock;

    internal PeriodDesk(PipelineParts parts, ISettingsSource settings, TimeProvider clock) =>
        (this.parts, this.settings, this.clock) = (parts, settings, clock);

    /// <summary>Months that are closed or being closed, oldest first.</summary>
    public async ValueTask<ImmutableArray<ClosedPeriod>> ListAsync(CancellationToken cancellation) =>
        [.. (await parts.Periods.ListAsync(cancellation)).Select(p => p.Row).OrderBy(p => p.Period)];

    /// <summary>
    /// Closes a month and every month before it: finishes cases that are being applied, recovers what is owed from what is
    /// payable, seals every book, issues the statements. Closing it again gives the same answer; an interrupted closing goes on.
    /// </summary>
    /// <returns>The closed month; or PERIOD_NOT_ENDED, PERIOD_CLOSED (a later month is closed already).</returns>
    /// <exception cref="StoreException">The store did not answer; close it again.</exception>
    public async ValueTask<Result<ClosedPeriod>> CloseAsync(Period period, string user, CancellationToken cancellation)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        if (period.End > now)
        {
            return new Refusal("PERIOD_NOT_ENDED", "", $"{period} has not ended; close it from {period.End} on.");
        }

        var known = await parts.Periods.ListAsync(cancellation);
        if (known.Select(p => p.Row).FirstOrDefault(p => p.Period == period && p.State == "closed") is { } closed)
        {
            return closed;
        }

        if (known.Any(p => p.Row.Period > period))
        {
            return new Refusal("PERIOD_CLOSED", "", $"A later month than {period} is closed, and {period} with it.");
        }

        if (known.Select(p => p.Row).FirstOrDefault(p => p.Period < period && p.State == "closing") is { } unfinished)
        {
            var finished = await CloseAsync(unfinished.Period, unfinished.By, cancellation);
            if (!finished.Succeeded)
            {
                return finished;
            }
        }

        await parts.Periods.InsertAsync(new(period, "closing", user, now, null), cancellation);
        var house = await settings.CurrentAsync(cancellation);
        foreach (var open in await parts.Cases.ListAsync(cancellation))
        {
            if (open.Case.State is CaseState.Preparing or CaseState.Approved)
            {
                await parts.Adjusting.AdvanceAsync(open.Case.Id, house, cancellation);
            }
        }

        StringBuilder heads = new();
        foreach (var payee in await parts.Registry.ListAsync(cancellation))
        {
            await parts.Posting.OffsetAsync(payee, period, close: true, house.Commission, cancellation);
            var entries = await parts.Books.EntriesAsync(payee, cancellation);
            heads.Append(payee).Append('\n').Append(Books.TrialBalanceHash(entries, period)).Append('\n');
            await IssueAsync(payee, period, entries, cancellation);
        }

        var row = (await parts.Periods.ListAsync(cancellation)).First(p => p.Row.Period == period);
        var hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(heads.ToString())));
        ClosedPeriod done = new(period, "closed", row.Row.By, row.Row.At, hash);
        if (row.Row.State == "closing")
        {
            await parts.Periods.ReplaceAsync(row.Stored, done, cancellation);
        }

        return (await parts.Periods.ListAsync(cancellation)).First(p => p.Row.Period == period).Row;
    }

    /// <summary>The name of an issued statement in its payee's book.</summary>
    internal static string StatementName(Period period, int version) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"statement|{period}|{version}");

    private async ValueTask IssueAsync(
        string payee,
        Period period,
        ImmutableArray<Entry> entries,
        CancellationToken cancellation
    )
    {
        foreach (var month in entries.Select(e => e.Period).Append(period).Where(p => p <= period).Distinct().Order())
        {
            var statement = Statements.Derive(payee, month, entries, 1);
            await parts.Books.WriteOnceAsync(
                payee,
                StatementName(month, 1),
                PipelineJson.Write(statement),
                cancellation
            );
        }
    }
}
