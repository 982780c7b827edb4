using System.Collections.Immutable;
using Core.Leads;

namespace Core.Identity;

/// <summary>The keys under which the people of an event can be found. Texts hold personal data in clear.</summary>
public static class SearchKeys
{
    /// <summary>All keys of all its people, distinct, sorted by text.</summary>
    public static ImmutableArray<SearchKey> Of(Fact fact) =>
        [.. FeatureReader.Read(fact).SelectMany(Of).Distinct().OrderBy(k => k.Text, StringComparer.Ordinal)];

    /// <summary>All keys of one record.</summary>
    public static IEnumerable<SearchKey> Of(RecordFeatures record) =>
        [
            .. record.Keys.Select(k => new SearchKey(k, Weak: false)),
            .. MaskKeys(record).Select(k => new SearchKey(k, Weak: true)),
            .. record.Emails.Select(m => new SearchKey(Email(m), Weak: true)),
        ];

    /// <summary>The key of a full phone, E.164.</summary>
    public static string Phone(string e164) => $"phone:{e164}";

    /// <summary>The key of a typed WeChat id.</summary>
    public static string Wechat(string id) => $"wx:{TextFold.Handle(id)}";

    /// <summary>The key of a customer's id in another system.</summary>
    public static string Customer(string system, string id) => $"cid:{TextFold.Plain(system)}|{TextFold.Plain(id)}";

    /// <summary>The key of a document; null when the number is none.</summary>
    public static string? Document(string kind, string number) =>
        IdentityDocuments.Normalise(kind, number) is { } normal ? $"doc:{kind}|{normal}" : null;

    /// <summary>The key of an e-mail address.</summary>
    public static string Email(string address) => $"mail:{TextFold.Handle(address)}";

    /// <summary>The keys by which a record may link.</summary>
    internal static IEnumerable<string> Strong(RecordFeatures record)
    {
        foreach (var phone in record.Phones)
        {
            yield return Phone(phone.E164);
        }

        if (record.Wechat is { } wechat)
        {
            yield return $"wx:{wechat}";
        }

        if (record.UnionId is { } union)
        {
            yield return $"wxu:{union}";
        }

        if (record.OpenId is { } open)
        {
            yield return $"wxo:{open}";
        }

        foreach (var customer in record.CustomerIds)
        {
            yield return $"cid:{customer}";
        }

        foreach (var document in record.Documents)
        {
            yield return $"doc:{document.Kind}|{document.Number}";
        }
    }

    /// <summary>
    /// The keys under which a masked registration and the full number that it may hide meet: project, the digits that
    /// show, and the surname by sound, so that a romanised name meets the Chinese one. Comparing decides, not meeting.
    /// </summary>
    internal static IEnumerable<string> MaskKeys(RecordFeatures record)
    {
        if (record.Project is not { } project)
        {
            return [];
        }

        var masks = record.Phones.Select(p => MaskedPhones.MaskOf(p.E164)).OfType<PhoneMask>();
        var all = record.Occasion == Occasion.Lead ? masks.Concat(record.Masks) : masks;
        var sounds = record.Names.Where(n => n.HasSurname).SelectMany(n => n.Readings.IsEmpty ? n.Tokens : n.Readings);
        return (
            from mask in all
            from sound in sounds
            select $"mask:{project}|{mask.Prefix}|{mask.Last4}|{sound}"
        ).Distinct(StringComparer.Ordinal);
    }
}
