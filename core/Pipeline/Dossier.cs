using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using NodaTime;

namespace Core.Pipeline;

/// <summary>A fact as a dossier holds it.</summary>
public sealed class PlacedFact
{
    private readonly StoredFacts.Stored stored;

    /// <summary>A fact from its stored form.</summary>
    /// <param name="stored">What <see cref="EventParser.Write"/> wrote; empty while a big dossier's row only names the fact.</param>
    /// <param name="placedAt">When it was placed: it counts as applied from then on.</param>
    public PlacedFact(ReadOnlySpan<byte> stored, Instant placedAt) =>
        (this.stored, PlacedAt) = (StoredFacts.Of(stored), placedAt);

    /// <summary>Empty while a big dossier's row only names the fact.</summary>
    public byte[] Stored => stored.Bytes;

    /// <summary>When it was placed.</summary>
    public Instant PlacedAt { get; }

    /// <summary>The fact, read on first use.</summary>
    public Fact Fact => stored.Fact;
}

/// <summary>
/// All facts about one set of linked people, and what was published from them. A grow-only set: two dossiers can be
/// united at any time, by anyone, in any order, and uniting twice changes nothing.
/// </summary>
public sealed record Dossier
{
    /// <summary>Id: the birth id of a fact or an anchor.</summary>
    public required string Id { get; init; }

    /// <summary>Where a sealed dossier's content went; null for a root.</summary>
    public string? To { get; init; }

    /// <summary>Facts by birth id.</summary>
    public ImmutableSortedDictionary<string, PlacedFact> Facts { get; init; } =
        ImmutableSortedDictionary.Create<string, PlacedFact>(StringComparer.Ordinal);

    /// <summary>
    /// Anchors that lead here. A sale is derived and published only where its anchor is: while a merge is under way, one of
    /// its facts may lie in a root that knows nothing of the others.
    /// </summary>
    public ImmutableSortedSet<string> Anchors { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Texts of search keys that became generic.</summary>
    public ImmutableSortedSet<string> Generic { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>What was published, by sale.</summary>
    public ImmutableSortedDictionary<string, SaleState> Sales { get; init; } =
        ImmutableSortedDictionary.Create<string, SaleState>(StringComparer.Ordinal);

    /// <summary>What must still be said: written with the state that it follows from.</summary>
    public ImmutableArray<Publication> Outbox { get; init; } = [];

    /// <summary>The facts as deciders take them.</summary>
    public DossierFacts Known => new([.. Facts.Values.Select(f => f.Fact)], [.. Generic]);

    /// <summary>This dossier and everything of the other. Commutative, associative, idempotent but for the id.</summary>
    public Dossier With(Dossier other)
    {
        var facts = Facts.ToBuilder();
        foreach (var (id, fact) in other.Facts)
        {
            facts.TryAdd(id, fact);
        }

        var sales = Sales.ToBuilder();
        foreach (var (sale, state) in other.Sales)
        {
            if (!sales.TryGetValue(sale, out var mine) || mine.Revision < state.Revision)
            {
                sales[sale] = state;
            }
        }

        return this with
        {
            Facts = facts.ToImmutable(),
            Anchors = Anchors.Union(other.Anchors),
            Generic = Generic.Union(other.Generic),
            Sales = sales.ToImmutable(),
            Outbox =
            [
                .. Outbox
                    .Concat(other.Outbox)
                    .DistinctBy(p => (p.Sale, p.Revision))
                    .OrderBy(p => p.Sale, StringComparer.Ordinal)
                    .ThenBy(p => p.Revision),
            ],
        };
    }

    /// <summary>Whether everything of the other is already here.</summary>
    public bool Contains(Dossier other) =>
        other.Facts.Keys.All(Facts.ContainsKey)
        && other.Anchors.IsSubsetOf(Anchors)
        && other.Generic.IsSubsetOf(Generic)
        && other.Sales.All(s => Sales.TryGetValue(s.Key, out var mine) && mine.Revision >= s.Value.Revision);
}

/// <summary>What a dossier published about one sale.</summary>
public sealed record SaleState
{
    /// <summary>Rises with every publication.</summary>
    public required long Revision { get; init; }

    /// <summary>Hash of <see cref="View"/>: nothing is published when it stays.</summary>
    public required string ViewHash { get; init; }

    /// <summary>The published view, as <see cref="Commission.SaleView"/> JSON.</summary>
    public required byte[] View { get; init; }

    /// <summary>Keys of the decisions in the log, in order: the decision's public revision is its place, from 1.</summary>
    public ImmutableArray<string> Logged { get; init; } = [];

    /// <summary>For each step of the derived decision timeline its public revision; 0 when it was never published.</summary>
    public ImmutableArray<int> Revisions { get; init; } = [];
}

/// <summary>A decision to be appended to the log, or only the news that a sale changed.</summary>
/// <param name="Sale">The sale.</param>
/// <param name="Revision">The sale's publication revision.</param>
/// <param name="Decisions">Log rows to write: public revision and decision JSON.</param>
/// <param name="Facts">Birth ids of the facts that they were derived from.</param>
/// <param name="Generic">Texts of the keys that were generic then.</param>
/// <param name="Settings">Version of the settings that they were derived under.</param>
public sealed record Publication(
    string Sale,
    long Revision,
    ImmutableArray<LoggedDecision> Decisions,
    ImmutableArray<string> Facts,
    ImmutableArray<string> Generic,
    string Settings
);

/// <summary>One decision for the log.</summary>
/// <param name="Number">Public revision, from 1.</param>
/// <param name="Json">The decision as UTF-8 JSON.</param>
public sealed record LoggedDecision(int Number, byte[] Json);
