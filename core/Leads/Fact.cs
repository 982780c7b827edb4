using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Leads;

/// <summary>What makes an event one and the same: its source and its id there.</summary>
/// <param name="Source">CloudEvents <c>source</c>, such as <c>/agencies/agency-7</c>. Holds no <c>|</c>.</param>
/// <param name="Id">CloudEvents <c>id</c>, unique in its source.</param>
public readonly record struct FactId(string Source, string Id) : IComparable<FactId>
{
    /// <summary>Ordinal by source, then id.</summary>
    public int CompareTo(FactId other)
    {
        var bySource = string.CompareOrdinal(Source, other.Source);
        return bySource != 0 ? bySource : string.CompareOrdinal(Id, other.Id);
    }

    /// <summary><c>source|id</c>, the name of a fact everywhere.</summary>
    public override string ToString() => $"{Source}|{Id}";
}

/// <summary>One person as one event described them.</summary>
/// <param name="Fact">The event.</param>
/// <param name="Index">The person's place in the event's <c>people</c>, from 0.</param>
public readonly record struct RecordId(FactId Fact, int Index) : IComparable<RecordId>
{
    /// <summary>By fact, then place.</summary>
    public int CompareTo(RecordId other)
    {
        var byFact = Fact.CompareTo(other.Fact);
        return byFact != 0 ? byFact : Index.CompareTo(other.Index);
    }

    /// <summary><c>source|id|index</c>, the name of a record everywhere.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Fact}|{Index}");
}

/// <summary>How far the sender of a fact is believed.</summary>
public enum Trust
{
    /// <summary>The seller's own system.</summary>
    Own,

    /// <summary>A claimant: its documents and relations are graded E4 at best.</summary>
    ThirdParty,
}

/// <summary>
/// Something that happened, as it was told. Facts are only ever added; nothing edits or deletes one.
/// Two clocks: <see cref="OccurredAt"/> is the sender's, <see cref="ReceivedAt"/> is ours.
/// </summary>
public sealed record Fact
{
    /// <summary>Identity of the event.</summary>
    public required FactId Id { get; init; }

    /// <summary>CloudEvents <c>time</c>, by the sender's clock; for display and for dates, never for priority.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>When it became known (knownFrom). Orders claims; cuts of "as known" include it.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>How far the sender is believed, stamped on arrival from its channel record.</summary>
    public required Trust Trust { get; init; }

    /// <summary>Id of the channel record whose source prefix this is; null when none is known.</summary>
    public string? SenderChannel { get; init; }

    /// <summary>Kind of that channel record (<see cref="ChannelKind"/> as sent, or <c>internal</c>); null when none is known.</summary>
    public string? SenderKind { get; init; }

    /// <summary>What it says.</summary>
    public required FactBody Body { get; init; }
}

/// <summary>What a fact says, by event type. Closed: every case is nested in <see cref="FactBody"/>'s file.</summary>
public abstract record FactBody
{
    private FactBody() { }

    /// <summary>The people that this event describes; their place is their record's index.</summary>
    public virtual ImmutableArray<PersonRecord> People => [];

    /// <summary>Relations between them, or between records named by ref.</summary>
    public virtual ImmutableArray<RelationStatement> Relations => [];

    /// <summary><c>lead.registered</c>: a channel registers a customer: a claim.</summary>
    public sealed record LeadRegistered(
        string Project,
        OpportunityKind Opportunity,
        ChannelRef Channel,
        ImmutableArray<PersonRecord> Persons,
        ImmutableArray<RelationStatement> Related
    ) : FactBody
    {
        /// <inheritdoc />
        public override ImmutableArray<PersonRecord> People => Persons;

        /// <inheritdoc />
        public override ImmutableArray<RelationStatement> Relations => Related;

        /// <summary>Whether it carries a supporting artefact.</summary>
        public bool HasArtefact { get; init; }

        /// <summary>Referrer's person ref or id, when the lead is a referral; kept as sent.</summary>
        public string? ReferrerSale { get; init; }
    }

    /// <summary><c>contact.made</c>: somebody of the seller really talked with the customer.</summary>
    public sealed record ContactMade(
        string Project,
        ChannelRef Channel,
        ImmutableArray<PersonRecord> Persons,
        ContactMedium Medium,
        bool TwoWay,
        int? Seconds
    ) : FactBody
    {
        /// <inheritdoc />
        public override ImmutableArray<PersonRecord> People => Persons;
    }

    /// <summary><c>visit.confirmed</c>: the customer came. Without a channel: a walk-in, which is a claim.</summary>
    public sealed record VisitConfirmed(
        string Project,
        ChannelRef? Channel,
        ImmutableArray<PersonRecord> Persons,
        string ConfirmedBy,
        bool Accompanied,
        string? ReceivedBy,
        string? BookedBy
    ) : FactBody
    {
        /// <inheritdoc />
        public override ImmutableArray<PersonRecord> People => Persons;
    }

