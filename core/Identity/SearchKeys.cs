using System.Collections.Immutable;
using Core.Leads;

namespace Core.Identity;

/// <summary>The keys under which the people of an event can be found.</summary>
public static class SearchKeys
{
    /// <summary>All keys of all its people, distinct, sorted by text.</summary>
    public static ImmutableArray<SearchKey> Of(Fact fact) =>
        [.. fact.Body.People.SelectMany(_ => Array.Empty<SearchKey>())];
}
