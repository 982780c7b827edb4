using System.Collections.Immutable;
using Core.Values;

namespace Core.Identity;

/// <summary>What one comparison sees in two records.</summary>
public enum Verdict
{
    /// <summary>They agree: one person, at a grade.</summary>
    Agrees,

    /// <summary>Both say something, and nothing of it is common.</summary>
    Differs,

    /// <summary>One of them says nothing.</summary>
    Missing,

    /// <summary>What they have in common belongs to too many people to tell anything.</summary>
    Generic,

    /// <summary>They share what several people may share, and their surnames differ.</summary>
    NamesDiffer,
}

/// <summary>What one comparison sees in two records.</summary>
/// <param name="Verdict">In a word.</param>
/// <param name="Grade">How good the evidence is; null unless they agree.</param>
public readonly record struct Finding(Verdict Verdict, Grade? Grade);

/// <summary>
/// One way in which two records can be seen to be one person's. A link depends on the pair and the generic keys alone,
/// never on what else is known; that is what lets dossiers unite in any order.
/// </summary>
/// <param name="Rule">Its name in explanations.</param>
/// <param name="AsksNames">Whether it counts only while the surnames agree, also those learned from other records.</param>
/// <param name="Compare">Two records and the texts of generic keys to a finding.</param>
public sealed record Comparison(
    string Rule,
    bool AsksNames,
    Func<RecordFeatures, RecordFeatures, IReadOnlySet<string>, Finding> Compare
)
{
    private const string DocumentEqual = "DOC_EQUAL";

    /// <summary>Every comparison. The next ones, which score rather than decide, join this list at E6.</summary>
    public static ImmutableArray<Comparison> All { get; } =
    [
        Exact(
            DocumentEqual,
            asksNames: false,
            r => [.. r.Documents.Select(d => ($"doc:{d.Kind}|{d.Number}", d.Grade))]
        ),
        Exact("CUSTOMER_ID_EQUAL", asksNames: false, r => [.. r.CustomerIds.Select(c => ($"cid:{c}", Grade.E3))]),
        Exact("UNION_ID_EQUAL", asksNames: false, r => One("wxu:", r.UnionId)),
        Exact("OPEN_ID_EQUAL", asksNames: false, r => One("wxo:", r.OpenId)),
        Exact("PHONE_EQUAL", asksNames: true, r => [.. r.Phones.Select(p => (SearchKeys.Phone(p.E164), Grade.E3))]),
        Exact("WECHAT_EQUAL", asksNames: true, r => One("wx:", r.Wechat)),
    ];

    /// <summary>Whether it joins even those whom a sender told apart: a document outweighs what somebody says.</summary>
    public bool OutweighsStatements => Rule == DocumentEqual;

    /// <summary>Whether the surnames may be one: some pair of names shares it, or one side has none at all.</summary>
    public static bool NamesAgree(IReadOnlyCollection<PersonName> a, IReadOnlyCollection<PersonName> b) =>
        !a.Any(n => n.HasSurname) || !b.Any(n => n.HasSurname) || a.Any(n => b.Any(n.SharesSurname));

    /// <summary>
    /// Whether two sets of documents keep their holders apart: both hold one kind, and no document is common. Documents
    /// of kind <c>other</c> may be of two kinds and keep nobody apart.
    /// </summary>
    public static bool DocumentsDiffer(
        IReadOnlyCollection<(string Kind, string Number)> a,
        IReadOnlyCollection<(string Kind, string Number)> b
    ) => a.Any(x => x.Kind != IdentityDocuments.OtherKind && b.Any(y => x.Kind == y.Kind)) && !a.Any(b.Contains);

    /// <summary>Equality of values that have a key; a match is as good as the worse of its two sightings.</summary>
    private static Comparison Exact(
        string rule,
        bool asksNames,
        Func<RecordFeatures, (string Key, Grade Grade)[]> values
    ) =>
        new(
            rule,
            asksNames,
            (a, b, genericKeys) =>
            {
                var theirs = values(b);
                var (any, common, best) = (false, false, (Grade?)null);
                foreach (var x in theirs.Length == 0 ? [] : values(a))
                {
                    any = true;
                    foreach (var y in theirs)
                    {
                        if (x.Key == y.Key)
                        {
                            common = true;
                            var worse = x.Grade > y.Grade ? x.Grade : y.Grade;
                            best = genericKeys.Contains(x.Key) || best <= worse ? best : worse;
                        }
                    }
                }

                return !any ? new(Verdict.Missing, null)
                    : best is null ? new(common ? Verdict.Generic : Verdict.Differs, null)
                    : asksNames && !NamesAgree(a.Names, b.Names) ? new(Verdict.NamesDiffer, null)
                    : new(Verdict.Agrees, best);
            }
        );

    private static (string Key, Grade Grade)[] One(string prefix, string? value) =>
        value is null ? [] : [(prefix + value, Grade.E3)];
}
