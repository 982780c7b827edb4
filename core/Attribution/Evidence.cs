using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Core.Leads;

namespace Core.Attribution;

/// <summary>The facts that a decision rests on.</summary>
internal static class Evidence
{
    /// <summary>
    /// The sale's own facts, everything known about the people whose claims were looked at, and the retractions of any of
    /// these. More than the winner needs, so that a repeat from the evidence alone decides the same.
    /// </summary>
    /// <param name="situation">What was looked at.</param>
    /// <param name="retractions">Retractions that took evidence away.</param>
    public static ImmutableSortedSet<FactId> Of(Situation situation, IEnumerable<FactId> retractions) =>
        [.. situation.Subject.Facts, .. situation.About.Select(f => f.Id), .. retractions];

    /// <summary><c>sha256:…</c> over the sorted names of facts and the policy versions used.</summary>
    public static string Hash(ImmutableSortedSet<FactId> facts, Situation situation)
    {
        var policies = situation
            .Claims.Select(c => c.Policy.Name)
            .Append(situation.Policy.Name)
            .ToImmutableSortedSet(StringComparer.Ordinal);
        var text = string.Join('\n', facts.Select(f => f.ToString()).Append("").Concat(policies));
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }
}
