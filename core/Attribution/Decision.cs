using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>An attribution decision (判客): the answer, every reason, every claim's trace, the policy and what was known.</summary>
public sealed record Decision
{
    /// <summary>Where in the life of the customer it was taken.</summary>
    public required Checkpoint Checkpoint { get; init; }

    /// <summary>What was decided.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Who earned the customer; one of share 1 when won, several that sum to 1 when shared, else none.</summary>
    public required ImmutableArray<Credit> Credits { get; init; }

    /// <summary>Why, most telling first: post-sale code, household code, priority code, flags.</summary>
    public required ImmutableArray<Reason> Reasons { get; init; }

    /// <summary>The policy that the winning claim is pinned to, <c>px@1</c>; <c>default@1</c> when none is set.</summary>
    public required string Policy { get; init; }

    /// <summary>When the newest fact in the evidence became known.</summary>
    public required Instant AsKnownAt { get; init; }

    /// <summary><c>sha256:…</c> over the names of the facts that the decision rests on and the policies it used.</summary>
    public required string EvidenceHash { get; init; }

    /// <summary>Every claim of the household with every rule, ordered by the claims' times.</summary>
    public required ImmutableArray<ClaimTrace> Trace { get; init; }

    /// <summary>The facts that the decision rests on, sorted.</summary>
    public required ImmutableArray<FactId> Evidence { get; init; }
}

/// <summary>Kinds of answer.</summary>
public enum Outcome
{
    /// <summary>One channel earned the customer.</summary>
    Won,

    /// <summary>Several did.</summary>
    Shared,

    /// <summary>Nobody did.</summary>
    None,

    /// <summary>People must decide; moves no money.</summary>
    Review,
}

/// <summary>Checkpoints of the industry.</summary>
public enum Checkpoint
{
    /// <summary>Registration.</summary>
    C0,

    /// <summary>Visit, 到访判客.</summary>
    C1,

    /// <summary>Subscription, 认购判客.</summary>
    C2,

    /// <summary>Signing, 签约判客.</summary>
    C3,

    /// <summary>Settlement audit, 结佣审核.</summary>
    C4,

    /// <summary>An identity event after the sale.</summary>
    C5,
}

/// <summary>A share of the credit for a customer.</summary>
public sealed record Credit(ChannelRef Channel, Rate Share);

/// <summary>A reason code with its parameters.</summary>
public sealed record Reason(ReasonCode Code, ImmutableSortedDictionary<string, string> Parameters)
{
    /// <summary>A reason without parameters.</summary>
    public Reason(ReasonCode code)
        : this(code, ImmutableSortedDictionary<string, string>.Empty) { }
}

/// <summary>What the rules said about one claim.</summary>
/// <param name="Claim">Name of the fact that makes the claim.</param>
/// <param name="Channel">Who claims.</param>
/// <param name="Policy">Policy version and its section: <c>px@1#agency</c>.</param>
/// <param name="Verdict"><c>stands</c>, <c>fails</c> or <c>touch</c> (no claim at all).</param>
/// <param name="Rules">Every rule in the catalogue's order.</param>
public sealed record ClaimTrace(
    FactId Claim,
    ChannelRef Channel,
    string Policy,
    string Verdict,
    ImmutableArray<RuleResult> Rules
);

/// <summary>One rule on one claim.</summary>
/// <param name="Id">The catalogue's id: VAL-01.</param>
/// <param name="Passed">Whether the claim passed.</param>
/// <param name="Code">The reason when it did not.</param>
/// <param name="Parameters">What was compared, without personal data.</param>
public sealed record RuleResult(
    string Id,
    bool Passed,
    ReasonCode? Code,
    ImmutableSortedDictionary<string, string> Parameters
);
