using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>
/// Walks through what became known about a sale, instant by instant, and notes a decision whenever one is due
/// (docs/rules.md PST). What arrived at one instant is known together, so the order of the facts does not matter.
/// </summary>
internal sealed class SaleWalk(string sale, Known known, AttributionSettings settings, Policy? policy)
{
    private readonly List<Decision> steps = [];

    /// <summary>From when on no lead or contact can be about this sale; null: it is not signed yet.</summary>
    private Instant? settled;

    /// <summary>Retractions so far that took back, or gave back, something that the decision of their instant rested on.</summary>
    private readonly HashSet<FactId> retractions = [];

    /// <summary>The decisions; empty when the sale is not known.</summary>
    public ImmutableArray<Decision> Run()
    {
        var first = known.All.FirstOrDefault(f => f.Body is FactBody.SaleRecorded s && s.Sale == sale);
        if (first is null)
        {
            return [];
        }

        Novelty novelty = new();
        foreach (var now in known.All.GroupBy(f => f.ReceivedAt))
        {
            if (
                now.Key >= first.ReceivedAt
                && now.Any(f => CanMatter(f) && !(IsSettled(now.Key) && !novelty.IsNews(f)))
            )
            {
                Look(now.Key);
            }

            foreach (var fact in now)
            {
                novelty.Add(fact);
            }
        }

        return [.. steps];
    }

    /// <summary>Whether the sale was signed and decided before an instant, so that later leads and contacts are no claims.</summary>
    private bool IsSettled(Instant at) => settled is { } since && at > since;

    /// <summary>Money that left and milestones after signing say nothing about whose customer it was.</summary>
    private bool CanMatter(Fact fact) =>
        fact.Body switch
        {
            FactBody.SaleProgressed p => p.Sale == sale && p.Milestone is Milestone.Subscribed or Milestone.Signed,
            FactBody.FactRetracted => true,
            _ => fact.Body.People.Length > 0,
        };

    private void Look(Instant at)
    {
        var retracts = Retracts(at);
        if (SaleFacts.Read(sale, known.At(at)) is not { } read)
        {
            Withdrawn(at);
            return;
        }

        settled = read.SignedKnown is { } since ? Instant.Max(since, read.At) : null;
        PolicyPin pin = new(settings, policy, read.First.Project, read.First.Opportunity);
        if (steps.Count == 0 || read.SignedKnown is not { } signedKnown || at <= signedKnown)
        {
            BeforeSigning(at, read, Judge(known, at, read, pin));
            return;
        }

        var limit = Limit(read, pin);
        if (at < limit)
        {
            AfterSigning(at, Judge(known, at, read, pin), Triggers.Of(sale, known, at, retracts));
            return;
        }

        var inTime = known.Only(f =>
            f.ReceivedAt < limit
            || f.ReceivedAt <= signedKnown
            || f.Body is FactBody.FactRetracted { Reason: RetractionReason.Forged or RetractionReason.Fraud }
        );
        var readInTime = SaleFacts.Read(sale, inTime.At(at)) ?? read;
        TooLate(at, Judge(inTime, at, readInTime, pin), Judge(known, at, read, pin), retracts);
    }

    /// <summary>PST-03: the exclusive end of the time in which new knowledge counts.</summary>
    private static Instant Limit(SaleFacts read, PolicyPin pin) =>
        China.EndOfNaturalDays(read.Signed!.Value.At, pin.At(read.At).PostSale.WithinDays);

    private static Judgement Judge(Known known, Instant at, SaleFacts read, PolicyPin pin) =>
        Deliberation.Judge(read.Subject(pin.At(read.At).Household), known, at, pin);

    /// <summary>Before signing a changed answer replaces the earlier one, and nothing else is noted.</summary>
    private void BeforeSigning(Instant at, SaleFacts read, Judgement judgement)
    {
        var checkpoint = read.Signed is null ? Checkpoint.C2 : Checkpoint.C3;
        if (steps is not [.., var last] || Differs(last, judgement) || !SameCodes(last, judgement))
        {
            Note(at, checkpoint, judgement, judgement.Outcome, judgement.Credits, judgement.Reasons, []);
            return;
        }

        steps[^1] = last with { Checkpoint = checkpoint };
    }

    private void AfterSigning(Instant at, Judgement judgement, Triggers triggers)
    {
        var last = steps[^1];
        if (Differs(last, judgement))
        {
            Turn(at, last, judgement, triggers);
        }
        else if (triggers.Any(judgement))
        {
            ImmutableArray<Reason> reasons =
            [
                new(ReasonCode.PstConfirmed),
                .. RivalCodes(judgement),
                .. judgement.Reasons,
            ];
            Note(at, Checkpoint.C5, judgement, judgement.Outcome, judgement.Credits, reasons, []);
        }
    }

