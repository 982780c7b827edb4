namespace Functions.Tables;

/// <summary>
/// The secrets of storage from configuration: <c>Keys:Sealing:0</c>, <c>Keys:Sealing:1</c> … each <c>id:base64</c> of 32
/// bytes, the newest first, and <c>Keys:Index</c>, base64 of 32 bytes. To rotate the sealing key put a new one in front and
/// keep the old: what was sealed with it opens, what is written anew is sealed with the new one.
/// </summary>
/// <param name="Sealing">The ring, newest first; at least one.</param>
/// <param name="Index">The secret of the index of search keys.</param>
public sealed record StorageKeys(IReadOnlyList<SealingKey> Sealing, ReadOnlyMemory<byte> Index)
{
    /// <summary>Reads them; null when neither is configured.</summary>
    /// <exception cref="InvalidOperationException">One is missing or malformed; the message says which, never its value.</exception>
    public static StorageKeys? From(IConfiguration configuration)
    {
        var ring = configuration.GetSection("Keys:Sealing").GetChildren().Select(c => c.Value ?? "").ToList();
        var index = configuration["Keys:Index"];
        if (ring is [] && index is null)
        {
            return null;
        }

        if (ring is [] || index is null)
        {
            throw new InvalidOperationException("Keys:Sealing and Keys:Index belong together; one of them is missing.");
        }

        return new StorageKeys([.. ring.Select(Sealed)], Decode(index, "Keys:Index"));
    }

    /// <summary>The ids only: a secret is never printed.</summary>
    public override string ToString() => string.Join(", ", Sealing);

    private static SealingKey Sealed(string entry, int place) =>
        entry.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? new SealingKey(entry[..colon], Decode(entry[(colon + 1)..], $"Keys:Sealing:{place}"))
            : throw new InvalidOperationException($"Keys:Sealing:{place} must read id:base64.");

    private static byte[] Decode(string base64, string name)
    {
        var bytes = new byte[32];
        return Convert.TryFromBase64String(base64, bytes, out var written) && written == 32
            ? bytes
            : throw new InvalidOperationException($"{name} must be 32 bytes in base64.");
    }
}
