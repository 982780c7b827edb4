using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Identity;

/// <summary>
/// Who is who, as far as some facts say: a partition of their records into persons, and what relates those.
/// A derivation, never stored as truth: other facts, another view.
/// </summary>
public sealed record IdentityView
{
    private readonly Dictionary<RecordId, Person> byRecord;
    private readonly Dictionary<string, Person> byId;
    private readonly Dictionary<string, Household> byPerson = [];

    /// <summary>A view of these persons; every record belongs to exactly one of them.</summary>
    /// <exception cref="ArgumentException">A record belongs to two persons.</exception>
    public IdentityView(ImmutableArray<Person> persons)
    {
        Persons = persons;
        byId = persons.ToDictionary(p => p.Id, StringComparer.Ordinal);
        byRecord = [];
        foreach (var person in persons)
        {
            foreach (var record in person.Records)
            {
                byRecord.Add(record, person);
            }
        }
    }

    /// <summary>Nobody.</summary>
    public static IdentityView Empty { get; } = new([]);

    /// <summary>Sorted by id.</summary>
    public ImmutableArray<Person> Persons { get; }

    /// <summary>Between different persons, one per pair and kind; sorted by from, to and kind.</summary>
    public ImmutableArray<Relation> Relations { get; init; } = [];

    /// <summary>Service households, each person in exactly one; sorted by id.</summary>
    public ImmutableArray<Household> Households
    {
        get;
        init
        {
            field = value;
            byPerson = value
                .SelectMany(h => h.Persons.Select(p => (Person: p, Household: h)))
                .ToDictionary(x => x.Person, x => x.Household, StringComparer.Ordinal);
        }
    } = [];

    /// <summary>Registrations under a masked phone and what became of them; sorted by record.</summary>
    public ImmutableArray<MaskedLead> Masked { get; init; } = [];

    /// <summary>The person that a record belongs to; null for a record that is not known (any more).</summary>
    public Person? PersonOf(RecordId record) => byRecord.GetValueOrDefault(record);

    /// <summary>The person with an id; null when there is none.</summary>
    public Person? PersonWith(string id) => byId.GetValueOrDefault(id);

    /// <summary>The household that a person belongs to; null for a person of another view.</summary>
    public Household? HouseholdOf(string person) => byPerson.GetValueOrDefault(person);
}

/// <summary>One human being, or company, as the records that are thought to be theirs.</summary>
/// <param name="Id">Public id, <c>p_…</c>, of the anchor.</param>
/// <param name="Anchor">The record that was received first, ties by its id.</param>
/// <param name="Records">Sorted by when they were received, then by id.</param>
public sealed record Person(string Id, RecordId Anchor, ImmutableArray<RecordId> Records)
{
    /// <summary>What identifies them, the best sighting of each; sorted by kind and value.</summary>
    public ImmutableArray<Identifier> Identifiers { get; init; } = [];

    /// <summary>Names as sent, each once, oldest first.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary><c>female</c> or <c>male</c>, as first stated or implied by an address such as 女士; null: unknown.</summary>
    public string? Gender { get; init; }

    /// <summary>From the best document or statement; null: unknown.</summary>
    public LocalDate? BirthDate { get; init; }

    /// <summary>Roles in any event, each once, in ordinal order.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"Person({Id})";
}

/// <summary>Kinds of identifier.</summary>
public enum IdentifierKind
{
    /// <summary>A full phone number, E.164.</summary>
    Phone,

    /// <summary>A phone of which the middle is not known: <c>139****2222</c>.</summary>
    MaskedPhone,

    /// <summary>A WeChat id as typed.</summary>
    Wechat,

    /// <summary>A WeChat union id.</summary>
    UnionId,

    /// <summary>A WeChat open id, <c>issuer|openId</c>.</summary>
    OpenId,

    /// <summary>An id in another system, <c>system|id</c>.</summary>
    CustomerId,

    /// <summary>A document, <c>kind|number</c>.</summary>
    Document,

    /// <summary>An e-mail address.</summary>
    Email,
}

