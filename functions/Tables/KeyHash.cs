using System.Security.Cryptography;
using System.Text;
using Core.Pipeline;

namespace Functions.Tables;

/// <summary>
/// HMAC-SHA256 of search keys in 64 lower hex digits. There are only so many phone numbers: without the secret a hash could
/// be turned back by trying them all, so the secret is kept as the sealing keys are.
/// </summary>
public sealed class KeyHash : IKeyHash
{
    private readonly byte[] secret;

    /// <summary>A hash under this secret.</summary>
    /// <exception cref="ArgumentException">Fewer than 32 bytes.</exception>
    public KeyHash(ReadOnlyMemory<byte> secret) =>
        this.secret =
            secret.Length >= 32
                ? secret.ToArray()
                : throw new ArgumentException("Keys:Index must be 32 bytes or more.", nameof(secret));

    /// <inheritdoc/>
    public string Hash(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)));
}
