using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Functions.Tables;

/// <summary>
/// Seals bytes for storage: compressed where that helps, then AES-256-GCM, bound to the place where they are kept, so that
/// bytes moved to another row do not open there. The id of the key stands in clear at the front: new bytes are sealed with
/// the first key, old ones open as long as their key is in the ring.
/// </summary>
/// <remarks>
/// Layout: version 1, flags (1: Brotli), sealed length, plain length (both 32 bits, little-endian), length of the key id,
/// key id, nonce (12), tag (16), ciphertext. Everything before the tag is authenticated, with the place.
/// Nonces are random: rotate a key before 2^32 seals (NIST SP 800-38D, 8.3).
/// </remarks>
public sealed class Sealer
{
    private const byte Version = 1;
    private const byte Brotli = 1;
    private const int LengthAt = 2;
    private const int PlainLengthAt = 6;
    private const int KeyIdLengthAt = 10;
    private const int KeyIdAt = 11;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    // A seal says how long its content is before that is proven: nothing larger than a row is ever allocated for it.
    private const int MaxPlain = 1024 * 1024;

    // Below this Brotli does not pay for its window.
    private const int CompressFrom = 200;

    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);
    private readonly byte[] newestId;

    /// <summary>A sealer with these keys, the newest first.</summary>
    /// <exception cref="ArgumentException">No key, an id that is not 1 to 32 ASCII characters, or a key that is not 32 bytes.</exception>
    public Sealer(IReadOnlyList<SealingKey> ring)
    {
        foreach (var key in ring)
        {
            if (key.Id.Length is 0 or > 32 || !Ascii.IsValid(key.Id) || key.Secret.Length != 32)
            {
                throw new ArgumentException(
                    $"Sealing key '{key.Id}': an id of 1 to 32 ASCII characters and 32 bytes.",
                    nameof(ring)
                );
            }

            keys.Add(key.Id, key.Secret.ToArray());
        }

        newestId = ring is [var newest, ..]
            ? Encoding.ASCII.GetBytes(newest.Id)
            : throw new ArgumentException("There is no sealing key.", nameof(ring));
    }

    /// <summary>Seals for a place, with the newest key; at most 72 bytes longer than the plain bytes.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, string place)
    {
        var compressed = Compress(plain);
        var content = compressed is null ? plain : compressed;
        var nonceAt = KeyIdAt + newestId.Length;
        var headLength = nonceAt + NonceSize;
        var bytes = new byte[headLength + TagSize + content.Length];
        bytes[0] = Version;
        bytes[1] = compressed is null ? (byte)0 : Brotli;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(LengthAt), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(PlainLengthAt), plain.Length);
        bytes[KeyIdLengthAt] = (byte)newestId.Length;
        newestId.CopyTo(bytes, KeyIdAt);
        RandomNumberGenerator.Fill(bytes.AsSpan(nonceAt, NonceSize));

        using var aes = new AesGcm(keys[Encoding.ASCII.GetString(newestId)], TagSize);
        aes.Encrypt(
            bytes.AsSpan(nonceAt, NonceSize),
            content,
            bytes.AsSpan(headLength + TagSize),
            bytes.AsSpan(headLength, TagSize),
            Bound(bytes.AsSpan(0, headLength), place)
        );
        return bytes;
    }

    /// <summary>Opens what was sealed for a place.</summary>
    /// <exception cref="CryptographicException">
    /// The bytes were changed, belong to another place, or their key is not in the ring. Never worth another try.
    /// </exception>
    public byte[] Open(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length < KeyIdAt || bytes[0] != Version || LengthOf(bytes) != bytes.Length)
        {
            throw new CryptographicException($"{place} does not hold sealed bytes.");
        }

        var nonceAt = KeyIdAt + bytes[KeyIdLengthAt];
        var headLength = nonceAt + NonceSize;
        var plainLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[PlainLengthAt..]);
        if (bytes.Length < headLength + TagSize || plainLength is < 0 or > MaxPlain)
        {
            throw new CryptographicException($"{place} does not hold sealed bytes.");
        }

        var keyId = Encoding.ASCII.GetString(bytes[KeyIdAt..nonceAt]);
        if (!keys.TryGetValue(keyId, out var key))
        {
            throw new CryptographicException($"{place} is sealed with a key that is not in Keys:Sealing: {keyId}.");
        }

        using var aes = new AesGcm(key, TagSize);
        var content = new byte[bytes.Length - headLength - TagSize];
        aes.Decrypt(
            bytes.Slice(nonceAt, NonceSize),
            bytes[(headLength + TagSize)..],
            bytes.Slice(headLength, TagSize),
            content,
            Bound(bytes[..headLength], place)
        );
        return bytes[1] is Brotli ? Decompress(content, plainLength, place) : content;
    }

    /// <summary>Length of the whole seal that starts here, in bytes, so that what is kept in pieces can be put together.</summary>
    public static int LengthOf(ReadOnlySpan<byte> start) =>
        start.Length < KeyIdAt ? 0 : BinaryPrimitives.ReadInt32LittleEndian(start[LengthAt..]);

    private static byte[] Bound(ReadOnlySpan<byte> head, string place) => [.. head, .. Encoding.UTF8.GetBytes(place)];

    private static byte[]? Compress(ReadOnlySpan<byte> plain)
    {
        if (plain.Length < CompressFrom)
        {
            return null;
        }

        // Only a result that is shorter by an eighth is worth opening again.
        var buffer = new byte[plain.Length - (plain.Length / 8)];
        return BrotliEncoder.TryCompress(plain, buffer, out var written, quality: 2, window: 18)
            ? buffer[..written]
            : null;
    }

    private static byte[] Decompress(ReadOnlySpan<byte> content, int plainLength, string place)
    {
        var plain = new byte[plainLength];
        return BrotliDecoder.TryDecompress(content, plain, out var written) && written == plainLength
            ? plain
            : throw new CryptographicException($"{place} does not hold what its seal says.");
    }
}

/// <summary>A key of the ring.</summary>
/// <param name="Id">1 to 32 ASCII characters; stands in clear in every seal.</param>
/// <param name="Secret">32 bytes.</param>
public sealed record SealingKey(string Id, ReadOnlyMemory<byte> Secret)
{
    /// <summary>The id only: a secret is never printed.</summary>
    public override string ToString() => Id;
}
