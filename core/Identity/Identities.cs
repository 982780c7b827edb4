using Core.Leads;
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

/// <summary>Derives views of one dossier at several cuts, reading each record once.</summary>
/// <param name="facts">Everything that the dossier holds.</param>
public sealed class IdentityDeriver(DossierFacts facts)
{
    /// <summary>The view of what was received until an instant, inclusive; null: of all.</summary>
    /// <param name="knownUntil">The cut.</param>
    /// <param name="weakest">The weakest evidence that may join or relate: E3 for money, E6 for service.</param>
    public IdentityView At(Instant? knownUntil, Grade weakest)
    {
        _ = weakest;
        var persons = facts
            .Facts.Where(f => knownUntil is null || f.ReceivedAt <= knownUntil)
            .SelectMany(f => f.Body.People.Select((_, i) => new RecordId(f.Id, i)))
            .Select(r => new Person(PublicIds.Person(r), r, [r]))
            .OrderBy(p => p.Id, StringComparer.Ordinal);
        return new IdentityView([.. persons]);
    }
}
