using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Core.Leads;
using Core.Values;

namespace Core.Identity;

/// <summary>Brings the people of an event into comparable form (step 1 of identity).</summary>
public static class FeatureReader
{
    /// <summary>The records of an event, without people of whom nothing is left (a retraction took it).</summary>
    public static ImmutableArray<RecordFeatures> Read(Fact fact) =>
        Remembered.GetValue(fact, f => new(ReadAnew(f))).Value;

    /// <summary>A fact is compared with many others, in many views: its features are read once as long as it is in memory.</summary>
    private static readonly ConditionalWeakTable<Fact, StrongBox<ImmutableArray<RecordFeatures>>> Remembered = [];

    private static ImmutableArray<RecordFeatures> ReadAnew(Fact fact)
    {
        var people = fact.Body.People;
        var records = ImmutableArray.CreateBuilder<RecordFeatures>(people.Length);
        for (var i = 0; i < people.Length; i++)
        {
            if (!IsBlank(people[i]))
            {
                records.Add(Read(fact, people[i], i));
            }
        }

        return records.ToImmutable();
    }

    private static bool IsBlank(PersonRecord p) =>
        p.Name is null
        && p.Gender is null
        && p.BirthDate is null
        && p.Wechat is null
        && p.Address is null
        && (p.OtherNames, p.Phones, p.Emails, p.Documents) is ([], [], [], [])
        && (p.CustomerIds, p.Devices, p.PayerAccounts) is ([], [], [])
        && p.Attributes.IsEmpty;

    private static RecordFeatures Read(Fact fact, PersonRecord p, int index)
    {
        ImmutableArray<string> sent =
        [
            .. new[] { p.Name }.Concat(p.OtherNames).OfType<string>().Where(n => n.Length > 0),
        ];
        ImmutableArray<PersonName> names = [.. sent.SelectMany(n => NameParser.Parse(n))];
        ImmutableArray<PhoneReading> phones = [.. p.Phones.Select(ph => Phones.Normalise(ph.Number))];
        ImmutableArray<DocumentFeature> documents =
        [
            .. p.Documents.Select(d => Document(fact, d)).OfType<DocumentFeature>(),
        ];
        var card = documents
            .Where(d => d.Kind == IdentityDocuments.ResidentCard)
            .Select(d => d.Number)
            .FirstOrDefault();
        var record = new RecordFeatures
        {
            Id = new RecordId(fact.Id, index),
            ReceivedAt = fact.ReceivedAt,
            Project = ProjectOf(fact.Body),
            Occasion = OccasionOf(fact.Body),
            SentNames = sent,
            Names = names,
            Gender =
                p.Gender is "female" or "male" ? p.Gender
                : card is not null ? IdentityDocuments.Gender(card)
                : names.Select(n => n.Gender).FirstOrDefault(g => g is not null),
            BirthDate = p.BirthDate ?? (card is null ? null : IdentityDocuments.BirthDate(card)),
            Phones =
            [
                .. p
                    .Phones.Zip(phones)
                    .Where(pair => pair.Second.E164 is not null)
                    .Select(pair => new PhoneFeature(
                        pair.Second.E164!,
                        pair.First.Verified ? pair.First.VerifiedAt ?? fact.ReceivedAt : null
                    )),
            ],
            Masks = [.. phones.Select(ph => ph.Mask).OfType<PhoneMask>()],
            Wechat = Some(p.Wechat?.Id, TextFold.Handle),
            UnionId = Some(p.Wechat?.UnionId, TextFold.Plain),
            OpenId = p.Wechat is { Issuer: { } issuer, OpenId: { } open }
                ? $"{TextFold.Plain(issuer)}|{TextFold.Plain(open)}"
                : null,
            WechatVerified = p.Wechat?.VerifiedBy is not null,
            CustomerIds = [.. p.CustomerIds.Select(c => $"{TextFold.Plain(c.System)}|{TextFold.Plain(c.Id)}")],
            Documents = documents,
            Emails = [.. p.Emails.Select(TextFold.Handle).Where(m => m.Length > 0)],
            Roles = p.Roles,
        };
        return record with
        {
            Keys = [.. SearchKeys.Strong(record).Distinct(StringComparer.Ordinal)],
            DocumentNumbers = [.. record.Documents.Select(d => (d.Kind, d.Number)).Distinct()],
            Profile = ProfileOf(record),
        };
    }

    private static string ProfileOf(RecordFeatures record) =>
        string.Join(
            ';',
            record
                .Names.Where(n => n.HasSurname)
                .Select(n => string.Join(',', n.Surnames.IsEmpty ? n.Tokens : n.Surnames))
                .Concat(record.Documents.Select(d => $"{d.Kind}|{d.Number}|{d.Grade}"))
                .Order(StringComparer.Ordinal)
        );

    private static string? Some(string? text, Func<string, string> fold) =>
        text is null ? null
        : fold(text) is { Length: > 0 } folded ? folded
        : null;

    private static DocumentFeature? Document(Fact fact, DocumentStatement d)
    {
        var grade =
            fact.Body is FactBody.OwnerRevealed ? Grade.E1
            : d.Sighted is "reader" or "original" ? Grade.E1
            : d.Sighted is "copy" ? Grade.E2
            // The number that a contract was signed with is the seller's system record, however it got there.
            : fact.Body is FactBody.SaleRecorded ? Grade.E3
            : Grade.E4;
        return IdentityDocuments.Normalise(d.Kind, d.Number) is { } number
            ? new DocumentFeature(d.Kind, number, fact.Trust == Trust.ThirdParty && grade < Grade.E4 ? Grade.E4 : grade)
            : null;
    }

    private static string? ProjectOf(FactBody body) =>
        body switch
        {
            FactBody.LeadRegistered lead => lead.Project,
            FactBody.VisitConfirmed visit => visit.Project,
            FactBody.SaleRecorded sale => sale.Project,
            FactBody.ContactMade contact => contact.Project,
            _ => null,
        };

    private static Occasion OccasionOf(FactBody body) =>
        body switch
        {
            FactBody.LeadRegistered => Occasion.Lead,
            FactBody.VisitConfirmed => Occasion.Visit,
            FactBody.SaleRecorded => Occasion.Sale,
            _ => Occasion.Other,
        };
}
