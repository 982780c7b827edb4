using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using Core.Values;
using CsCheck;
using NodaTime;

namespace Core.Tests.Attribution;

/// <summary>Who claims or brings, in a small world: two agencies, the own app, nobody.</summary>
internal enum Who
{
    AgencyA,
    AgencyB,
    App,
    Nobody,
}

/// <summary>Kinds of thing that happen before the sale.</summary>
internal enum What
{
    Lead,
    Visit,
    Call,
}

/// <summary>Something that happens to a person (0 to 2) at a minute since 2026-03-01 00:00 in Shanghai.</summary>
internal sealed record Happening(What What, Who Who, int Person, int Minute);

/// <summary>A relation between two of the people; days since 2026-03-01, null for open ends.</summary>
internal sealed record Tie(int A, int B, bool Spouse, int? From, int? To)
{
    public bool HoldsAt(int minute) => !(minute / 1440 < From) && !(minute / 1440 >= To);
}

/// <summary>
/// A family and a sale in small numbers, so that times, people and claimants collide: person 0 buys, the others and the
/// relations come to light in April.
/// </summary>
internal sealed record World(
    ImmutableArray<Happening> Before,
    ImmutableArray<Tie> Ties,
    ImmutableArray<int> Owners,
    int Subscribed
)
{
    private static readonly Instant Start = China.StartOf(new LocalDate(2026, 3, 1));
    private static readonly string[] Names = ["张伟", "李芳", "王强"];
    private static readonly string[] Phones = ["13900002222", "13800001111", "13700003333"];

    /// <summary>Minutes around the boundaries of the default policy: lead time, midnights, and the ends of windows.</summary>
    private static readonly Gen<int> Minutes = Gen.Select(
            Gen.OneOf(0, 1, 3, 4, 7, 8, 15, 16, 17, 30, 31),
            Gen.OneOf(0, 1, 600, 629, 630, 631, 840, 1439)
        )
        .Select((day, minute) => (day * 1440) + minute);

    private static readonly Gen<Happening> Happenings = Gen.Select(
        Gen.OneOf(What.Lead, What.Lead, What.Visit, What.Visit, What.Call),
        Gen.OneOf(Who.AgencyA, Who.AgencyB, Who.App, Who.Nobody),
        Gen.OneOf(0, 0, 1, 2),
        Minutes,
        (what, who, person, minute) => new Happening(what, who, person, minute)
    );

    private static readonly Gen<int?> Days = Gen.OneOf<int?>(null, null, 0, 1, 3, 4, 15, 16);

    private static readonly Gen<Tie> Relations = Gen.Select(
        Gen.OneOf((0, 1), (0, 1), (0, 2), (1, 2)),
        Gen.OneOf(true, true, true, false),
        Days,
        Days,
        (pair, spouse, from, to) => new Tie(pair.Item1, pair.Item2, spouse, from, from < to ? to : null)
    );

    /// <summary>Worlds.</summary>
    public static Gen<World> Any { get; } =
        Gen.Select(
            Happenings.Array[0, 8],
            Relations.Array[0, 2],
            Gen.OneOf<ImmutableArray<int>>([0], [0, 1], [0, 1, 2]),
            Gen.OneOf(16, 17, 31, 32, 40),
            (before, ties, owners, day) =>
                new World(
                    [.. before.DistinctBy(h => h.Minute).OrderBy(h => h.Minute)],
                    [.. ties.DistinctBy(t => (t.A, t.B))],
                    owners,
                    (day * 1440) + 900
                )
        );

    /// <summary>When the owners and relations come to light.</summary>
    public static Instant Revealed { get; } = Start + Duration.FromDays(60);

    /// <summary>Everything as facts.</summary>
    public DossierFacts Facts => new([.. Before.Select(FactOf), .. Sale(), .. Revelation()], []);

    /// <summary>The name of a happening's fact.</summary>
    public static FactId IdOf(Happening h) =>
        new("/world", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"h-{h.Minute}"));

    /// <summary>The revelation, whose relations may be taken back.</summary>
    public static FactId RevelationId { get; } = new("/world", "revealed");

    /// <summary>A fact that takes back a relation of the revelation.</summary>
    public static Fact Retraction(int relation) =>
        Fact(
            new("/world", $"retract-{relation}"),
            Revealed + Duration.FromDays(1),
            new FactBody.FactRetracted(RevelationId, $"/data/relations/{relation}", RetractionReason.Forged)
        );

    /// <summary>A happening as a fact.</summary>
    public static Fact FactOf(Happening h) =>
        Fact(
            IdOf(h),
            Start + Duration.FromMinutes(h.Minute),
            h.What switch
            {
                What.Lead => new FactBody.LeadRegistered(
                    "PX",
                    OpportunityKind.New,
                    Channel(h.Who) ?? ChannelRef.WalkIn,
                    [Person(h.Person, verified: h.Who == Who.App)],
                    []
                ),
                What.Visit => new FactBody.VisitConfirmed(
                    "PX",
                    Channel(h.Who),
                    [Person(h.Person)],
                    "qr",
                    true,
                    null,
                    null
                ),
                What.Call => new FactBody.ContactMade(
                    "PX",
                    new(ChannelKind.OwnApp, "app", null),
                    [Person(h.Person)],
                    ContactMedium.Call,
                    true,
                    30
                ),
            }
        );

    /// <inheritdoc />
    public override string ToString() =>
        $"{string.Join("; ", Before)} | {string.Join("; ", Ties)} | owners {string.Join(',', Owners)} | at {Subscribed}";

    private IEnumerable<Fact> Sale()
    {
        var at = Start + Duration.FromMinutes(Subscribed);
        yield return Fact(
            new("/world", "sale"),
            at,
            new FactBody.SaleRecorded(
                "S-1",
                "PX",
                null,
                OpportunityKind.New,
                new Money(100),
                [Person(0, "buyer")],
                [],
                [],
                null,
                SaleStage.Signed,
                at
            )
        );
    }

    private IEnumerable<Fact> Revelation()
    {
        yield return Fact(
            RevelationId,
            Revealed,
            new FactBody.OwnerRevealed(
                "S-1",
                [.. Enumerable.Range(0, 3).Select(p => Person(p, Owners.Contains(p) ? "owner" : "user"))],
                [
                    .. Ties.Select(t => new RelationStatement(
                        $"{t.A}",
                        $"{t.B}",
                        t.Spouse ? RelationKind.Spouse : RelationKind.Sibling,
                        t.Spouse ? RelationEvidence.MarriageCertificate : RelationEvidence.HouseholdRegister,
                        null,
                        Day(t.From),
                        Day(t.To)
                    )),
                ],
                null,
                null
            )
        );
    }

    private static LocalDate? Day(int? day) => day is { } d ? new LocalDate(2026, 3, 1).PlusDays(d) : null;

    private static ChannelRef? Channel(Who who) =>
        who switch
        {
            Who.AgencyA => new(ChannelKind.Agency, "a", null),
            Who.AgencyB => new(ChannelKind.Agency, "b", null),
            Who.App => new(ChannelKind.OwnApp, "app", null),
            Who.Nobody => null,
        };

    private static PersonRecord Person(int person, string? role = null, bool verified = false) =>
        new()
        {
            Ref = $"{person}",
            Name = Names[person],
            Phones = [new(Phones[person], verified, null)],
            Roles = role is null ? [] : [role],
        };

    private static Fact Fact(FactId id, Instant at, FactBody body) =>
        new()
        {
            Id = id,
            OccurredAt = at,
            ReceivedAt = at,
            Trust = Trust.Own,
            Body = body,
        };
}
