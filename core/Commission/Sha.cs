using System.Security.Cryptography;
using System.Text;

namespace Core.Commission;

/// <summary>SHA-256 as this folder writes it.</summary>
internal static class Sha
{
    /// <summary><c>sha256:</c> and 64 lower hex digits.</summary>
    public static string Named(ReadOnlySpan<byte> bytes) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Of UTF-8 text: <c>sha256:</c> and 64 lower hex digits.</summary>
    public static string Named(string text) => Named(Encoding.UTF8.GetBytes(text));

    /// <summary>The first 16 bytes as 32 lower hex digits, for ids.</summary>
    public static string Short(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>
    /// Joins parts so that different lists never give one text: a part's own separators are doubled away.
    /// </summary>
    public static string Join(params IEnumerable<string?> parts) =>
        string.Join('\n', parts.Select(p => p is null ? "~" : "=" + p.Replace("\n", "\n\t", StringComparison.Ordinal)));
}
