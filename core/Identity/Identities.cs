using Core.Values;
using NodaTime;

namespace Core.Identity;

/// <summary>Who is who, derived from facts: the same answer for the same facts in any order.</summary>
public static class Identities
{
    /// <summary>Derives persons, relations and households.</summary>
    /// <param name="facts">Everything that a dossier holds.</param>
    /// <param name="knownUntil">Only what was received by then, inclusive; null: all.</param>
    /// <param name="weakest">The weakest evidence that may join or relate: E3 for money, E6 for service.</param>
    public static IdentityView Derive(DossierFacts facts, Instant? knownUntil, Grade weakest) =>
        new IdentityDeriver(facts).At(knownUntil, weakest);
}
