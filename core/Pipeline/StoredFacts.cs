using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Core.Leads;

namespace Core.Pipeline;

/// <summary>
/// Facts by their stored form. Facts never change, and one fact is read again with every dossier, redirect and work row
/// that repeats it: whoever meets the same bytes gets the same fact, parsed once. Forgets the older half when it is full.
/// </summary>
internal static class StoredFacts
{
    /// <summary>Facts of one generation; two are kept, some kilobytes a fact.</summary>
    private const int Generation = 4_096;

    private static ConcurrentDictionary<byte[], Stored> young = New();
    private static ConcurrentDictionary<byte[], Stored> old = New();

    /// <summary>The fact that some bytes hold, read when it is asked for.</summary>
    /// <param name="bytes">What <see cref="EventParser.Write"/> wrote; empty while a row only names the fact.</param>
    public static Stored Of(ReadOnlySpan<byte> bytes)
    {
        if (young.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(bytes, out var known))
        {
            return known;
        }

        if (!old.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(bytes, out known))
        {
            known = new(bytes.ToArray());
        }

        if (young.Count >= Generation)
        {
            (old, young) = (young, New());
        }

        return young.GetOrAdd(known.Bytes, known);
    }

    private static ConcurrentDictionary<byte[], Stored> New() => new(SameBytes.Instance);

    /// <summary>A stored form and its fact.</summary>
    internal sealed class Stored(byte[] bytes)
    {
        private readonly Lazy<Fact> fact = new(() => EventParser.Read(bytes));

        public byte[] Bytes => bytes;

        public Fact Fact => fact.Value;
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static SameBytes Instance { get; } = new();

        public bool Equals(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] bytes) => GetHashCode(bytes.AsSpan());

        public bool Equals(ReadOnlySpan<byte> one, byte[] other) => one.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> bytes)
        {
            HashCode hash = new();
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> bytes) => bytes.ToArray();
    }
}