    /// <summary>PST-02, PST-03 and PST-04: the answer is another one.</summary>
    private void Turn(Instant at, Decision last, Judgement judgement, Triggers triggers)
    {
        var kin = judgement.Situation.Policy.PostSale.Kin;
        if (
            judgement.Winner is { Way: { } way }
            && way.Kinds.Any(k => !kin.Contains(k))
            && !steps.Exists(s => s.Checkpoint != Checkpoint.C5 && Judgement.SameCredits(s.Credits, judgement.Credits))
        )
        {
            if (last.Outcome != Outcome.Review)
            {
                ImmutableArray<Reason> asked = [new(ReasonCode.PstKinReview), .. judgement.Reasons];
                Note(at, Checkpoint.C5, judgement, Outcome.Review, [], asked, []);
            }

            return;
        }

        ImmutableArray<Reason> reasons =
        [
            new(triggers.Retraction ? ReasonCode.HhRetracted : ReasonCode.PstOwnerRevealed),
            .. IsUpward(last, judgement) ? [new Reason(ReasonCode.PstUpward)] : ImmutableArray<Reason>.Empty,
            .. judgement.Reasons,
        ];
        Note(at, Checkpoint.C5, judgement, judgement.Outcome, judgement.Credits, reasons, []);
    }

    private void TooLate(Instant at, Judgement inTime, Judgement everything, bool retracts)
    {
        var last = steps[^1];
        var triggers = Triggers.Of(sale, known, at, retracts);
        if (Differs(last, inTime))
        {
            Turn(at, last, inTime, triggers);
        }
        else if (triggers.Owner || triggers.Retraction || (triggers.Any(everything) && Differs(last, everything)))
        {
            ImmutableArray<Reason> reasons = [new(ReasonCode.PstOutOfTime), .. inTime.Reasons];
            Note(at, Checkpoint.C5, inTime, last.Outcome, last.Credits, reasons, triggers.Facts);
        }
    }

    /// <summary>The sale itself was retracted: nobody earned it.</summary>
    private void Withdrawn(Instant at)
    {
        if (steps is [.., var last] && last.Outcome != Outcome.None)
        {
            steps.Add(
                last with
                {
                    Outcome = Outcome.None,
                    Credits = [],
                    Reasons = [new(ReasonCode.HhRetracted), new(ReasonCode.PriNone)],
                    AsKnownAt = at,
                    Trace = [],
                }
            );
        }
    }

    private static bool Differs(Decision last, Judgement judgement) =>
        last.Outcome != judgement.Outcome || !Judgement.SameCredits(last.Credits, judgement.Credits);

    private static bool SameCodes(Decision last, Judgement judgement) =>
        last.Reasons.Select(r => r.Code).SequenceEqual(judgement.Reasons.Select(r => r.Code));

    /// <summary>PST-04: a third party gains where none had won.</summary>
    private static bool IsUpward(Decision last, Judgement judgement) =>
        judgement.Credits.Any(c => Claim.IsThirdParty(c.Channel.Kind))
        && !last.Credits.Any(c => Claim.IsThirdParty(c.Channel.Kind));

    /// <summary>
    /// What kept relatives' earlier claims out, each code once. Of somebody whose relation is known but too weak,
    /// <see cref="ReasonCode.HhSuspect"/> says more than that they are no kin.
    /// </summary>
    private static ImmutableArray<Reason> RivalCodes(Judgement judgement) =>
        [
            .. judgement
                .Claims.TakeWhile(c => c != judgement.Winner)
                .Where(c => !c.Buyers && c.Claim.Kind != ClaimKind.Touch)
                .Where(c => c.Way != Way.Unrelated || !judgement.Reasons.Any(r => r.Code == ReasonCode.HhSuspect))
                .Select(c => Rules.FirstFailing(c))
                .OfType<ReasonCode>()
                .Distinct()
                .Select(code => new Reason(code)),
        ];

    /// <summary>
    /// Whether something is taken back, or given back by retracting a retraction, that the decision rests on: just before
    /// the instant, or at it. Asked of the facts alone, never of where we happened to look: who is no relative of this
    /// family may retract what they like.
    /// </summary>
    private bool Retracts(Instant at)
    {
        var now = known.All.Where(f => f.ReceivedAt == at && f.Body is FactBody.FactRetracted).ToList();
        if (now.Count == 0)
        {
            return false;
        }

        var (before, after) = (EvidenceAt(at - Duration.Epsilon), EvidenceAt(at));
        var taken = now.Select(f => (f.Id, ((FactBody.FactRetracted)f.Body).Target))
            .Where(r =>
                before.Contains(r.Target)
                || known.All.Any(f =>
                    f.Id == r.Target && f.Body is FactBody.FactRetracted back && after.Contains(back.Target)
                )
            )
            .Select(r => r.Id)
            .ToList();
        retractions.UnionWith(taken);
        return taken.Count > 0;
    }

    private ImmutableSortedSet<FactId> EvidenceAt(Instant at) =>
        SaleFacts.Read(sale, known.At(at)) is { } read
            ? Evidence.Of(
                Judge(known, at, read, new(settings, policy, read.First.Project, read.First.Opportunity)).Situation,
                []
            )
            : [];

    private void Note(
        Instant at,
        Checkpoint checkpoint,
        Judgement judgement,
        Outcome outcome,
        ImmutableArray<Credit> credits,
        ImmutableArray<Reason> reasons,
        ImmutableArray<FactId> also
    )
    {
        var evidence = Evidence.Of(judgement.Situation, retractions).Union(also);
        steps.Add(
            Deliberation.Write(judgement, checkpoint, at, evidence) with
            {
                Outcome = outcome,
                Credits = credits,
                Reasons = reasons,
            }
        );
    }
}
