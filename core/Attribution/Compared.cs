using System.Collections.Immutable;
using Core.Values;
using NodaTime;
using NodaTime.Text;

namespace Core.Attribution;

/// <summary>What each rule compared, for the trace: instants, names of facts and numbers, never personal data.</summary>
internal static class Compared
{
    /// <summary>Nothing to tell.</summary>
    public static ImmutableSortedDictionary<string, string> Nothing(Candidate c) => Of();

    /// <summary>By which relation the claim's person is kin.</summary>
    public static ImmutableSortedDictionary<string, string> Relation(Candidate c) =>
        c.Way is { Steps.Length: > 0 } way ? Steps(way) : Of();

    /// <summary>A way's kinds and the facts that state its relations.</summary>
    public static ImmutableSortedDictionary<string, string> Steps(Way way) =>
        Of(
            ("kind", string.Join(",", way.Kinds.Select(k => WireNames.Of(k)))),
            ("relation", string.Join(",", way.Steps.Select(s => s.Facts.FirstOrDefault().ToString())))
        );

    /// <summary>Which claim wins.</summary>
    public static ImmutableSortedDictionary<string, string> Winner(Candidate c) => Named("winner", c.LosesTo);

    /// <summary>Which claim is repeated.</summary>
    public static ImmutableSortedDictionary<string, string> Original(Candidate c) => Named("original", c.DuplicateOf);

    /// <summary>The earliest visit that is not too close, and the visit.</summary>
    public static ImmutableSortedDictionary<string, string> LeadTime(Candidate c) =>
        c.Claim.Kind == ClaimKind.ThirdParty
            ? Of(("earliest", Text(Verdicts.EarliestVisit(c))), ("visit", Text(c.Came)))
            : Of();

    /// <summary>Registration and deciding visit.</summary>
    public static ImmutableSortedDictionary<string, string> DecidingVisit(Candidate c) =>
        Of(("registered", Text(c.Claim.Time)), ("visit", Text(c.Deciding?.Time)));

    /// <summary>When the phone was proved, and the last effective contact.</summary>
    public static ImmutableSortedDictionary<string, string> Effectiveness(Candidate c) =>
        c.Claim.Kind == ClaimKind.Own
            ? Of(("verified", Text(c.VerifiedAt)), ("contact", Text(c.Contacts.LastOrDefault()?.Time)))
            : Of();

    /// <summary>The exclusive end of WIN-01, and the visit.</summary>
    public static ImmutableSortedDictionary<string, string> RegistrationEnd(Candidate c) =>
        c.Claim.Kind == ClaimKind.ThirdParty
            ? Of(("end", Text(Windows.End(c.Claim.Section.Registration, c.Claim.Time))), ("visit", Text(c.Came)))
            : Of();

    /// <summary>The first visit and the instant that protection is judged at.</summary>
    public static ImmutableSortedDictionary<string, string> FirstVisit(Candidate c) =>
        c.Claim.Kind == ClaimKind.ThirdParty ? Of(("first", Text(c.First?.Time)), ("at", Text(c.At))) : Of();

    /// <summary>The exclusive end of WIN-05.</summary>
    public static ImmutableSortedDictionary<string, string> NaturalEnd(Candidate c) =>
        c.Claim.Kind == ClaimKind.WalkIn
            ? Of(("end", Text(Windows.End(c.Claim.Section.Natural, c.Claim.Time))), ("at", Text(c.At)))
            : Of();

    /// <summary>The exclusive end of WIN-06.</summary>
    public static ImmutableSortedDictionary<string, string> OwnEnd(Candidate c) =>
        c.Claim.Kind == ClaimKind.Own ? Of(("end", Text(Windows.OwnEnd(c, c.At))), ("at", Text(c.At))) : Of();

    private static ImmutableSortedDictionary<string, string> Named(string name, Candidate? claim) =>
        claim is null ? Of() : Of((name, claim.Claim.Fact.Id.ToString()));

    private static string? Text(Instant? at) =>
        at is null || at == Instant.MaxValue ? null : InstantPattern.ExtendedIso.Format(at.Value);

    private static ImmutableSortedDictionary<string, string> Of(params ReadOnlySpan<(string Name, string? Value)> pairs)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            if (value is not null)
            {
                builder.Add(name, value);
            }
        }

        return builder.ToImmutable();
    }
}
