using System.Collections.Immutable;
using Core.Attribution;
using Core.Commission;
using Core.Identity;
using Core.Values;
using NodaTime;

namespace Core.Pipeline;

/// <summary>Something that is stored and does not follow from what it should follow from.</summary>
/// <param name="Where"><c>book agency-a</c>, <c>sale S-1</c>, <c>decision S-1/2</c>.</param>
/// <param name="What">What differs, in words without personal data.</param>
public sealed record Finding(string Where, string What);

/// <summary>Reads the books, and proves them.</summary>
public sealed class BookReader
{
    private readonly PipelineParts parts;
    private readonly Questions questions;
    private readonly ISettingsSource settings;
    private readonly TimeProvider clock;

    internal BookReader(PipelineParts parts, Questions questions, ISettingsSource settings, TimeProvider clock) =>
        (this.parts, this.questions, this.settings, this.clock) = (parts, questions, settings, clock);

    /// <summary>Who has a book, in ordinal order.</summary>
    public ValueTask<ImmutableArray<string>> PayeesAsync(CancellationToken cancellation) =>
        parts.Registry.ListAsync(cancellation);

    /// <summary>A payee's entries in order.</summary>
    public ValueTask<ImmutableArray<Entry>> EntriesAsync(string payee, CancellationToken cancellation) =>
        parts.Books.EntriesAsync(payee, cancellation);

    /// <summary>Every entry of every book, by payee, then in order.</summary>
    public async ValueTask<ImmutableArray<Entry>> EntriesAsync(CancellationToken cancellation)
    {
        var all = ImmutableArray.CreateBuilder<Entry>();
        foreach (var payee in await PayeesAsync(cancellation))
        {
            all.AddRange(await parts.Books.EntriesAsync(payee, cancellation));
        }

        return all.ToImmutable();
    }

    /// <summary>A payee's head and lines.</summary>
    public async ValueTask<(BookHead Head, ImmutableArray<BookLine> Lines)> BookAsync(
        string payee,
        CancellationToken cancellation
    )
    {
        var read = await parts.Books.ReadAllAsync(payee, cancellation);
        return (read.Head, [.. read.Lines.Values.Select(l => l.Line).OfType<BookLine>().OrderBy(l => l.Key)]);
    }

    /// <summary>Account → fen on its natural side, over every entry posted until then (inclusive; null: all).</summary>
    public async ValueTask<ImmutableSortedDictionary<string, long>> BalancesAsync(
        Instant? asOf,
        CancellationToken cancellation
    ) => Books.Balances(await EntriesAsync(cancellation), asOf);

    /// <summary>A payee's month: as issued when it is closed, else as it stands now, with version 0.</summary>
    public async ValueTask<Statement> StatementAsync(string payee, Period period, CancellationToken cancellation)
    {
        var issued = await parts.Books.OnceAsync(payee, PeriodDesk.StatementName(period, 1), cancellation);
        return issued?.Bytes("content") is { } content
            ? PipelineJson.Read<Statement>(content)
            : Statements.Derive(payee, period, await EntriesAsync(payee, cancellation), 0);
    }

    /// <summary>
    /// Recomputes every balance from its entries, every chain, every decision from its facts, and every posted amount from
    /// its decision; says where what is stored differs. While work is pending, differences may only mean that it is.
    /// </summary>
    public async ValueTask<ImmutableArray<Finding>> VerifyAsync(CancellationToken cancellation)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var payee in await PayeesAsync(cancellation))
        {
            var (head, lines) = await BookAsync(payee, cancellation);
            var entries = await EntriesAsync(payee, cancellation);
            findings.AddRange(Books.Verify(head, lines, entries).Select(what => new Finding($"book {payee}", what)));
        }

        var house = await settings.CurrentAsync(cancellation);
        foreach (var sale in await parts.Sales.ListAsync(cancellation))
        {
            findings.AddRange(await VerifySaleAsync(sale, house, cancellation));
        }

        findings.AddRange(await VerifyGroupsAsync(house, cancellation));
        return findings.ToImmutable();
    }

    /// <summary>When everything was computed.</summary>
    public Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>Every tier line holds what its group says; one that no group wants any more holds nothing.</summary>
    private async ValueTask<IEnumerable<Finding>> VerifyGroupsAsync(HouseSettings house, CancellationToken cancellation)
    {
        var groups = await parts.Groups.ListAsync(cancellation);
        var wanted = groups
            .SelectMany(g => Memberships.TargetsOf(g.Key, g.Entries, house.Commission))
            .ToLookup(t => t.Key, t => t.Amount);
        var lines = groups.SelectMany(g => g.Lines).Concat(wanted.Select(w => w.Key)).ToImmutableSortedSet();
        List<Finding> findings = [];
        foreach (var payee in lines.GroupBy(l => l.Payee, StringComparer.Ordinal))
        {
            var read = await parts.Books.ReadAsync(payee.Key, payee, cancellation);
            findings.AddRange(
                payee
                    .Select(line =>
                        (
                            line,
                            Wanted: new Money(wanted[line].Sum(a => a.Fen)),
                            Posted: read[line].Line?.Posted ?? Money.Zero
                        )
                    )
                    .Where(l => l.Wanted != l.Posted)
                    .Select(l => new Finding(
                        $"sale {l.line.Sale}",
                        $"{l.line} should hold {l.Wanted} by its tier group and holds {l.Posted}."
                    ))
            );
        }

        return findings;
    }

    private async ValueTask<IEnumerable<Finding>> VerifySaleAsync(
        SaleRecord record,
        HouseSettings house,
        CancellationToken cancellation
    )
    {
        List<Finding> findings = [];
        var where = $"sale {record.Sale}";
        var answer = await questions.SaleAsync(record.Sale, cancellation);
        if (answer is null)
        {
            return [new(where, "It was settled, and no dossier knows it.")];
        }

        var derived = DossierDerivation.Derive(answer.Dossier with { Outbox = [] }, house);
        if (derived.Sales[record.Sale].ViewHash != answer.State.ViewHash)
        {
            findings.Add(new(where, "What was published differs from what its facts say now."));
        }

        foreach (var decision in await questions.DecisionsAsync(record.Sale, cancellation))
        {
            var facts = await Task.WhenAll(
                decision.Facts.Select(birth => parts.Dossiers.StoredFactAsync(birth, cancellation).AsTask())
            );
            DossierFacts known = new(
                [.. facts.Where(f => f is not null).Select(f => StoredFacts.Of(f).Fact)],
                decision.Generic.ToImmutableHashSet(StringComparer.Ordinal)
            );
            var replayed = SaleTimeline.Derive(record.Sale, known, house.Attribution);
            if (
                !replayed
                    .Select(DossierDerivation.KeyOf)
                    .Contains(DossierDerivation.KeyOf(decision.Decision), StringComparer.Ordinal)
            )
            {
                findings.Add(
                    new($"decision {record.Sale}/{decision.Number}", "Its facts, decided again, give another decision.")
                );
            }
        }

        var plan = Settlement.Plan(answer.View, answer.Account, house.Commission, answer.Groups);
        findings.AddRange(plan.Memberships.Select(m => new Finding(where, $"It should count otherwise in {m.Group}.")));
        findings.AddRange(
            plan.Automatic.Select(t => new Finding(where, $"{t.Key} should hold {t.Amount} and does not."))
        );
        if (plan.Case?.Id != record.OpenCase)
        {
            findings.Add(
                new(where, $"Case {plan.Case?.Id ?? "none"} should be open, and is {record.OpenCase ?? "none"}.")
            );
        }

        return findings;
    }
}