/// <summary>One way to tell who somebody is.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Value">Normalised, in clear: personal.</param>
/// <param name="Masked">What may be shown to anybody who may see the person at all.</param>
/// <param name="Grade">Of its best sighting.</param>
/// <param name="Verified">Whether a one-time password or a WeChat contact proved it.</param>
/// <param name="VerifiedAt">The first proof; null when never.</param>
public sealed record Identifier(
    IdentifierKind Kind,
    string Value,
    string Masked,
    Grade Grade,
    bool Verified,
    Instant? VerifiedAt
)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"Identifier({Kind}, {Masked})";
}

/// <summary>How two persons are related, from every statement about the pair and kind.</summary>
/// <param name="From">Person id. A symmetric kind names the smaller id first.</param>
/// <param name="To">Person id.</param>
/// <param name="Kind">Never <see cref="RelationKind.Child"/>: a child is named as the <c>to</c> of a parent.</param>
/// <param name="Grade">Of the evidence that opens it.</param>
/// <param name="ValidFrom">First day in Asia/Shanghai on which it holds; null: always has.</param>
/// <param name="ValidTo">First day on which it no longer holds; null: it still does.</param>
/// <param name="Evidence">What opens it.</param>
/// <param name="Facts">Every event that states it at a grade this view admits; sorted.</param>
public sealed record Relation(
    string From,
    string To,
    RelationKind Kind,
    Grade Grade,
    LocalDate? ValidFrom,
    LocalDate? ValidTo,
    RelationEvidence Evidence,
    ImmutableArray<FactId> Facts
)
{
    /// <summary>Whether it holds on the day of an instant in Asia/Shanghai: [from, to).</summary>
    public bool HoldsAt(Instant at) => HoldsOn(China.DateOf(at));

    /// <summary>Whether it holds on a day: [from, to).</summary>
    public bool HoldsOn(LocalDate day) => !(day < ValidFrom) && !(day >= ValidTo);

    /// <summary>The other side for one of the two; null for anybody else.</summary>
    public string? Other(string person) =>
        person == From ? To
        : person == To ? From
        : null;
}

/// <summary>People who are served as one family: connected by relations that still hold.</summary>
/// <param name="Id">Public id, <c>h_…</c>, of the anchor.</param>
/// <param name="Anchor">The first record of all its persons.</param>
/// <param name="Persons">Person ids, sorted.</param>
public sealed record Household(string Id, RecordId Anchor, ImmutableArray<string> Persons);

/// <summary>What became of a registration that gave only a masked phone (docs/rules.md NRM-02, NRM-03).</summary>
public enum MaskState
{
    /// <summary>Nobody came yet with a number that fits.</summary>
    Provisional,

    /// <summary>It belongs to the person who came.</summary>
    Bound,

    /// <summary>Two or more known customers fit, and none of them came: it counts for nobody.</summary>
    Ambiguous,

    /// <summary>The number of a visitor who is related to the registered person fits, their surname does not.</summary>
    NameMismatch,
}

/// <summary>A registration under a masked phone.</summary>
/// <param name="Record">The registered record.</param>
/// <param name="State">What became of it.</param>
/// <param name="BoundTo">The visit's (or sale's) record it was bound by; null unless bound.</param>
/// <param name="Candidates">Records with a full number that fits, one per person; sorted.</param>
public sealed record MaskedLead(
    RecordId Record,
    MaskState State,
    RecordId? BoundTo,
    ImmutableArray<RecordId> Candidates
);

/// <summary>Two records that are one person's, and the rule that says so.</summary>
/// <param name="A">The smaller record.</param>
/// <param name="B">The larger record.</param>
/// <param name="Grade">How good the evidence is.</param>
/// <param name="Rule">DOC_EQUAL, PHONE_EQUAL, CUSTOMER_ID_EQUAL, UNION_ID_EQUAL, OPEN_ID_EQUAL, WECHAT_EQUAL or MASK_BOUND.</param>
public sealed record Link(RecordId A, RecordId B, Grade Grade, string Rule);
