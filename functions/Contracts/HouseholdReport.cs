using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Functions.Contracts;

/// <summary>A household as callers see it. Identifiers are masked.</summary>
internal sealed record HouseholdReport
{
    /// <summary>Public id.</summary>
    public required string Id { get; init; }

    /// <summary>Its people.</summary>
    public required IReadOnlyList<PersonReport> People { get; init; }

    /// <summary>How they are related.</summary>
    public required IReadOnlyList<RelationReport> Relations { get; init; }

    /// <summary>Registrations and walk-ins, oldest first.</summary>
    public required IReadOnlyList<ClaimReport> Claims { get; init; }

    /// <summary>Opportunities, oldest first.</summary>
    public required IReadOnlyList<OpportunityReport> Opportunities { get; init; }

    /// <summary>Ids of sales.</summary>
    public required IReadOnlyList<string> Sales { get; init; }

    /// <summary>Derives the household that a record belongs to; null when the record is not known (any more).</summary>
    public static HouseholdReport? Of(DossierFacts facts, RecordId anchor)
    {
        var view = Identities.Derive(facts, null, Grade.E6);
        return view.PersonOf(anchor) is { } person && view.HouseholdOf(person.Id) is { } household
            ? Of(facts, view, household)
            : null;
    }

    /// <summary>A household of a view for callers.</summary>
    public static HouseholdReport Of(DossierFacts facts, IdentityView view, Household household)
    {
        var members = household.Persons.ToImmutableHashSet(StringComparer.Ordinal);
        List<Fact> own =
        [
            .. KnownFacts
                .At(facts.Facts, null)
                .Where(fact =>
                    fact.Body.People.Select((_, i) => view.PersonOf(new(fact.Id, i))?.Id)
                        .Any(id => id is not null && members.Contains(id))
                ),
        ];
        return new()
        {
            Id = household.Id,
            People = [.. household.Persons.Select(id => PersonReport.Of(view.PersonWith(id)!))],
            Relations =
            [
                .. view
                    .Relations.Where(r => members.Contains(r.From) && members.Contains(r.To))
                    .Select(RelationReport.Of),
            ],
            Claims = [.. own.Select(ClaimReport.Of).OfType<ClaimReport>()],
            Opportunities = [.. own.Select(OpportunityReport.Of).OfType<OpportunityReport>()],
            Sales =
            [
                .. own.Select(fact => (fact.Body as FactBody.SaleRecorded)?.Sale)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ],
        };
    }
}

/// <summary>A person of a household.</summary>
internal sealed record PersonReport(
    string Id,
    IReadOnlyList<string> Names,
    string? Gender,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Records,
    IReadOnlyList<IdentifierReport> Identifiers
)
{
    /// <summary>A person for callers. The date of birth is left out: nobody needs to read it to follow a decision.</summary>
    public static PersonReport Of(Person person) =>
        new(
            person.Id,
            person.Names,
            person.Gender,
            person.Roles,
            [.. person.Records.Select(record => record.ToString())],
            [.. person.Identifiers.Select(IdentifierReport.Of)]
        );
}

/// <summary>A masked identifier.</summary>
internal sealed record IdentifierReport(string Kind, string Value, string Grade, bool Verified)
{
    /// <summary>An identifier for callers.</summary>
    public static IdentifierReport Of(Identifier identifier) =>
        new(WireNames.Of(identifier.Kind), identifier.Masked, identifier.Grade.ToString(), identifier.Verified);
}

/// <summary>A relation between two people of a household.</summary>
internal sealed record RelationReport(
    string From,
    string To,
    string Kind,
    string Grade,
    LocalDate? ValidFrom,
    LocalDate? ValidTo,
    string Evidence,
    IReadOnlyList<string> Facts
)
{
    /// <summary>A relation for callers.</summary>
    public static RelationReport Of(Relation relation) =>
        new(
            relation.From,
            relation.To,
            WireNames.Of(relation.Kind),
            relation.Grade.ToString(),
            relation.ValidFrom,
            relation.ValidTo,
            WireNames.Of(relation.Evidence),
            [.. relation.Facts.Select(fact => fact.ToString())]
        );
}

/// <summary>A claim of a household.</summary>
internal sealed record ClaimReport(string Claim, ChannelAnswer Channel, string Project, Instant ReceivedAt)
{
    /// <summary>The claim that a fact makes; null when it makes none.</summary>
    public static ClaimReport? Of(Fact fact) =>
        fact.Body switch
        {
            FactBody.LeadRegistered lead => new(
                fact.Id.ToString(),
                ChannelAnswer.Of(lead.Channel),
                lead.Project,
                fact.ReceivedAt
            ),
            FactBody.VisitConfirmed { Channel: null } visit => new(
                fact.Id.ToString(),
                ChannelAnswer.Of(ChannelRef.WalkIn),
                visit.Project,
                fact.ReceivedAt
            ),
            _ => null,
        };
}

/// <summary>An opportunity of a household.</summary>
internal sealed record OpportunityReport(
    string Opportunity,
    string Project,
    string Kind,
    string? Stage,
    Instant ReceivedAt
)
{
    /// <summary>The opportunity that a fact changes; null when it changes none.</summary>
    public static OpportunityReport? Of(Fact fact) =>
        fact.Body is FactBody.OpportunityChanged changed
            ? new(
                changed.OpportunityId,
                changed.Project,
                WireNames.Of(changed.Opportunity),
                changed.Stage,
                fact.ReceivedAt
            )
            : null;
}

/// <summary>Why two records are, or are not, one person or one household.</summary>
internal sealed record WhyReport(
    bool SamePerson,
    bool SamePersonForMoney,
    bool SameHousehold,
    IReadOnlyList<ComparisonReport> Comparisons,
    IReadOnlyList<LinkReport> Path,
    IReadOnlyList<RelationReport> Relations,
    IReadOnlyList<SeparationReport> Separations
)
{
    /// <summary>An explanation for callers.</summary>
    public static WhyReport Of(Explanation why) =>
        new(
            why.SamePerson,
            why.SamePersonForMoney,
            why.SameHousehold,
            [
                .. why.Comparisons.Select(c => new ComparisonReport(
                    c.Rule,
                    WireNames.Of(c.Verdict),
                    c.Grade?.ToString()
                )),
            ],
            [.. why.Path.Select(l => new LinkReport(l.A.ToString(), l.B.ToString(), l.Rule, l.Grade.ToString()))],
            [.. why.Relations.Select(RelationReport.Of)],
            [.. why.Separations.Select(s => new SeparationReport(s.Code, s.A.ToString(), s.B.ToString(), s.Rule))]
        );
}

/// <summary>A comparison of the two records.</summary>
internal sealed record ComparisonReport(string Rule, string Verdict, string? Grade);

/// <summary>A link that joined two records.</summary>
internal sealed record LinkReport(string A, string B, string Rule, string Grade);

/// <summary>Something that keeps two people apart.</summary>
internal sealed record SeparationReport(string Code, string A, string B, string? Rule);
