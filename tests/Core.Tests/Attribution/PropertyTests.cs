using System.Collections.Immutable;
using Core.Attribution;
using Core.Identity;
using Core.Leads;
using CsCheck;
using NodaTime;

namespace Core.Tests.Attribution;

public class PropertyTests
{
    /// <summary>Rules that only say that somebody else was first.</summary>
    private static readonly ImmutableArray<string> Later = ["ADM-02", "PRI-01"];

    [Fact]
    public void The_winner_is_whom_the_rules_name_before_and_after_the_owners_are_revealed() =>
        World.Any.Sample(
            world =>
            {
                var timeline = Timeline(world.Facts);

                Assert.Equal(ReferenceDecider.Winner(world, revealed: false), WinnerOf(timeline[0]));
                Assert.Equal(ReferenceDecider.Winner(world, revealed: true), WinnerOf(timeline[^1]));
            },
            iter: 1_000
        );

    // P1
    [Fact]
    public void The_order_of_the_facts_does_not_matter() =>
        World
            .Any.SelectMany(w => Gen.Shuffle(w.Facts.Facts.ToArray()).Select(s => (w, s)))
            .Sample(
                (world, shuffled) =>
                    Assert.Equivalent(
                        Timeline(world.Facts),
                        Timeline(world.Facts with { Facts = [.. shuffled] }),
                        strict: true
                    )
            );

    // P2
    [Fact]
    public void A_claim_that_does_not_stand_never_changes_the_winner() =>
        Gen.Select(World.Any, Gen.Int[0, 50_000], Gen.Int[0, 2])
            .Sample(
                (world, minute, person) =>
                {
                    Happening extra = new(What.Lead, Who.AgencyB, person, minute);
                    if (world.Before.Any(h => h.Minute == minute))
                    {
                        return;
                    }

                    var before = Timeline(world.Facts)[^1];
                    var after = Timeline(With(world.Facts, World.FactOf(extra)))[^1];
                    var trace = after.Trace.FirstOrDefault(t => t.Claim == World.IdOf(extra));
                    if (trace is null || trace.Rules.Any(r => !r.Passed && !Later.Contains(r.Id)))
                    {
                        Assert.Equal(WinnerOf(before), WinnerOf(after));
                    }
                }
            );

    // P3
    [Fact]
    public void Taking_every_relation_back_restores_the_decision() =>
        World.Any.Sample(world =>
        {
            var retractions = world.Ties.Select((_, i) => World.Retraction(i)).ToArray();

            var timeline = Timeline(With(world.Facts, retractions));

            Assert.Equal(WinnerOf(timeline[0]), WinnerOf(timeline[^1]));
        });

    // P4
    [Fact]
    public void Without_the_winner_the_runner_up_wins() =>
        World.Any.Sample(world =>
        {
            var alone = world with { Before = [.. world.Before.Where(h => h.Person == 0)] };
            var decision = Timeline(alone.Facts)[^1];
            if (decision.Trace.FirstOrDefault(t => t.Verdict == "stands") is not { } winner || IsVisit(winner))
            {
                return;
            }

            var without = alone.Facts with { Facts = [.. alone.Facts.Facts.Where(f => f.Id != winner.Claim)] };
            var next = Timeline(without)[^1];

            var runnerUp = decision.Trace.FirstOrDefault(t =>
                t.Claim != winner.Claim
                && t.Rules.All(r =>
                    r.Passed
                    || Later.Contains(r.Id)
                    || (r.Id == "ADM-05" && r.Parameters["original"] == winner.Claim.ToString())
                )
            );
            Assert.Equal(runnerUp?.Claim, next.Trace.FirstOrDefault(t => t.Verdict == "stands")?.Claim);
        });

    // P5
    [Fact]
    public void An_earlier_valid_claim_never_loses_to_a_later_one() =>
        World.Any.Sample(world =>
        {
            var decision = Timeline(world.Facts)[^1];
            var times = world.Facts.Facts.ToDictionary(f => f.Id, f => f.ReceivedAt);
            var valid = decision.Trace.Where(t => t.Rules.All(r => r.Passed || Later.Contains(r.Id))).ToList();

            Assert.All(
                valid,
                t => Assert.True(times[valid.Single(v => v.Verdict == "stands").Claim] <= times[t.Claim])
            );
        });

    [Fact]
    public void Facts_learned_later_never_change_what_was_decided_then() =>
        Gen.Select(World.Any, Gen.Int[0, 70])
            .Sample(
                (world, day) =>
                {
                    var facts = With(world.Facts, [.. world.Ties.Select((_, i) => World.Retraction(i))]);
                    var then = World.Revealed + Duration.FromDays(day - 60);
                    DossierFacts known = facts with { Facts = [.. facts.Facts.Where(f => f.ReceivedAt <= then)] };

                    var decided = Timeline(known);

                    Assert.Equivalent(
                        decided.LastOrDefault(),
                        Decider.DecideSale("S-1", facts, AttributionSettings.Default, then, null),
                        strict: true
                    );
                    Assert.Equivalent(
                        decided,
                        Timeline(facts).Where(s => s.AsKnownAt <= then).ToImmutableArray(),
                        strict: true
                    );
                }
            );

    private static ImmutableArray<Decision> Timeline(DossierFacts facts) =>
        SaleTimeline.Derive("S-1", facts, AttributionSettings.Default);

    private static DossierFacts With(DossierFacts facts, params Fact[] more) =>
        facts with
        {
            Facts = [.. facts.Facts, .. more],
        };

    private static bool IsVisit(ClaimTrace trace) => trace.Channel.Kind == ChannelKind.SalesOffice;

    private static Who WinnerOf(Decision decision) =>
        decision.Credits[0].Channel switch
        {
            { Kind: ChannelKind.Agency, Organisation: "a" } => Who.AgencyA,
            { Kind: ChannelKind.Agency } => Who.AgencyB,
            { Kind: ChannelKind.OwnApp } => Who.App,
            _ => Who.Nobody,
        };
}
