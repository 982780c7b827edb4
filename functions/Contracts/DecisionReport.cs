using System.Collections.Immutable;
using Core.Attribution;
using Core.Pipeline;

namespace Functions.Contracts;

/// <summary>The decisions of a sale in order.</summary>
internal static class DecisionReport
{
    /// <summary>
    /// The timeline that the facts give, each decision with the number under which it was published. The one that money
    /// follows is the newest that says what was accepted.
    /// </summary>
    public static IReadOnlyList<DecisionAnswer> All(
        SaleAnswer answer,
        ImmutableArray<Decision> timeline,
        bool withTrace
    )
    {
        var revisions = answer.State.Revisions;
        var effective = EffectiveOf(timeline, answer.Record);
        return
        [
            .. timeline.Select(
                (decision, place) =>
                    DecisionAnswer.Of(
                        decision,
                        place < revisions.Length ? revisions[place] : null,
                        place == effective,
                        withTrace
                    )
            ),
        ];
    }

    /// <summary>Everything that was ever published about a sale, in the order of publication; nothing of it is edited.</summary>
    public static IReadOnlyList<DecisionAnswer> Published(ImmutableArray<PublishedDecision> log, SaleRecord? record)
    {
        var effective = EffectiveOf([.. log.Select(published => published.Decision)], record);
        return
        [
            .. log.Select(
                (published, place) =>
                    DecisionAnswer.Of(published.Decision, published.Number, place == effective, withTrace: true)
            ),
        ];
    }

    private static int EffectiveOf(ImmutableArray<Decision> decisions, SaleRecord? record)
    {
        for (var place = decisions.Length - 1; place >= 0 && record?.Accepted is not null; place--)
        {
            if (
                decisions[place].Outcome == record.Accepted.Outcome
                && decisions[place].Credits.SequenceEqual(record.Accepted.Credits)
            )
            {
                return place;
            }
        }

        return -1;
    }
}
