using System.Collections.Immutable;
using Core.Values;

namespace Core.Identity;

/// <summary>One way in which two records can be seen to be one person's.</summary>
/// <param name="Rule">Its name in explanations.</param>
/// <param name="AsksNames">Whether it counts only while the names agree, also those learned from other records.</param>
/// <param name="Grade">The grade at which the two agree under a set of generic keys; null: they do not.</param>
public sealed record Comparison(
    string Rule,
    bool AsksNames,
    Func<RecordFeatures, RecordFeatures, IReadOnlySet<string>, Grade?> Grade
)
{
    /// <summary>The rule of equal documents.</summary>
    public const string DocumentEqual = "DOC_EQUAL";

    /// <summary>Whether nothing a sender says about two people keeps it from joining them.</summary>
    public bool JoinsAlways => Rule == DocumentEqual;

    /// <summary>Every comparison, best first. Comparisons that score rather than decide join this list.</summary>
    public static ImmutableArray<Comparison> All { get; } =
    [
        new(DocumentEqual, AsksNames: false, Documents),
        new("CUSTOMER_ID_EQUAL", AsksNames: false, (a, b, g) => Shared(a.CustomerIds, b.CustomerIds, "cid:", g)),
        new("UNION_ID_EQUAL", AsksNames: false, (a, b, g) => Shared(Of(a.UnionId), Of(b.UnionId), "wxu:", g)),
        new("OPEN_ID_EQUAL", AsksNames: false, (a, b, g) => Shared(Of(a.OpenId), Of(b.OpenId), "wxo:", g)),
        new(
            "PHONE_EQUAL",
            AsksNames: true,
            (a, b, g) => NamesAgree(a.Names, b.Names) ? Shared(Phones(a), Phones(b), "phone:", g) : null
        ),
        new(
            "WECHAT_EQUAL",
            AsksNames: true,
            (a, b, g) => NamesAgree(a.Names, b.Names) ? Shared(Of(a.Wechat), Of(b.Wechat), "wx:", g) : null
        ),
    ];

    /// <summary>Whether the surnames may be one: some pair of names shares it, or one side has none at all.</summary>
    public static bool NamesAgree(IReadOnlyCollection<PersonName> a, IReadOnlyCollection<PersonName> b) =>
        !a.Any(n => n.HasSurname) || !b.Any(n => n.HasSurname) || a.Any(n => b.Any(n.SharesSurname));

    /// <summary>
    /// Whether two sets of documents keep their holders apart: both hold one kind and no number of it is common, nor any
    /// other document. Documents of kind <c>other</c> may be of two kinds and keep nobody apart.
    /// </summary>
    public static bool DocumentsDiffer(
        IReadOnlyCollection<(string Kind, string Number)> a,
        IReadOnlyCollection<(string Kind, string Number)> b
    ) => a.Any(x => x.Kind != IdentityDocuments.OtherKind && b.Any(y => x.Kind == y.Kind)) && !a.Any(b.Contains);

    private static Grade? Documents(RecordFeatures a, RecordFeatures b, IReadOnlySet<string> generic)
    {
        Grade? best = null;
        foreach (var x in a.Documents)
        {
            foreach (var y in b.Documents)
            {
                if (x.Kind == y.Kind && x.Number == y.Number && !generic.Contains($"doc:{x.Kind}|{x.Number}"))
                {
                    // As good as the worse of the two sightings.
                    var grade = x.Grade > y.Grade ? x.Grade : y.Grade;
                    best = best is null || grade < best ? grade : best;
                }
            }
        }

        return best;
    }

    private static Grade? Shared(
        IEnumerable<string> a,
        IEnumerable<string> b,
        string prefix,
        IReadOnlySet<string> generic
    ) =>
        a.Intersect(b, StringComparer.Ordinal).Any(value => !generic.Contains(prefix + value)) ? Values.Grade.E3 : null;

    private static IEnumerable<string> Phones(RecordFeatures record) => record.Phones.Select(p => p.E164);

    private static IEnumerable<string> Of(string? value) => value is null ? [] : [value];
}
