using Core.Values;
using NodaTime;

namespace Core.Identity;

/// <summary>What a cluster of records says about the person they describe.</summary>
internal static class PersonFold
{
    /// <summary>The person of one cluster.</summary>
    public static Person Fold(IEnumerable<RecordFeatures> cluster)
    {
        var records = cluster.OrderBy(r => r.ReceivedAt).ThenBy(r => r.Id).ToList();
        var anchor = records[0].Id;
        var card = records
            .SelectMany(r => r.Documents)
            .Where(d => d.Kind == IdentityDocuments.ResidentCard)
            .OrderBy(d => d.Grade)
            .Select(d => d.Number)
            .FirstOrDefault();
        return new Person(PublicIds.Person(anchor), anchor, [.. records.Select(r => r.Id)])
        {
            Identifiers =
            [
                .. records
                    .SelectMany(Identifiers)
                    .GroupBy(i => (i.Kind, i.Value))
                    .Select(Best)
                    .OrderBy(i => i.Kind)
                    .ThenBy(i => i.Value, StringComparer.Ordinal),
            ],
            Names = [.. records.SelectMany(r => r.SentNames).Distinct(StringComparer.Ordinal)],
            Gender = card is not null
                ? IdentityDocuments.Gender(card)
                : records.Select(r => r.Gender).FirstOrDefault(g => g is not null),
            BirthDate = card is not null
                ? IdentityDocuments.BirthDate(card)
                : records.Select(r => r.BirthDate).FirstOrDefault(b => b is not null),
            Roles =
            [
                .. records.SelectMany(r => r.Roles).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
        };
    }

    private static Identifier Best(IEnumerable<Identifier> sightings)
    {
        var best = sightings.MinBy(i => i.Grade)!;
        var proofs = sightings.Where(i => i.Verified).ToList();
        return best with { Verified = proofs.Count > 0, VerifiedAt = proofs.Min(i => i.VerifiedAt) };
    }

    private static IEnumerable<Identifier> Identifiers(RecordFeatures r)
    {
        Instant? wechatAt = r.WechatVerified ? r.ReceivedAt : null;
        foreach (var phone in r.Phones)
        {
            var shown = MaskedPhones.MaskOf(phone.E164) is { } mask
                ? $"{mask.Prefix}****{mask.Last4}"
                : Tail(phone.E164, 2);
            yield return Of(IdentifierKind.Phone, phone.E164, shown, Grade.E3, phone.VerifiedAt);
        }

        foreach (var mask in r.Masks)
        {
            var shown = $"{mask.Prefix}****{mask.Last4}";
            yield return Of(IdentifierKind.MaskedPhone, shown, shown, Grade.E4, null);
        }

        if (r.Wechat is { } wechat)
        {
            yield return Of(
                IdentifierKind.Wechat,
                wechat,
                Tail(wechat, 2),
                r.WechatVerified ? Grade.E3 : Grade.E4,
                wechatAt
            );
        }

        if (r.UnionId is { } union)
        {
            yield return Of(IdentifierKind.UnionId, union, Tail(union, 4), Grade.E3, wechatAt);
        }

        if (r.OpenId is { } open)
        {
            yield return Of(IdentifierKind.OpenId, open, Tail(open, 4), Grade.E3, wechatAt);
        }

        foreach (var customer in r.CustomerIds)
        {
            yield return Of(IdentifierKind.CustomerId, customer, customer, Grade.E3, null);
        }

        foreach (var document in r.Documents)
        {
            yield return Of(
                IdentifierKind.Document,
                $"{document.Kind}|{document.Number}",
                $"{document.Kind}|{Tail(document.Number, 4)}",
                document.Grade,
                null
            );
        }

        foreach (var mail in r.Emails)
        {
            yield return Of(
                IdentifierKind.Email,
                mail,
                $"{mail[..1]}***{mail[Math.Max(0, mail.IndexOf('@', StringComparison.Ordinal))..]}",
                Grade.E5,
                null
            );
        }
    }

    private static Identifier Of(IdentifierKind kind, string value, string masked, Grade grade, Instant? proved) =>
        new(kind, value, masked, grade, proved is not null, proved);

    /// <summary>The last few characters, and never more than half of them.</summary>
    private static string Tail(string value, int shown) => "****" + value[^Math.Min(shown, value.Length / 2)..];
}
