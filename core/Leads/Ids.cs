using System.Security.Cryptography;
using System.Text;

namespace Core.Leads;

/// <summary>Ids that follow from content alone, so that a replay gives the same ones.</summary>
public static class Ids
{
    /// <summary>The first 16 bytes of the SHA-256 of the UTF-8 text, as 32 lower-case hex digits.</summary>
    public static string Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    /// <summary>Where an event is born: the id of its birth row and of a dossier that it founds.</summary>
    public static string Birth(FactId id) => Of($"fact|{id}");

    /// <summary>The dossier that publishes for a sale.</summary>
    public static string SaleAnchor(string sale) => Of($"sale|{sale}");
}
