using System.Text.Json;

namespace Core.Commission;

/// <summary>
/// Stored forms of what settlement keeps: UTF-8 JSON. Reads accept every form that was ever written.
/// </summary>
public static class CommissionStore
{
    /// <summary>Writes a book's head.</summary>
    public static byte[] Write(BookHead head) => throw new NotSupportedException();

    /// <summary>Writes a line.</summary>
    public static byte[] Write(BookLine line) => throw new NotSupportedException();

    /// <summary>Writes a sale's view.</summary>
    public static byte[] Write(SaleView view) => throw new NotSupportedException();

    /// <summary>Writes a step of a sale.</summary>
    public static byte[] Write(SaleStep step) => throw new NotSupportedException();

    /// <summary>Writes a proposal.</summary>
    public static byte[] Write(CaseProposal proposal) => throw new NotSupportedException();

    /// <summary>Writes a case.</summary>
    public static byte[] Write(AdjustmentCase adjustment) => throw new NotSupportedException();

    /// <summary>Writes a statement.</summary>
    public static byte[] Write(Statement statement) => throw new NotSupportedException();

    /// <summary>Writes a settlement plan's target lines.</summary>
    public static byte[] Write(TargetLine line) => throw new NotSupportedException();

    /// <summary>Reads a book's head.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static BookHead ReadBookHead(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static BookLine ReadBookLine(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

    /// <summary>Reads a sale's view.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static SaleView ReadSaleView(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

    /// <summary>Reads a step of a sale.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static SaleStep ReadSaleStep(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

    /// <summary>Reads a proposal.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static CaseProposal ReadCaseProposal(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

    /// <summary>Reads a case.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static AdjustmentCase ReadAdjustmentCase(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

    /// <summary>Reads a statement.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static Statement ReadStatement(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

    /// <summary>Reads a target line.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static TargetLine ReadTargetLine(ReadOnlySpan<byte> stored) => throw new NotSupportedException();
}

/// <summary>The stored and hashed form of an entry: fixed order, nothing optional that is null, no spaces.</summary>
public static class EntryJson
{
    /// <summary>What the hash covers, after the hash before: everything but <c>previousHash</c> and <c>hash</c>.</summary>
    public static byte[] Canonical(Entry entry) => throw new NotSupportedException();

    /// <summary>The entry with both hashes.</summary>
    public static byte[] Write(Entry entry) => throw new NotSupportedException();

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is no entry.</exception>
    public static Entry Read(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

    /// <summary><c>sha256:…</c> of an entry that follows an entry with this hash.</summary>
    public static string HashOf(string previousHash, Entry entry) => throw new NotSupportedException();
}
