using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using Core.Pipeline;

namespace Functions.Tables;

/// <summary>
/// Rows as entities and back. Texts and numbers stand in clear. Bytes are sealed for their place and kept in pieces of 60 KiB,
/// <c>name</c>, <c>name__1</c>, <c>name__2</c> …; the seal knows its length, so pieces that a longer value left behind after a
/// merge are never read.
/// </summary>
internal static class SealedRow
{
    private const int PieceSize = 60 * 1024;

    public static TableEntity Write(string table, string partition, RowChange change, Sealer sealer)
    {
        var entity = new TableEntity(partition, change.Key);
        foreach (var (name, value) in change.Values)
        {
            if (value is byte[] plain)
            {
                WritePieces(entity, name, sealer.Seal(plain, Place(table, partition, change.Key, name)));
            }
            else
            {
                entity[name] = value;
            }
        }

        return entity;
    }

    public static Row Read(string table, TableEntity entity, Sealer sealer)
    {
        var values = ImmutableDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in entity)
        {
            if (IsOwn(name))
            {
                values[name] = value is byte[] first
                    ? sealer.Open(
                        ReadPieces(entity, name, first),
                        Place(table, entity.PartitionKey, entity.RowKey, name)
                    )
                    : value;
            }
        }

        return new Row(entity.PartitionKey, entity.RowKey, entity.ETag.ToString(), values.ToImmutable());
    }

    // A slash is in no key, so no two places read the same.
    private static string Place(string table, string partition, string key, string name) =>
        $"{table}/{partition}/{key}/{name}";

    private static bool IsOwn(string name) =>
        name is not ("odata.etag" or "PartitionKey" or "RowKey" or "Timestamp")
        && !name.Contains(RowRules.PieceMark, StringComparison.Ordinal);

    private static void WritePieces(TableEntity entity, string name, byte[] bytes)
    {
        for (var (at, piece) = (0, 0); at < bytes.Length; at += PieceSize, piece++)
        {
            entity[PieceName(name, piece)] = bytes[at..Math.Min(at + PieceSize, bytes.Length)];
        }
    }

    private static byte[] ReadPieces(TableEntity entity, string name, byte[] first)
    {
        var length = Sealer.LengthOf(first);
        if (length <= first.Length)
        {
            return first;
        }

        var bytes = new List<byte>(first);
        for (var piece = 1; bytes.Count < length && entity.GetBinary(PieceName(name, piece)) is { } next; piece++)
        {
            bytes.AddRange(next);
        }

        return [.. bytes];
    }

    private static string PieceName(string name, int piece) =>
        piece is 0 ? name : name + RowRules.PieceMark + piece.ToString(CultureInfo.InvariantCulture);
}
