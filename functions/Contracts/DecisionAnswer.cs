using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Core.Attribution;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Functions.Contracts;

/// <summary>An attribution decision as callers see it.</summary>
internal sealed record DecisionAnswer
{
    /// <summary>Its number among the sale's published decisions, from 1; null: it was never published (as known then, another policy, no sale yet).</summary>
    public required int? Revision { get; init; }

    /// <summary>C0 to C5.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>won, shared, none or review.</summary>
    public required string Outcome { get; init; }

    /// <summary>Who earned the customer.</summary>
    public required IReadOnlyList<CreditAnswer> Credits { get; init; }

    /// <summary>Why, most telling first.</summary>
    public required IReadOnlyList<ReasonAnswer> Reasons { get; init; }

    /// <summary>Policy and version that the winning claim is pinned to.</summary>
    public required string Policy { get; init; }

    /// <summary>Whether money follows it.</summary>
    public required bool Effective { get; init; }

    /// <summary>When the newest fact in the evidence became known.</summary>
    public required Instant AsKnownAt { get; init; }

    /// <summary>Over the facts and policies that it rests on.</summary>
    public required string EvidenceHash { get; init; }

    /// <summary>Every claim with every rule; absent where the decision is only mentioned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TraceAnswer>? Trace { get; init; }

    /// <summary>Names of the facts that it rests on; absent where the decision is only mentioned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Evidence { get; init; }

    /// <summary>A decision for callers.</summary>
    public static DecisionAnswer Of(Decision decision, int? revision, bool effective, bool withTrace) =>
        new()
        {
            Revision = revision is > 0 ? revision : null,
            Checkpoint = decision.Checkpoint.ToString(),
            Outcome = WireNames.Of(decision.Outcome),
            Credits = [.. decision.Credits.Select(CreditAnswer.Of)],
            Reasons = [.. decision.Reasons.Select(ReasonAnswer.Of)],
            Policy = decision.Policy,
            Effective = effective,
            AsKnownAt = decision.AsKnownAt,
            EvidenceHash = decision.EvidenceHash,
            Trace = withTrace ? [.. decision.Trace.Select(TraceAnswer.Of)] : null,
            Evidence = withTrace ? [.. decision.Evidence.Select(fact => fact.ToString())] : null,
        };
}

/// <summary>A channel.</summary>
internal sealed record ChannelAnswer(string Kind, string? Organisation, string? Person)
{
    /// <summary>A channel for callers.</summary>
    public static ChannelAnswer Of(ChannelRef channel) =>
        new(WireNames.Of(channel.Kind), channel.Organisation, channel.Person);
}

/// <summary>A share of the credit.</summary>
internal sealed record CreditAnswer(ChannelAnswer Channel, Rate Share)
{
    /// <summary>A credit for callers.</summary>
    public static CreditAnswer Of(Credit credit) => new(ChannelAnswer.Of(credit.Channel), credit.Share);
}

/// <summary>A reason code, with parameters where it has any.</summary>
internal sealed record ReasonAnswer(
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        ImmutableSortedDictionary<string, string>? Parameters
)
{
    /// <summary>A reason for callers.</summary>
    public static ReasonAnswer Of(Reason reason) =>
        new(reason.Code.Wire(), reason.Parameters.IsEmpty ? null : reason.Parameters);
}

/// <summary>What the rules said about one claim.</summary>
internal sealed record TraceAnswer(
    string Claim,
    ChannelAnswer Channel,
    string Policy,
    string Verdict,
    IReadOnlyList<RuleAnswer> Rules
)
{
    /// <summary>A trace for callers.</summary>
    public static TraceAnswer Of(ClaimTrace trace) =>
        new(
            trace.Claim.ToString(),
            ChannelAnswer.Of(trace.Channel),
            trace.Policy,
            trace.Verdict,
            [.. trace.Rules.Select(RuleAnswer.Of)]
        );
}

/// <summary>One rule on one claim.</summary>
internal sealed record RuleAnswer(
    string Id,
    bool Passed,
    string? Code,
    ImmutableSortedDictionary<string, string> Parameters
)
{
    /// <summary>A rule for callers.</summary>
    public static RuleAnswer Of(RuleResult rule) => new(rule.Id, rule.Passed, rule.Code?.Wire(), rule.Parameters);
}
