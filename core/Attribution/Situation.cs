using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;

namespace Core.Attribution;

/// <summary>Everything that a decision looks at: one subject, one view of who is who, what was known.</summary>
internal sealed record Situation
{
    /// <summary>What the decision is about.</summary>
    public required Subject Subject { get; init; }

    /// <summary>Who is who.</summary>
    public required IdentityView View { get; init; }

    /// <summary>Whose claims count.</summary>
    public required Family Family { get; init; }

    /// <summary>The policy version at the subject's moment: household, decision and post-sale parameters.</summary>
    public required Policy Policy { get; init; }

    /// <summary>Channels, for contracts.</summary>
    public required ChannelBook Channels { get; init; }

    /// <summary>Claims of the family's people up to the subject's moment, in order of time.</summary>
    public required ImmutableArray<Claim> Claims { get; init; }

    /// <summary>Visits of the family's people in the project, in order of time.</summary>
    public required ImmutableArray<Visit> Visits { get; init; }

    /// <summary>Contacts with the family's people in the project, in order of time.</summary>
    public required ImmutableArray<Contact> Contacts { get; init; }

    /// <summary>Every known fact about the family's people.</summary>
    public required ImmutableArray<Fact> About { get; init; }

    /// <summary>Gathers it.</summary>
    /// <param name="subject">What the decision is about.</param>
    /// <param name="view">Who is who.</param>
    /// <param name="known">Facts as known, in order.</param>
    /// <param name="pin">Policies.</param>
    public static Situation Of(Subject subject, IdentityView view, ImmutableArray<Fact> known, PolicyPin pin)
    {
        var policy = pin.At(subject.At);
        var family = Family.Of(view, Persons(view, subject.Buyers), Persons(view, subject.Revealed), policy.Household);
        var records = family
            .People.Select(view.PersonWith)
            .OfType<Person>()
            .SelectMany(p => p.Records.Select(r => (r.Fact, p.Id)))
            .ToLookup(r => r.Fact, r => r.Id);
        ImmutableArray<Fact> about = [.. known.Where(f => records.Contains(f.Id))];
        ImmutableArray<string> PeopleOf(Fact fact) => [.. records[fact.Id].Distinct(StringComparer.Ordinal)];

        return new()
        {
            Subject = subject,
            View = view,
            Family = family,
            Policy = policy,
            Channels = pin.Settings.Channels,
            About = about,
            Claims =
            [
                .. about
                    .Where(f => f.ReceivedAt <= subject.At)
                    .Select(f => ClaimOf(f, subject, PeopleOf(f), view, policy, pin))
                    .OfType<Claim>(),
            ],
            Visits = [.. about.Select(f => VisitOf(f, subject.Project, PeopleOf(f), pin)).OfType<Visit>()],
            Contacts = [.. about.Select(f => ContactOf(f, subject.Project, PeopleOf(f))).OfType<Contact>()],
        };
    }

    private static IEnumerable<string> Persons(IdentityView view, ImmutableArray<RecordId> records) =>
        records.Select(r => view.PersonOf(r)?.Id).OfType<string>();

    private static Claim? ClaimOf(
        Fact fact,
        Subject subject,
        ImmutableArray<string> people,
        IdentityView view,
        Policy latest,
        PolicyPin pin
    )
    {
        var (channel, kind) = fact.Body switch
        {
            FactBody.LeadRegistered lead
                when lead.Project == subject.Project && lead.Opportunity == subject.Opportunity => (
                lead.Channel,
                Claim.KindOf(lead.Channel.Kind)
            ),
            FactBody.VisitConfirmed { Channel: null or { Kind: ChannelKind.SalesOffice } } visit
                when visit.Project == subject.Project => (ChannelRef.WalkIn, ClaimKind.WalkIn),
            _ => (ChannelRef.WalkIn, (ClaimKind?)null),
        };
        if (kind is null)
        {
            return null;
        }

        var policy = latest.Decision.PinToClaim ? pin.At(fact.ReceivedAt) : latest;
        return new(fact, channel, kind.Value, people, IsMasked(fact), policy, policy.SectionFor(channel));
    }

    private static Visit? VisitOf(Fact fact, string project, ImmutableArray<string> people, PolicyPin pin)
    {
        if (fact.Body is not FactBody.VisitConfirmed visit || visit.Project != project)
        {
            return null;
        }

        var channel = visit.Channel is null or { Kind: ChannelKind.SalesOffice } ? ChannelRef.WalkIn : visit.Channel;
        var section = pin.At(fact.ReceivedAt).SectionFor(channel);
        return new(fact, channel, people, visit.BookedBy == "customer", section);
    }

    private static Contact? ContactOf(Fact fact, string project, ImmutableArray<string> people) =>
        fact.Body is FactBody.ContactMade { TwoWay: true } contact
        && contact.Project == project
        && Claim.KindOf(contact.Channel.Kind) is null or ClaimKind.Own
            ? new(fact, people, contact.Medium == ContactMedium.Call ? contact.Seconds ?? 0 : null)
            : null;

    /// <summary>Whether no person of a registration came with a full number while one came with a masked one.</summary>
    private static bool IsMasked(Fact fact)
    {
        var readings = fact.Body.People.SelectMany(p => p.Phones).Select(p => Phones.Normalise(p.Number)).ToList();
        return readings.Any(r => r.Mask is not null) && readings.All(r => r.E164 is null);
    }
}
