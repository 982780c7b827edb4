using System.Collections.Immutable;
using Core.Leads;

namespace Core.Identity;

/// <summary>What a dossier holds: facts about one set of linked people, and the keys among theirs that became generic.</summary>
/// <param name="Facts">Each once, in any order; no answer depends on the order.</param>
/// <param name="GenericKeys">Texts of search keys that no longer link (<see cref="SearchKey.Text"/>).</param>
public sealed record DossierFacts(ImmutableArray<Fact> Facts, ImmutableHashSet<string> GenericKeys)
{
    /// <summary>Nothing known.</summary>
    public static DossierFacts Empty { get; } = new([], []);
}

/// <summary>A key under which a record can be found by another that may be the same person's. Holds personal data in clear.</summary>
/// <param name="Text">Kind and folded value, such as <c>phone:+8613800001111</c>. Stored only as a keyed hash.</param>
/// <param name="Weak">Weak keys find candidates that often differ, and stop linking in very large dossiers.</param>
public readonly record struct SearchKey(string Text, bool Weak)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() =>
        $"SearchKey({Text[..Math.Max(0, Text.IndexOf(':', StringComparison.Ordinal))]}:***)";
}
