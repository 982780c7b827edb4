using System.Security.Cryptography;
using System.Text;

namespace Core.Leads;

/// <summary>Ids that are derived from content, so that a repeat or a replay gives the same ones.</summary>
public static class Ids
{
    /// <summary>The first 16 bytes of the SHA-256 of the text in UTF-8, as 32 lower-case hexadecimal digits.</summary>
    public static string Of(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>Where a fact's dossier is born.</summary>
    public static string Birth(FactId id) => Of($"fact|{id}");

    /// <summary>The anchor of a sale: the dossier that every fact about this sale finds.</summary>
    public static string SaleAnchor(string sale) => Of($"sale|{sale}");
}
