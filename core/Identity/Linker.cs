using System.Collections.Immutable;
using Core.Leads;
using Core.Values;

namespace Core.Identity;

/// <summary>Whether two records are one person's, pair by pair: nothing but the pair and the generic keys decides.</summary>
public static class Linker
{
    /// <summary>The rule by which a masked registration and a full number belong together.</summary>
    public const string MaskBound = "MASK_BOUND";

    /// <summary>Whether two events must be in one dossier: some record of each links, or could once somebody comes.</summary>
    /// <param name="a">One event.</param>
    /// <param name="b">The other.</param>
    /// <param name="genericKeys">Texts of the keys that no longer link.</param>
    public static bool Links(Fact a, Fact b, IReadOnlySet<string> genericKeys)
    {
        var others = FeatureReader.Read(b);
        return FeatureReader
            .Read(a)
            .Any(x =>
                others.Any(y =>
                    !Compare(x, y, genericKeys).IsEmpty
                    || MaskedPhones.Fits(x, y, genericKeys)
                    || MaskedPhones.Fits(y, x, genericKeys)
                )
            );
    }

    /// <summary>Every rule by which two records are one person's, best grade first; none when documents keep them apart.</summary>
    public static ImmutableArray<Link> Compare(RecordFeatures a, RecordFeatures b, IReadOnlySet<string> genericKeys) =>
        [
            .. LinkFinder
                .Compare(a, b, genericKeys)
                .Select(found => Of(a.Id, b.Id, found.Grade, found.By.Rule))
                .OrderBy(link => link.Grade),
        ];

    /// <summary>A link with its ends in order.</summary>
    internal static Link Of(RecordId a, RecordId b, Grade grade, string rule) =>
        a.CompareTo(b) <= 0 ? new(a, b, grade, rule) : new(b, a, grade, rule);
}
