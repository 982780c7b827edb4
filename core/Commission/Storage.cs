using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Core.Commission;

/// <summary>
/// Stored forms of what settlement keeps: UTF-8 JSON. Reads accept every form that was ever written: properties are only added,
/// and one that is missing reads as empty.
/// </summary>
public static class CommissionStore
{
    /// <summary>Writes a book's head.</summary>
    public static byte[] Write(BookHead head) => Bytes(head, CommissionJson.Default.BookHead);

    /// <summary>Writes a line.</summary>
    public static byte[] Write(BookLine line) => Bytes(line, CommissionJson.Default.BookLine);

    /// <summary>Writes a sale's view.</summary>
    public static byte[] Write(SaleView view) => Bytes(view, CommissionJson.Default.SaleView);

    /// <summary>Writes a step of a sale.</summary>
    public static byte[] Write(SaleStep step) => Bytes(step, CommissionJson.Default.SaleStep);

    /// <summary>Writes a proposal.</summary>
    public static byte[] Write(CaseProposal proposal) => Bytes(proposal, CommissionJson.Default.CaseProposal);

    /// <summary>Writes a case.</summary>
    public static byte[] Write(AdjustmentCase adjustment) => Bytes(adjustment, CommissionJson.Default.AdjustmentCase);

    /// <summary>Writes a statement.</summary>
    public static byte[] Write(Statement statement) => Bytes(statement, CommissionJson.Default.Statement);

    /// <summary>Writes a target line.</summary>
    public static byte[] Write(TargetLine line) => Bytes(line, CommissionJson.Default.TargetLine);

    /// <summary>Reads a book's head.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static BookHead ReadBookHead(ReadOnlySpan<byte> stored)
    {
        var head = Read(stored, CommissionJson.Default.BookHead);
        return head with
        {
            Balances = head.Balances.WithComparers(StringComparer.Ordinal),
            Overpaid = Some(head.Overpaid),
            OffsetPeriods = (head.OffsetPeriods ?? []).WithComparer(StringComparer.Ordinal),
        };
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static BookLine ReadBookLine(ReadOnlySpan<byte> stored) => Read(stored, CommissionJson.Default.BookLine);

    /// <summary>Reads a sale's view.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static SaleView ReadSaleView(ReadOnlySpan<byte> stored)
    {
        var view = Read(stored, CommissionJson.Default.SaleView);
        return view with
        {
            Attributes = view.Attributes.WithComparers(StringComparer.Ordinal),
            Steps = [.. Some(view.Steps).Select(Whole)],
            Milestones = Some(view.Milestones),
        };
    }

    /// <summary>Reads a step of a sale.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static SaleStep ReadSaleStep(ReadOnlySpan<byte> stored) =>
        Whole(Read(stored, CommissionJson.Default.SaleStep));

    /// <summary>Reads a proposal.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static CaseProposal ReadCaseProposal(ReadOnlySpan<byte> stored) =>
        Whole(Read(stored, CommissionJson.Default.CaseProposal));

    /// <summary>Reads a case.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static AdjustmentCase ReadAdjustmentCase(ReadOnlySpan<byte> stored)
    {
        var adjustment = Read(stored, CommissionJson.Default.AdjustmentCase);
        return adjustment with
        {
            Proposal = Whole(adjustment.Proposal),
            Approvals = Some(adjustment.Approvals),
            Required = Some(adjustment.Required),
        };
    }

    /// <summary>Reads a statement.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static Statement ReadStatement(ReadOnlySpan<byte> stored)
    {
        var statement = Read(stored, CommissionJson.Default.Statement);
        return statement with { Lines = Some(statement.Lines) };
    }

    /// <summary>Reads a target line.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static TargetLine ReadTargetLine(ReadOnlySpan<byte> stored) =>
        Read(stored, CommissionJson.Default.TargetLine);

    private static SaleStep Whole(SaleStep step) =>
        step with
        {
            Credits = Some(step.Credits),
            Staff = Some(step.Staff),
        };

    private static CaseProposal Whole(CaseProposal proposal) =>
        proposal with
        {
            Before = Whole(proposal.Before),
            After = Whole(proposal.After),
            Lines = Some(proposal.Lines),
            Memberships = Some(proposal.Memberships),
        };

    private static ImmutableArray<T> Some<T>(ImmutableArray<T> items) => items.IsDefault ? [] : items;

    private static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    private static T Read<T>(ReadOnlySpan<byte> stored, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(stored, type) ?? throw new JsonException($"Null is no {typeof(T).Name}.");
}

/// <summary>Every stored type, strictly what it is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(StoredInstant),
        typeof(StoredPeriod),
        typeof(StoredKey),
        typeof(StoredGroup),
        typeof(StoredMoney),
        typeof(StoredRate),
    ]
)]
[JsonSerializable(typeof(BookHead))]
[JsonSerializable(typeof(BookLine))]
[JsonSerializable(typeof(SaleView))]
[JsonSerializable(typeof(CaseProposal))]
[JsonSerializable(typeof(AdjustmentCase))]
[JsonSerializable(typeof(Statement))]
[JsonSerializable(typeof(TargetLine))]
internal sealed partial class CommissionJson : JsonSerializerContext;
