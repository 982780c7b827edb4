using System.Collections.Immutable;
using System.Text.Json;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>Somebody who is paid (settings.md 2). One version.</summary>
public sealed record PayeeRecord
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>First instant at which this version holds.</summary>
    public required Instant EffectiveFrom { get; init; }

    /// <summary>Names the expense account: <c>Expense:Commission:{class}</c>. Letters and digits.</summary>
    public required string Class { get; init; }

    /// <summary>How they are taxed.</summary>
    public required TaxStatus Tax { get; init; }

    /// <summary>VAT included in a company's invoices; null: none.</summary>
    public Rate? VatRate { get; init; }

    /// <summary>The largest part that a pay run may keep to recover what they owe.</summary>
    public Rate OffsetCap { get; init; } = Rate.One;

    /// <summary>Whether the cap is a part of the month's wage instead of what is payable.</summary>
    public bool OffsetOfWage { get; init; }

    /// <summary>Wages by the month from which they hold; only read when the cap is of the wage.</summary>
    public ImmutableArray<Wage> Wages { get; init; } = [];

    /// <summary>Whether nothing is paid before an invoice came.</summary>
    public bool InvoiceRequired { get; init; }

    /// <summary>Signed-in users who are this payee or profit from it.</summary>
    public ImmutableArray<string> Users { get; init; } = [];

    /// <summary>Reads a payee as it is PUT; pointers of errors point into the posted object.</summary>
    public static Result<PayeeRecord> Parse(JsonElement json, int version) => PayeeParser.Parse(json, version);
}

/// <summary>How a payee is taxed.</summary>
public enum TaxStatus
{
    /// <summary>Invoices us; nothing is withheld.</summary>
    Company,

    /// <summary>Labour remuneration: withheld here (<see cref="Withholding"/>).</summary>
    Individual,

    /// <summary>Payroll withholds; nothing is withheld here.</summary>
    Employee,
}

/// <summary>A month's wage, for the cap on deductions.</summary>
/// <param name="From">First month.</param>
/// <param name="Month">The wage of a month.</param>
/// <param name="Minimum">The local minimum wage, which is never touched.</param>
public sealed record Wage(Period From, Money Month, Money Minimum);
