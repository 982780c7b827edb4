using System.Collections.Immutable;
using System.Text.Json;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>Reads the JSON of a policy (settings.md 3). What is left out has its default; unknown properties are let pass.</summary>
internal static class PolicyReader
{
    private const int MaxDays = 3_650;
    private const int MaxEntries = 500;

    /// <summary>Relations that can make kin of two people.</summary>
    private static readonly ImmutableArray<RelationKind> KinKinds =
    [
        RelationKind.Spouse,
        RelationKind.Parent,
        RelationKind.Child,
        RelationKind.Sibling,
        RelationKind.Grandparent,
        RelationKind.Guardian,
        RelationKind.LegalRepresentative,
        RelationKind.ActualController,
    ];

    private static readonly ImmutableArray<string> Roles =
    [
        "registrant",
        "decisionMaker",
        "buyer",
        "payer",
        "owner",
        "coOwner",
        "user",
        "student",
        "referrer",
        "legalRepresentative",
    ];

    internal static Result<Policy> Read(JsonElement json, int version)
    {
        List<Refusal> refusals = [];
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("TYPE_MISMATCH", "", "Send a policy: one JSON object.");
        }

        refusals.AddRange(Wellformed.Check(json));
        if (refusals.Count > 0)
        {
            return refusals;
        }

