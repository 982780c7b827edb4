using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Functions.Edge;

/// <summary>
/// The callers that this process knows. Keeps hashes only; a key is compared in constant time and never logged.
/// Who issues keys, and where they are written down, is the business of whoever fills the ring.
/// </summary>
internal sealed class KeyRing
{
    private readonly Lock gate = new();
    private ImmutableDictionary<string, Entry> entries = ImmutableDictionary.Create<string, Entry>(
        StringComparer.Ordinal
    );

    /// <summary>Adds a caller, or replaces the key and roles of the one with that name.</summary>
    public void Put(Caller caller, string key)
    {
        lock (gate)
        {
            entries = entries.SetItem(caller.Name, new(caller, Hash(key)));
        }
    }

    /// <summary>The caller who presents a key; null when nobody does.</summary>
    public Caller? Find(string presented)
    {
        // A key has 256 bits of chance in it, so one round of SHA-256 keeps it as well as a slow hash would.
        var hash = Hash(presented);
        Caller? found = null;
        foreach (var entry in entries.Values)
        {
            found = CryptographicOperations.FixedTimeEquals(entry.Hash, hash) ? entry.Caller : found;
        }

        return found;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private sealed record Entry(Caller Caller, byte[] Hash);
}