    /// <summary><c>person.observed</c>: something was learned about people.</summary>
    public sealed record PersonObserved(
        ImmutableArray<PersonRecord> Persons,
        ImmutableArray<RelationStatement> Related,
        string? Context
    ) : FactBody
    {
        /// <inheritdoc />
        public override ImmutableArray<PersonRecord> People => Persons;

        /// <inheritdoc />
        public override ImmutableArray<RelationStatement> Relations => Related;
    }

    /// <summary><c>opportunity.changed</c>: a stage of an opportunity, which is configuration.</summary>
    public sealed record OpportunityChanged(
        string OpportunityId,
        string Project,
        OpportunityKind Opportunity,
        ImmutableArray<PersonRecord> Persons,
        string? Stage
    ) : FactBody
    {
        /// <inheritdoc />
        public override ImmutableArray<PersonRecord> People => Persons;
    }

    /// <summary><c>sale.recorded</c>: a deal.</summary>
    public sealed record SaleRecorded(
        string Sale,
        string Project,
        string? Product,
        OpportunityKind Opportunity,
        Money Price,
        ImmutableArray<PersonRecord> Persons,
        ImmutableArray<RelationStatement> Related,
        ImmutableArray<StaffShare> Staff,
        ChannelRef? Channel,
        SaleStage Stage,
        Instant At
    ) : FactBody
    {
        /// <inheritdoc />
        public override ImmutableArray<PersonRecord> People => Persons;

        /// <inheritdoc />
        public override ImmutableArray<RelationStatement> Relations => Related;

        /// <summary>The sale's fixed-name attributes (building, unitType, …), as decimal or plain strings.</summary>
        public ImmutableSortedDictionary<string, string> Attributes { get; init; } =
            ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary><c>sale.progressed</c>: a milestone was reached.</summary>
    public sealed record SaleProgressed(
        string Sale,
        Milestone Milestone,
        Money? Collected,
        Rate? CollectedShare,
        ImmutableArray<StaffShare> Staff,
        Instant At
    ) : FactBody;

    /// <summary><c>sale.repriced</c>: the price was corrected.</summary>
    public sealed record SaleRepriced(string Sale, Money Price, Instant At) : FactBody;

    /// <summary><c>sale.cancelled</c>: cancelled, or exchanged for another unit.</summary>
    public sealed record SaleCancelled(string Sale, Instant At, string? Reason, string? ExchangedFor) : FactBody;

    /// <summary><c>owner.revealed</c>: after the sale it is known who owns.</summary>
    public sealed record OwnerRevealed(
        string Sale,
        ImmutableArray<PersonRecord> Persons,
        ImmutableArray<RelationStatement> Related,
        string? EvidenceKind,
        string? EvidenceReference
    ) : FactBody
    {
        /// <inheritdoc />
        public override ImmutableArray<PersonRecord> People => Persons;

        /// <inheritdoc />
        public override ImmutableArray<RelationStatement> Relations => Related;
    }

    /// <summary><c>fact.retracted</c>: an earlier event, or a part of it, no longer holds; it stays on record.</summary>
    /// <param name="Target">The event.</param>
    /// <param name="Part">JSON pointer into the event (<c>/data/relations/0</c>) or its data (<c>/relations/0</c>); null: all of it.</param>
    /// <param name="Reason">forged, mistaken, withdrawn or fraud.</param>
    public sealed record FactRetracted(FactId Target, string? Part, RetractionReason Reason) : FactBody;

    /// <summary><c>payout.made</c>: money left the house.</summary>
    public sealed record PayoutMade(
        string Payee,
        string Batch,
        Money Amount,
        Money? Withheld,
        Period? StatementPeriod,
        int? StatementVersion,
        ImmutableArray<string> Covers,
        string? Reference,
        Instant At
    ) : FactBody;

    /// <summary>
    /// A type that is validated, stored and shown, and whose effect no decider reads yet
    /// (<c>customer.lookedUp</c>, <c>agent.left</c>, <c>agent.moved</c>, <c>claim.changed</c>, <c>dispute.opened</c>,
    /// <c>attribution.ruled</c>, <c>invoice.received</c>, <c>handover.changed</c>).
    /// </summary>
    /// <param name="Type">The event type.</param>
    /// <param name="Sale">The sale that it names, if any.</param>
    /// <param name="Persons">The people that it describes, if any.</param>
    public sealed record Noted(string Type, string? Sale, ImmutableArray<PersonRecord> Persons) : FactBody
    {
        /// <inheritdoc />
        public override ImmutableArray<PersonRecord> People => Persons;
    }
}
