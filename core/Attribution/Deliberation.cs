using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>Judges by the evidence that moves money, and looks at what weaker evidence would say.</summary>
internal static class Deliberation
{
    /// <summary>
    /// The judgement by money-grade evidence. Where all evidence would credit somebody else, it is flagged
    /// <see cref="ReasonCode.HhSuspect"/> and stays; only when money-grade evidence names nobody do people have to look.
    /// </summary>
    /// <param name="subject">What the decision is about.</param>
    /// <param name="known">The dossier.</param>
    /// <param name="at">The cut.</param>
    /// <param name="pin">Policies.</param>
    public static Judgement Judge(Subject subject, Known known, Instant at, PolicyPin pin)
    {
        var facts = known.At(at);
        var grade = pin.At(subject.At).Household.MoneyGrade;
        var money = known.View(at, grade);
        var judgement = Court.Judge(Situation.Of(subject, money, facts, pin));
        var service = known.View(at, Grade.E6);
        if (service.Persons.Length == money.Persons.Length && service.Relations.Length == money.Relations.Length)
        {
            return judgement;
        }

        var other = Court.Judge(Situation.Of(subject, service, facts, pin));
        var weak = WeakRelations(other.Situation, grade);
        if (other.Outcome == judgement.Outcome && Judgement.SameCredits(other.Credits, judgement.Credits))
        {
            return judgement with { Suspects = weak };
        }

        return judgement with
        {
            Outcome = judgement.Outcome == Outcome.None ? Outcome.Review : judgement.Outcome,
            Reasons = judgement.Reasons.Add(new(ReasonCode.HhSuspect)),
            Suspects = weak,
        };
    }

    /// <summary>Writes a judgement down.</summary>
    public static Decision Write(
        Judgement judgement,
        Checkpoint checkpoint,
        Instant at,
        ImmutableSortedSet<FactId> evidence
    ) =>
        new()
        {
            Checkpoint = checkpoint,
            Outcome = judgement.Outcome,
            Credits = judgement.Credits,
            Reasons = judgement.Reasons,
            Policy = judgement.Policy,
            AsKnownAt = at,
            EvidenceHash = Evidence.Hash(evidence, judgement.Situation),
            Trace = [.. judgement.Claims.Select(Rules.Trace)],
            Evidence = [.. evidence],
        };

    private static ImmutableHashSet<FactId> WeakRelations(Situation situation, Grade grade) =>
        [
            .. situation
                .View.Relations.Where(r =>
                    r.Grade > grade
                    && situation.Family.WaysOf(r.From).Count > 0
                    && situation.Family.WaysOf(r.To).Count > 0
                )
                .SelectMany(r => r.Facts),
        ];
}
