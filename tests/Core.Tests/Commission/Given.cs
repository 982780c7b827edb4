using System.Collections.Immutable;
using System.Text.Json;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;
using NodaTime;
using NodaTime.Text;

namespace Core.Tests.Commission;

/// <summary>What the worked cases start from: the home story's settings, channels and a sale of 8,000,000.00.</summary>
internal static class Given
{
    internal static readonly ChannelRef Agency = new(ChannelKind.Agency, "agency-a", "agent-42");
    internal static readonly ChannelRef OwnApp = new(ChannelKind.OwnApp, "family-app", null);

    internal static ImmutableArray<Plan> HomePlans { get; } = [.. Items("home-plans").Select(PlanOf)];

    internal static ImmutableArray<PayeeRecord> HomePayees { get; } =
    [.. Items("home-payees").Select(json => Value(PayeeRecord.Parse(json, 1)))];

    internal static ChannelBook Channels { get; } =
        new([
            Channel("agency-a", "agency", "agency-a"),
            Channel("agency-b", "agency", "agency-b"),
            Channel("family-app", "ownApp", null),
            Channel("office-px", "salesOffice", null) with
            {
                People =
                [
                    Person("consultant-1", "consultant", "manager-1"),
                    Person("consultant-2", "consultant", "manager-1"),
                    Person("consultant-3", "consultant", "manager-1"),
                    Person("manager-1", "manager", null),
                ],
            },
        ]);

    internal static CommissionSettings Home { get; } = new(HomePlans, HomePayees, Channels);

    internal static CommissionSettings With(params string[] plans) =>
        Home with
        {
            Plans = [.. plans.Select(json => PlanOf(JsonElement.Parse(json)))],
        };

    internal static IEnumerable<JsonElement> Items(string name)
    {
        using var stream = typeof(Given).Assembly.GetManifestResourceStream($"commission/{name}.json")!;
        return [.. JsonDocument.Parse(stream).RootElement.EnumerateArray()];
    }

    internal static Plan PlanOf(JsonElement json) => Value(Plan.Parse(json, 1));

    internal static T Value<T>(Result<T> result)
        where T : notnull
    {
        Assert.True(result.Succeeded, string.Join(' ', result.Errors ?? []));
        return result.Value;
    }

    internal static Instant At(string text) => OffsetDateTimePattern.Rfc3339.Parse(text + "+08:00").Value.ToInstant();

    internal static Money Yuan(string text) => Money.Parse(text) ?? throw new ArgumentException(text, nameof(text));

    internal static Decision Decision(string at, params Credit[] credits) =>
        new()
        {
            Checkpoint = Checkpoint.C3,
            Outcome = credits.Length switch
            {
                0 => Outcome.None,
                1 => Outcome.Won,
                _ => Outcome.Shared,
            },
            Credits = [.. credits],
            Reasons = [],
            Policy = "px@1",
            AsKnownAt = At(at),
            EvidenceHash = "sha256:" + at,
            Trace = [],
            Evidence = [],
        };

    internal static Decision Won(string at, ChannelRef channel, params ReasonCode[] reasons) =>
        Decision(at, new Credit(channel, Rate.One)) with
        {
            Reasons = [.. reasons.Select(code => new Reason(code))],
        };

    internal static Fact Fact(string id, string at, FactBody body) =>
        new()
        {
            Id = new("/offices/PX", id),
            OccurredAt = At(at),
            ReceivedAt = At(at),
            Trust = Trust.Own,
            Body = body,
        };

    internal static Fact Recorded(
        string id,
        string at,
        string sale = "S-1",
        string price = "8000000.00",
        string project = "PX",
        SaleStage stage = SaleStage.Subscribed,
        params string[] staff
    ) =>
        Fact(
            id,
            at,
            new FactBody.SaleRecorded(
                sale,
                project,
                "12-1803",
                OpportunityKind.New,
                Yuan(price),
                [],
                [],
                [.. staff.Select(s => new StaffShare("consultant", s, Rate.One))],
                null,
                stage,
                At(at)
            )
        );

    internal static Fact Progressed(
        string id,
        string at,
        Milestone milestone,
        string? share = null,
        string sale = "S-1"
    ) => Fact(id, at, new FactBody.SaleProgressed(sale, milestone, null, Rate.Parse(share), [], At(at)));

    internal static Fact Repriced(string id, string at, string price, string sale = "S-1") =>
        Fact(id, at, new FactBody.SaleRepriced(sale, Yuan(price), At(at)));

    internal static Fact Cancelled(string id, string at, string sale = "S-1") =>
        Fact(id, at, new FactBody.SaleCancelled(sale, At(at), "withdrawn", null));

    internal static Fact Retracted(string id, string at, Fact target) =>
        Fact(id, at, new FactBody.FactRetracted(target.Id, null, RetractionReason.Mistaken));

    internal static SaleView View(string sale, IEnumerable<Fact> facts, params Decision[] timeline) =>
        SaleViews.Derive(sale, "h_1", new([.. facts], []), [.. timeline])!;

    private static ChannelRecord Channel(string id, string kind, string? payee) =>
        new()
        {
            Id = id,
            Version = 1,
            EffectiveFrom = At("2026-01-01T00:00:00"),
            Kind = kind,
            Trust = Trust.Own,
            Payee = payee,
        };

    private static ChannelPerson Person(string id, string role, string? manager) =>
        new()
        {
            Id = id,
            Role = role,
            From = new LocalDate(2026, 1, 1),
            Payee = id,
            Manager = manager,
        };
}
