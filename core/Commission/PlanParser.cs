using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Core.Leads;
using Core.Values;

namespace Core.Commission;

/// <summary>Reads a plan as it is PUT (settings.md 4). What this system cannot compute is refused, never ignored.</summary>
internal static class PlanParser
{
    internal static Result<Plan> Parse(JsonElement json, int version)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("OBJECT_EXPECTED", "", "Give a JSON object.");
        }

        if (Wellformed.Check(json) is { Count: > 0 } unusable)
        {
            return new List<Refusal>(unusable);
        }

        SettingsReader reader = new(json);
        var kind = reader.OneOf<PlanKind>(json, "", "kind");
        var isTier = kind is PlanKind.TierUnits or PlanKind.TierAmount;
        Plan plan = new()
        {
            Id = reader.Name(json, "", "id"),
            Version = version,
            EffectiveFrom = reader.Instant(json, "", "effectiveFrom"),
            Kind = kind,
            AppliesTo = Scope(reader, json),
            Payee = Payee(reader, json),
            Rates = isTier ? [] : Rates(reader, json, kind),
            Base = kind == PlanKind.Override ? Base(reader, json) : null,
            Measure = isTier ? Measure(reader, json, kind) : null,
            TierMode = isTier ? reader.OneOf<TierMode>(json, "", "tierMode") : default,
            Tiers = isTier ? Tiers(reader, json, kind) : [],
            Milestones = Milestones(reader, json, kind),
            Pin = reader.OneOf<PlanPin>(json, "", "pin", PlanPin.Signed),
            Retention = Retention(reader, json),
            Forfeit = reader.Rate(json, "", "forfeit", Rate.One, Rate.Zero),
        };
        Unsupported(reader, json, plan);
        return reader.Refusals.Count > 0 ? reader.Refusals : plan;
    }

    private static PlanScope Scope(SettingsReader reader, JsonElement json)
    {
        if (SettingsReader.Get(json, "appliesTo") is not { ValueKind: JsonValueKind.Object } scope)
        {
            reader.Refuse("OBJECT_EXPECTED", "/appliesTo", "Say which projects and opportunities the plan pays on.");
            return new([], [], NoSelect);
        }

        return new(
            reader.Names(scope, "/appliesTo", "projects"),
            reader.AllOf<OpportunityKind>(scope, "/appliesTo", "opportunities"),
            SettingsReader.Get(scope, "select") is { } select
                ? Select(reader, select, "/appliesTo/select", except: null)
                : NoSelect
        );
    }

    private static PlanPayee Payee(SettingsReader reader, JsonElement json)
    {
        if (SettingsReader.Get(json, "payee") is not { ValueKind: JsonValueKind.Object } payee)
        {
            reader.Refuse("OBJECT_EXPECTED", "/payee", "Say who earns.");
            return new(PayeeSource.CreditedChannel, [], null, null);
        }

        var of = reader.OneOf<PayeeSource>(payee, "/payee", "of");
        if (
            SettingsReader.Get(payee, "levels") is { } levels
            && !(levels.ValueKind == JsonValueKind.Number && levels.TryGetInt32(out var level) && level == 1)
        )
        {
            reader.Refuse("NOT_SUPPORTED", "/payee/levels", "Give 1: only direct managers are computed.");
        }

        return new(
            of,
            reader.AllOf<ChannelKind>(payee, "/payee", "kinds"),
            SettingsReader.Get(payee, "organisations") is null ? null : reader.Names(payee, "/payee", "organisations"),
            of == PayeeSource.CreditedChannel ? null : reader.Name(payee, "/payee", "role")
        );
    }

    private static ImmutableArray<PlanRate> Rates(SettingsReader reader, JsonElement json, PlanKind kind)
    {
        List<PlanRate> rates = [];
        foreach (var (rule, at) in Items(reader, json, "rates"))
        {
            var when = SettingsReader.Get(rule, "when");
            rates.Add(
                new(
                    when is { } credited ? reader.AllOf<ChannelKind>(credited, $"{at}/when", "creditedKind") : [],
                    when is { } select ? Select(reader, select, $"{at}/when", except: "creditedKind") : NoSelect,
                    kind == PlanKind.FixedPerUnit ? null : reader.Rate(rule, at, "rate", new(10 * Rate.One.Ppm)),
                    kind == PlanKind.FixedPerUnit ? reader.Money(rule, at, "amount") : null
                )
            );
        }

        return [.. rates];
    }

    private static PlanBase? Base(SettingsReader reader, JsonElement json)
    {
        if (SettingsReader.Get(json, "base") is not { ValueKind: JsonValueKind.Object } of)
        {
            reader.Refuse("OBJECT_EXPECTED", "/base", "Say what it is a part of: a plan's commission or the price.");
            return null;
        }

        switch (SettingsReader.Get(of, "of") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null)
        {
            case "commission":
                return new(reader.Name(of, "/base", "plan"));
            case "price":
                return new((string?)null);
            default:
                reader.Refuse("CODE_UNKNOWN", "/base/of", "Give one of commission, price.");
                return null;
        }
    }

    private static TierMeasure Measure(SettingsReader reader, JsonElement json, PlanKind kind)
    {
        if (SettingsReader.Get(json, "measure") is not { ValueKind: JsonValueKind.Object } measure)
        {
            reader.Refuse("OBJECT_EXPECTED", "/measure", "Say what is counted, over what.");
            return new(true, true, true);
        }

        Only(reader, measure, "/measure", "of", [kind == PlanKind.TierUnits ? "units" : "price"]);
        Only(reader, measure, "/measure", "per", ["month"]);
        Only(reader, measure, "/measure", "by", ["signed"]);
        Only(reader, measure, "/measure", "cancelled", ["excluded", "included"]);
        var scope = reader.Names(measure, "/measure", "scope");
        if (scope.Any(s => s is not ("project" or "payee")))
        {
            reader.Refuse("CODE_UNKNOWN", "/measure/scope", "Give project, payee or both.");
        }

        return new(
            scope.Contains("project", StringComparer.Ordinal),
            scope.Contains("payee", StringComparer.Ordinal),
            !(
                SettingsReader.Get(measure, "cancelled") is { ValueKind: JsonValueKind.String } cancelled
                && cancelled.ValueEquals("included")
            )
        );
    }

    private static ImmutableArray<Tier> Tiers(SettingsReader reader, JsonElement json, PlanKind kind)
    {
        List<Tier> tiers = [];
        foreach (var (tier, at) in Items(reader, json, "tiers"))
        {
            var isUnits = kind == PlanKind.TierUnits;
            var min = reader.Money(tier, at, "min").Fen;
            if (tiers.Count == 0 ? min != 0 : min <= tiers[^1].Min)
            {
                reader.Refuse(
                    "TIERS_OUT_OF_ORDER",
                    $"{at}/min",
                    "Start at 0 and let every minimum exceed the one before."
                );
            }

            if (isUnits && min % 100 != 0)
            {
                reader.Refuse("UNITS_MALFORMED", $"{at}/min", "Give whole units.");
            }

            tiers.Add(
                new(
                    min,
                    isUnits ? reader.Money(tier, at, "amount") : null,
                    isUnits ? null : reader.Rate(tier, at, "rate", Rate.One)
                )
            );
        }

        return [.. tiers];
    }

    private static ImmutableArray<PlanMilestone> Milestones(SettingsReader reader, JsonElement json, PlanKind kind)
    {
        if (SettingsReader.Get(json, "milestones") is { ValueKind: JsonValueKind.String } text)
        {
            if (
                !text.ValueEquals("asBase")
                || kind != PlanKind.Override
                || SettingsReader.Get(json, "base") is not { } of
                || SettingsReader.Get(of, "plan") is null
            )
            {
                reader.Refuse("MILESTONES_MALFORMED", "/milestones", "Give a list; asBase is for overrides of a plan.");
            }

            return [];
        }

        List<PlanMilestone> milestones = [];
        foreach (var (milestone, at) in Items(reader, json, "milestones"))
        {
            var id = reader.Name(milestone, at, "id");
            if (milestones.Any(m => m.Id == id))
            {
                reader.Refuse("ID_REPEATED", $"{at}/id", "Give every milestone an id of its own.");
            }

            milestones.Add(
                new(
                    id,
                    SettingsReader.Get(milestone, "when") is { ValueKind: JsonValueKind.Array }
                        ? reader.AllOf<Milestone>(milestone, at, "when")
                        : [reader.OneOf<Milestone>(milestone, at, "when")],
                    SettingsReader.Get(milestone, "atLeast") is null
                        ? null
                        : reader.Rate(milestone, at, "atLeast", Rate.One),
                    reader.Rate(milestone, at, "share", Rate.One)
                )
            );
            if (milestones[^1].When.IsEmpty)
            {
                reader.Refuse("LIST_MALFORMED", $"{at}/when", "Name at least one milestone.");
            }
        }

        if (milestones.Count > 0 && milestones.Sum(m => m.Share.Ppm) != Rate.One.Ppm)
        {
            reader.Refuse("MILESTONES_NOT_WHOLE", "/milestones", "Let the shares add up to 1.");
        }

        return [.. milestones];
    }

    private static PlanRetention? Retention(SettingsReader reader, JsonElement json) =>
        SettingsReader.Get(json, "retention") is { } retention
            ? new(
                reader.Rate(retention, "/retention", "share", Rate.One),
                reader.OneOf<Milestone>(retention, "/retention", "releaseAt")
            )
            : null;

    private static void Unsupported(SettingsReader reader, JsonElement json, Plan plan)
    {
        if (SettingsReader.Get(json, "clawback") is not null)
        {
            Only(reader, json, "", "clawback", ["recompute"]);
        }

        if (SettingsReader.Get(json, "sharedCredit") is not null)
        {
            Only(reader, json, "", "sharedCredit", ["weighted"]);
        }

        if (SettingsReader.Get(json, "leaver") is { } leaver)
        {
            Only(reader, leaver, "/leaver", "mode", ["earnedOnly"]);
        }

        if (plan.Kind == PlanKind.Override != (plan.Payee.Of == PayeeSource.ManagerOf))
        {
            reader.Refuse("PAYEE_UNFIT", "/payee/of", "Managers earn by overrides, and overrides are for managers.");
        }
    }

    private static void Only(
        SettingsReader reader,
        JsonElement json,
        string at,
        string name,
        ReadOnlySpan<string> allowed
    )
    {
        if (
            SettingsReader.Get(json, name) is not { ValueKind: JsonValueKind.String } text
            || !allowed.Contains(text.GetString()!)
        )
        {
            reader.Refuse("NOT_SUPPORTED", $"{at}/{name}", $"Give {string.Join(" or ", allowed!)}.");
        }
    }

    private static IEnumerable<(JsonElement Item, string At)> Items(
        SettingsReader reader,
        JsonElement json,
        string name
    )
    {
        if (SettingsReader.Get(json, name) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            reader.Refuse("LIST_MALFORMED", $"/{name}", "Give a list with at least one object.");
            yield break;
        }

        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            yield return (item, string.Create(CultureInfo.InvariantCulture, $"/{name}/{i++}"));
        }
    }

    /// <summary>Attribute values by name: a text or a list of texts each.</summary>
    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Select(
        SettingsReader reader,
        JsonElement select,
        string at,
        string? except
    )
    {
        if (select.ValueKind != JsonValueKind.Object)
        {
            reader.Refuse("OBJECT_EXPECTED", at, "Give an object of attribute names.");
            return NoSelect;
        }

        return select
            .EnumerateObject()
            .Where(p => p.Name != except)
            .ToImmutableSortedDictionary(
                p => p.Name,
                p =>
                    p.Value.ValueKind == JsonValueKind.String
                        ? [p.Value.GetString()!]
                        : reader.Names(select, at, p.Name),
                StringComparer.Ordinal
            );
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> NoSelect { get; } =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.WithComparers(StringComparer.Ordinal);
}