        var root = Field.Root(json, refusals);
        var applies = root["appliesTo"].Object();
        var policy = new Policy
        {
            Id = Name(root["id"].Need()) ?? "",
            Version = version,
            EffectiveFrom = root["effectiveFrom"].Need().Time() ?? Instant.MinValue,
            Projects = applies["projects"].Texts(MaxEntries),
            Opportunity = applies["opportunity"].Choice<OpportunityKind>(),
            Site = Site(root["site"].Object()),
            Household = Household(root["household"].Object()),
            Claims = Claims(root["claims"]),
            Decision = Decision(root["decision"].Object()),
            PostSale = PostSale(root["postSale"].Object()),
            Risk = Risk(root["risk"].Object()),
        };
        return refusals.Count > 0 ? refusals : policy;
    }

    /// <summary>An id that can stand in <c>px@1#agency</c>.</summary>
    private static string? Name(Field place)
    {
        var name = place.Id();
        if (name is not null && name.AsSpan().ContainsAny("@#/"))
        {
            place.Refuse("ID_INVALID", "Send an id without @, # and /.");
            return null;
        }

        return name;
    }

    private static SiteSettings Site(Field site) =>
        new(
            site["group"].Text(),
            site["location"].Value is { ValueKind: JsonValueKind.Object } point
                ? point.GetRawText()
                : site["location"].Text()
        );

    private static HouseholdSettings Household(Field household)
    {
        HouseholdSettings defaults = new();
        return new()
        {
            KinScope = Kin(household["kinScope"], defaults.KinScope),
            RelationAt = household["relationAt"].Choice<RelationAt>() ?? defaults.RelationAt,
            Depth = household["depth"].Whole(0, 1) ?? defaults.Depth,
            MoneyGrade = GradeOf(household["moneyGrade"]) ?? defaults.MoneyGrade,
            PurchasingRoles = Listed(household["purchasingRoles"], 1, Roles, defaults.PurchasingRoles),
        };
    }

    /// <summary>Fuzzy and unsupported evidence never moves money, so the weakest grade a policy may name is E4.</summary>
    private static Grade? GradeOf(Field place) =>
        place.OneOf(["E1", "E2", "E3", "E4"]) is { } text ? (Grade)(text[1] - '0') : null;

    private static ImmutableArray<RelationKind> Kin(Field list, ImmutableArray<RelationKind> missing) =>
        list.Present
            ?
            [
                .. list.Items(0, 20)
                    .Select(i => WireNames.Parse<RelationKind>(i.OneOf([.. KinKinds.Select(k => WireNames.Of(k))])))
                    .OfType<RelationKind>()
                    .Distinct(),
            ]
            : missing;

    private static ImmutableArray<ClaimSection> Claims(Field list)
    {
        if (!list.Present)
        {
            return ClaimSection.Defaults;
        }

        HashSet<string> ids = new(StringComparer.Ordinal);
        var sections = ImmutableArray.CreateBuilder<ClaimSection>();
        foreach (var item in list.Items(1, 100))
        {
            var section = Section(item.Object());
            if (section.Id.Length > 0 && !ids.Add(section.Id))
            {
                item["id"].Refuse("ID_DUPLICATE", "Give every section of a policy an id of its own.");
            }

            sections.Add(section);
        }

        return sections.ToImmutable();
    }

    private static ClaimSection Section(Field place)
    {
        ClaimSection defaults = new() { Id = Name(place["id"].Need()) ?? "" };
        var windows = place["windows"].Object();
        var channels = ImmutableArray.CreateRange(
            place["channels"].Items(0, 20).Select(c => c.Choice<ChannelKind>()).OfType<ChannelKind>().Distinct()
        );
        var organisations = place["organisations"].Texts(MaxEntries);
        if (!place["channels"].Present && !place["organisations"].Present)
        {
            place.Refuse("PROPERTY_REQUIRED", "Send channels, organisations or both.");
        }

        return defaults with
        {
            Channels = channels,
            Organisations = organisations,
            Mode = place["mode"].Choice<ClaimMode>() ?? defaults.Mode,
            Masked = place["masked"].Choice<MaskedPhones>() ?? defaults.Masked,
            LeadMinutes = place["leadMinutes"].Whole(0, 1_440) ?? defaults.LeadMinutes,
            VisitCredit = place["visitCredit"].Choice<VisitCredit>() ?? defaults.VisitCredit,
            AdmitOld = place["admitOld"].Flag() ?? defaults.AdmitOld,
            SelfPurchase = place["selfPurchase"].Choice<SelfPurchase>() ?? defaults.SelfPurchase,
            OwnerLimit = place["ownerLimit"].Choice<OwnerLimit>() ?? defaults.OwnerLimit,
            Caps = Caps(place["caps"].Object()),
            CooldownDays = place["cooldownDays"].Whole(0, MaxDays) ?? defaults.CooldownDays,
            ReplyMinutes = place["replyMinutes"].Whole(0, 10_080) ?? defaults.ReplyMinutes,
            DeemedAccept = place["deemedAccept"].Flag() ?? defaults.DeemedAccept,
            RequiredFields = place["requiredFields"].Texts(20),
            Effective = Switched(place.Value, "effective") ? null : Effective(place["effective"].Object()),
            Registration = Window(windows, "registration", defaults.Registration),
            Visit = Window(windows, "visit", defaults.Visit),
            Deal = Window(windows, "deal", defaults.Deal),
            DealRefresh = windows["deal"]["refresh"].Flag() ?? defaults.DealRefresh,
            Natural = Window(windows, "natural", defaults.Natural),
            Own = Window(windows, "own", defaults.Own),
            Tail = Window(windows, "tail", defaults.Tail),
            ExtensionDays = Switched(windows.Value, "extension")
                ? 0
                : windows["extension"].Object()["days"].Whole(0, MaxDays) ?? defaults.ExtensionDays,
            ExtensionTimes = windows["extension"].Object()["times"].Whole(0, 10) ?? defaults.ExtensionTimes,
        };
    }

    private static CapSettings Caps(Field caps)
    {
        CapSettings defaults = new();
        return new(
            caps["daily"].Whole(0, 1_000_000) ?? defaults.Daily,
            caps["live"].Whole(0, 1_000_000) ?? defaults.Live,
            caps["repeat"].Whole(0, 1_000_000) ?? defaults.Repeat
        );
    }

    private static EffectiveSettings Effective(Field effective)
    {
        EffectiveSettings defaults = new();
        return new(
            effective["phoneVerified"].Flag() ?? defaults.PhoneVerified,
            effective["days"].Whole(0, MaxDays) ?? defaults.Days,
            effective["minSeconds"].Whole(0, 86_400) ?? defaults.MinSeconds
        );
    }

    /// <summary>A window; an explicit <c>null</c> says that it never ends.</summary>
    private static Window? Window(Field windows, string name, Window? missing)
    {
        if (Switched(windows.Value, name))
        {
            return null;
        }

        var place = windows[name].Object();
        if (!place.Present)
        {
            return missing;
        }

        place["from"].OneOf(["registration", "firstVisit", "visit", "lastEffectiveContact", "contractEnd"]);
        return place["days"].Need().Whole(0, MaxDays) is { } days
            ? new(days, place["count"].Choice<DayCount>() ?? DayCount.NaturalDays)
            : missing;
    }

    private static bool Switched(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } o
        && o.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Null;

    private static DecisionSettings Decision(Field decision)
    {
        DecisionSettings defaults = new();
        return new()
        {
            PinToClaim = decision["policyPin"].OneOf(["claim", "latest"]) is not "latest",
            UnknownClaimant = decision["unknownClaimant"].Choice<UnknownClaimant>() ?? defaults.UnknownClaimant,
            NearTieSeconds = decision["nearTieSeconds"].Whole(0, 86_400) ?? defaults.NearTieSeconds,
            SkewSeconds = decision["skewSeconds"].Whole(0, 86_400) ?? defaults.SkewSeconds,
            ShareByOwnership =
                decision["multiParty"].OneOf(["earliestValid", "byOwnershipShare"]) is "byOwnershipShare",
            CustomerOverride = decision["customerOverride"].Flag() ?? defaults.CustomerOverride,
            StackReferral = decision["stackReferral"].Flag() ?? defaults.StackReferral,
        };
    }

    private static PostSaleSettings PostSale(Field postSale)
    {
        PostSaleSettings defaults = new();
        var documents = postSale["documents"].Object();
        var goodFaith = postSale["goodFaith"].Object();
        return new()
        {
            WithinDays = postSale["withinDays"].Whole(0, MaxDays) ?? defaults.WithinDays,
            Kin = Kin(postSale["kin"], defaults.Kin),
            Documents = documents["required"].Texts(20),
            DocumentsBefore = documents["before"].Choice<Milestone>() is { } before ? WireNames.Of(before) : null,
            GoodFaithShare = goodFaith["share"].Share(Rate.Zero, Rate.One) ?? defaults.GoodFaithShare,
            GoodFaithChoice = goodFaith["choice"].Text() ?? defaults.GoodFaithChoice,
        };
    }

    private static ImmutableSortedDictionary<string, RiskSetting> Risk(Field risk)
    {
        var settings = RiskSetting.Defaults;
        foreach (var (id, setting) in RiskSetting.Defaults)
        {
            var place = risk[id].Object();
            var numbers = setting.Numbers;
            foreach (var (name, number) in setting.Numbers)
            {
                numbers = numbers.SetItem(name, place[name].Whole(0, 1_000_000) ?? number);
            }

            settings = settings.SetItem(id, new(place["on"].Flag() ?? setting.On, numbers));
        }

        return settings;
    }

    private static ImmutableArray<string> Listed(
        Field list,
        int min,
        ImmutableArray<string> names,
        ImmutableArray<string> missing
    ) => list.Present ? [.. list.Items(min, 100).Select(i => i.OneOf(names)).OfType<string>()] : missing;
}
