using System.Collections.Immutable;
using System.Text.Json;
using Core.Attribution;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Tests.Attribution;

public class CaseTests
{
    public static TheoryData<string> Names => Case.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_case_is_decided_as_it_says(string name)
    {
        var @case = Case.Load(name);
        var expected = @case.Json.GetProperty("expected");

        var answer = @case.Answer(@case.Facts.Facts);

        Assert.Equal(
            expected.GetProperty("steps").EnumerateArray().Select(s => Describe(s)),
            answer.Select(d => Describe(d))
        );
        if (expected.TryGetProperty("verdicts", out var verdicts))
        {
            foreach (var verdict in verdicts.EnumerateObject())
            {
                var trace = Assert.Single(answer[^1].Trace, t => t.Claim.ToString() == verdict.Name);
                var code = trace.Rules.FirstOrDefault(r => !r.Passed)?.Code?.Wire();
                Assert.Equal(verdict.Value.GetString(), code);
                Assert.Equal(verdict.Value.ValueKind == JsonValueKind.Null ? "stands" : "fails", trace.Verdict);
            }
        }
    }

    // T27
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_case_is_decided_the_same_in_any_order_of_its_events(string name)
    {
        var @case = Case.Load(name);
        var facts = @case.Facts.Facts;
        var expected = @case.Answer(facts);

        for (var turn = 0; turn < facts.Length; turn++)
        {
            ImmutableArray<Fact> turned = [.. facts[turn..], .. facts[..turn]];
            Assert.Equivalent(expected, @case.Answer(turned), strict: true);
            Assert.Equivalent(expected, @case.Answer([.. turned.Reverse()]), strict: true);
        }
    }

    // T21
    [Fact]
    public void The_same_event_three_times_decides_as_once()
    {
        var @case = Case.Load("t02-owner-revealed");
        var facts = @case.Facts.Facts;

        var thrice = @case.Answer([.. facts, facts[^1], facts[^1]]);

        Assert.Equivalent(@case.Answer(facts), thrice, strict: true);
    }

    // T26
    [Fact]
    public void Policies_installed_later_do_not_change_what_was_decided()
    {
        var @case = Case.Load("t02-owner-revealed");
        var newer = Policy.Default with
        {
            Id = "px",
            Version = 2,
            EffectiveFrom = Instant.FromUtc(2027, 5, 20, 2, 0),
            Household = new() { KinScope = [] },
        };

        var again = SaleTimeline.Derive(
            "S-1",
            @case.Facts,
            @case.Settings with
            {
                Policies = [.. @case.Settings.Policies, newer],
            }
        );

        Assert.Equivalent(@case.Answer(@case.Facts.Facts), again, strict: true);
    }

    [Fact]
    public void Another_policy_answers_what_would_have_been()
    {
        var @case = Case.Load("t02-owner-revealed");
        var strict = Policy.Default with
        {
            Id = "strict",
            Household = new() { KinScope = [] },
        };
        var settings = @case.Settings with { Policies = [.. @case.Settings.Policies, strict] };

        var other = Decider.DecideSale("S-1", @case.Facts, settings, null, "strict@1");

        Assert.Equal("agency-a", other!.Credits[0].Channel.Organisation);
        Assert.Equal("strict@1", other.Policy);
        Assert.Null(Decider.DecideSale("S-1", @case.Facts, settings, null, "unknown@1"));
    }

    [Fact]
    public void A_step_is_known_when_its_newest_evidence_was()
    {
        var @case = Case.Load("t02-owner-revealed");

        var steps = @case.Answer(@case.Facts.Facts);

        Assert.Equal(
            [Instant.FromUtc(2026, 3, 20, 8, 0), Instant.FromUtc(2026, 5, 20, 2, 0)],
            steps.Select(s => s.AsKnownAt)
        );
        Assert.All(
            steps,
            s =>
                Assert.Equal(
                    s.AsKnownAt,
                    @case.Facts.Facts.Where(f => s.Evidence.Contains(f.Id)).Max(f => f.ReceivedAt)
                )
        );
    }

    [Fact]
    public void A_sale_that_nobody_recorded_has_no_decision() =>
        Assert.Empty(SaleTimeline.Derive("S-9", Case.Load("t02-owner-revealed").Facts, Case.Story));

    private static string Describe(JsonElement step) =>
        $"{step.GetProperty("checkpoint")} {step.GetProperty("outcome")} "
        + $"{(step.TryGetProperty("winner", out var winner) ? winner.GetString() : "-")} "
        + string.Join(' ', step.GetProperty("reasons").EnumerateArray());

    private static string Describe(Decision decision) =>
        $"{decision.Checkpoint} {WireNames.Of(decision.Outcome)} "
        + $"{(decision.Credits is [var credit] ? credit.Channel.Organisation ?? "walkIn" : "-")} "
        + string.Join(' ', decision.Reasons.Select(r => r.Code.Wire()));
}
