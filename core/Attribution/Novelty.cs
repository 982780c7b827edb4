using Core.Identity;
using Core.Leads;

namespace Core.Attribution;

/// <summary>
/// Tells facts that say something new from those that repeat what is known of a person: a call to somebody whose name and
/// numbers are on record links nobody to anybody else. Long after a sale most facts are of that kind, and looking again
/// for each would cost a derivation every time.
/// </summary>
internal sealed class Novelty
{
    private readonly Dictionary<string, List<HashSet<string>>> told = new(StringComparer.Ordinal);
    private bool retracted;

    /// <summary>
    /// Whether a fact could change who is who among the others: anything but a lead, contact or observation of one person
    /// under a name that is known with all of its keys, without documents, relations or an earlier proof of a phone.
    /// Once something was taken back, everything is new.
    /// </summary>
    public bool IsNews(Fact fact) =>
        retracted
        || fact.Body is not (FactBody.LeadRegistered or FactBody.ContactMade or FactBody.PersonObserved)
        || fact.Body.Relations.Length > 0
        || fact.Body.People is not [var person]
        || person.Documents.Length > 0
        || person.Phones.Any(p => p.VerifiedAt is not null)
        || !(told.TryGetValue(Profile(person), out var known) && known.Exists(Keys(fact).IsSubsetOf));

    /// <summary>Takes a fact as known from now on.</summary>
    public void Add(Fact fact)
    {
        retracted |= fact.Body is FactBody.FactRetracted;
        if (fact.Body.People is not [var person])
        {
            return;
        }

        var profile = Profile(person);
        if (!told.TryGetValue(profile, out var known))
        {
            told[profile] = known = [];
        }

        var keys = Keys(fact);
        if (!known.Exists(keys.IsSubsetOf))
        {
            known.Add(keys);
        }
    }

    private static HashSet<string> Keys(Fact fact) =>
        SearchKeys.Of(fact).Select(k => k.Text).ToHashSet(StringComparer.Ordinal);

    private static string Profile(PersonRecord person) =>
        string.Join('|', [person.Name ?? "", person.Gender ?? "", $"{person.BirthDate}", .. person.OtherNames]);
}
