using System.Collections.Immutable;
using System.Text.Json;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;

namespace Functions.House;

/// <summary>The four kinds of settings (settings.md) and how each is checked.</summary>
internal sealed class SettingKind
{
    private readonly Func<JsonElement, int, IReadOnlyList<Refusal>?> check;

    private SettingKind(string name, Func<JsonElement, int, IReadOnlyList<Refusal>?> check) =>
        (Name, this.check) = (name, check);

    /// <summary>Who sends, who claims, who works for whom.</summary>
    public static SettingKind Channels { get; } =
        new("channels", (json, version) => ChannelRecord.Parse(json, version).Errors);

    /// <summary>Who is paid.</summary>
    public static SettingKind Payees { get; } =
        new("payees", (json, version) => PayeeRecord.Parse(json, version).Errors);

    /// <summary>How attribution is decided.</summary>
    public static SettingKind Policies { get; } =
        new("policies", (json, version) => Policy.Parse(json, version).Errors);

    /// <summary>What is paid.</summary>
    public static SettingKind Plans { get; } = new("plans", (json, version) => Plan.Parse(json, version).Errors);

    /// <summary>All, in the order in which they refer to each other.</summary>
    public static ImmutableArray<SettingKind> All { get; } = [Payees, Channels, Policies, Plans];

    /// <summary>The name in addresses, files and rows.</summary>
    public string Name { get; }

    /// <summary>Every fault of a record, with pointers into it; empty when it is valid.</summary>
    public List<Refusal> Check(JsonElement record, int version) => [.. check(record, version) ?? []];
}
