using Core.Identity;
using Core.Leads;
using Core.Values;
using NodaTime;
using NodaTime.Text;

namespace Core.Tests.Identity;

/// <summary>Short ways to tell stories about people.</summary>
internal static class Told
{
    /// <summary>2026-03-01 10:00 in Asia/Shanghai and the like.</summary>
    public static Instant At(string local) =>
        LocalDateTimePattern
            .CreateWithInvariantCulture("uuuu-MM-dd HH:mm")
            .Parse(local)
            .Value.InZoneStrictly(China.Zone)
            .ToInstant();

    public static Instant Day(int n) => China.StartOf(new LocalDate(2026, 1, 1).PlusDays(n));

    public static Fact Fact(string id, Instant at, FactBody body, string source = "/apps/family-app") =>
        new()
        {
            Id = new FactId(source, id),
            OccurredAt = at,
            ReceivedAt = at,
            Trust = Trust.Own,
            Body = body,
        };

    public static Fact ByAgency(this Fact fact) => fact with { Trust = Trust.ThirdParty };

    public static Fact Lead(string id, Instant at, params PersonRecord[] people) => LeadIn("PX", id, at, people);

    public static Fact LeadIn(string project, string id, Instant at, params PersonRecord[] people) =>
        Fact(
            id,
            at,
            new FactBody.LeadRegistered(
                project,
                OpportunityKind.New,
                new(ChannelKind.OwnApp, "family-app", null),
                [.. people],
                []
            )
        );

    public static Fact Visit(string id, Instant at, params PersonRecord[] people) =>
        Fact(id, at, new FactBody.VisitConfirmed("PX", null, [.. people], "qr", false, null, null), "/offices/PX");

    public static Fact Sale(string id, Instant at, params PersonRecord[] people) =>
        Fact(
            id,
            at,
            new FactBody.SaleRecorded(
                $"S-{id}",
                "PX",
                null,
                OpportunityKind.New,
                new Money(1),
                [.. people],
                [],
                [],
                null,
                SaleStage.Subscribed,
                at
            ),
            "/offices/PX"
        );

    public static Fact Seen(string id, Instant at, PersonRecord[] people, params RelationStatement[] relations) =>
        Fact(id, at, new FactBody.PersonObserved([.. people], [.. relations], "profile"));

    public static Fact Owners(string id, Instant at, PersonRecord[] people, params RelationStatement[] relations) =>
        Fact(id, at, new FactBody.OwnerRevealed("S-1", [.. people], [.. relations], null, null), "/offices/PX");

    public static Fact Retracted(Fact target, Instant at, string? part = null) =>
        Fact($"r-{target.Id.Id}", at, new FactBody.FactRetracted(target.Id, part, RetractionReason.Forged));

    public static PersonRecord Person(
        string? name = null,
        string? phone = null,
        string? document = null,
        string? sighted = "reader",
        string? wechat = null,
        string? customer = null,
        string? gender = null,
        string? handle = null,
        string kind = IdentityDocuments.ResidentCard
    ) =>
        new()
        {
            Ref = handle,
            Name = name,
            Gender = gender,
            Phones = phone is null ? [] : [new PhoneStatement(phone, false, null)],
            Documents = document is null ? [] : [new DocumentStatement(kind, document, sighted)],
            Wechat = wechat is null ? null : new WechatStatement(wechat, null, null, null, null),
            CustomerIds = customer is null ? [] : [new CustomerId("family-app", customer)],
        };

    public static RelationStatement Related(
        string from,
        string to,
        RelationKind kind,
        RelationEvidence evidence,
        LocalDate? since = null,
        LocalDate? until = null
    ) => new(from, to, kind, evidence, null, since, until);

    public static DossierFacts Dossier(params IEnumerable<Fact> facts) => new([.. facts], []);

    public static IdentityView View(this IEnumerable<Fact> facts, Grade weakest = Grade.E3) =>
        Identities.Derive(Dossier(facts), null, weakest);

    public static RecordId Record(this Fact fact, int index = 0) => new(fact.Id, index);

    public static bool SamePerson(this IdentityView view, RecordId a, RecordId b) =>
        view.PersonOf(a)!.Id == view.PersonOf(b)!.Id;

    public static bool SameHousehold(this IdentityView view, RecordId a, RecordId b) =>
        view.HouseholdOf(view.PersonOf(a)!.Id)!.Id == view.HouseholdOf(view.PersonOf(b)!.Id)!.Id;

    /// <summary>Everything that a view says, as text to compare.</summary>
    public static string Text(this IdentityView view) =>
        string.Join(
            '\n',
            view.Persons.Select(p =>
                    $"{p.Id} {string.Join(' ', p.Records)} {string.Join(' ', p.Names)} {p.Gender} {p.BirthDate} "
                    + string.Join(' ', p.Identifiers.Select(i => $"{i.Kind}:{i.Value}:{i.Grade}:{i.VerifiedAt}"))
                )
                .Concat(
                    view.Relations.Select(r =>
                        $"{r.From} {r.Kind} {r.To} {r.Grade} {r.ValidFrom} {r.ValidTo} {r.Evidence} {string.Join(' ', r.Facts)}"
                    )
                )
                .Concat(view.Households.Select(h => $"{h.Id} {string.Join(' ', h.Persons)}"))
                .Concat(view.Masked.Select(m => $"{m.Record} {m.State} {m.BoundTo} {string.Join(' ', m.Candidates)}"))
                .Order(StringComparer.Ordinal)
        );

    /// <summary>A valid resident card: region, date of birth, serial.</summary>
    public static string Card(string seventeen) =>
        "0123456789X".Select(c => seventeen + c).Single(card => IdentityCards.Normalise(card) is not null);
}
