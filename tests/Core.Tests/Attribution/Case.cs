using System.Collections.Immutable;
using System.Text.Json;
using Core.Attribution;
using Core.Identity;
using Core.Leads;
using Core.Values;

namespace Core.Tests.Attribution;

/// <summary>
/// A case as a file: a story in a sentence, its source, settings, events, a question, the expected answer. An event leaves
/// out what goes without saying: <c>specversion</c>, and <c>receivedat</c> when it is <c>time</c>.
/// </summary>
internal sealed record Case(JsonElement Json, DossierFacts Facts, AttributionSettings Settings)
{
    private const string Folder = "attribution/";

    /// <summary>Every file, by name.</summary>
    public static TheoryData<string> Names { get; } =
    [
        .. typeof(Case)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
            .Select(n => n[Folder.Length..^".json".Length])
            .Where(n => n != "StorySettings")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Settings of the first story.</summary>
    public static AttributionSettings Story { get; } = SettingsOf(Read("StorySettings"));

    /// <summary>Reads a file.</summary>
    public static Case Load(string name)
    {
        var json = Read(name);
        var settings = json.GetProperty("settings") is { ValueKind: JsonValueKind.Object } own
            ? SettingsOf(own)
            : Story;
        return new(
            json,
            new([.. json.GetProperty("events").EnumerateArray().Select(e => FactOf(e, settings.Channels))], []),
            settings
        );
    }

    /// <summary>The decisions that the question asks for, with some order of the facts.</summary>
    public ImmutableArray<Decision> Answer(ImmutableArray<Fact> facts)
    {
        var question = Json.GetProperty("question");
        var dossier = Facts with { Facts = facts };
        if (question.TryGetProperty("household", out var people))
        {
            return
            [
                Decider.DecideHousehold(
                    [.. people.EnumerateArray().Select(p => RecordOf(p.GetString()!))],
                    question.GetProperty("project").GetString()!,
                    OpportunityKind.New,
                    dossier,
                    Settings,
                    Times.Parse(question.GetProperty("at").GetString())!.Value
                ),
            ];
        }

        var sale = question.GetProperty("sale").GetString()!;
        return question.TryGetProperty("asKnownAt", out var then)
            ? [Decider.DecideSale(sale, dossier, Settings, Times.Parse(then.GetString()), null)!]
            : SaleTimeline.Derive(sale, dossier, Settings);
    }

    private static RecordId RecordOf(string name) =>
        name.Split('|') is [var source, var id, var index]
            ? new(new(source, id), int.Parse(index, System.Globalization.CultureInfo.InvariantCulture))
            : throw new FormatException(name);

    private static Fact FactOf(JsonElement json, ChannelBook channels)
    {
        Dictionary<string, object?> envelope = new(StringComparer.Ordinal) { ["specversion"] = "1.0" };
        foreach (var property in json.EnumerateObject())
        {
            envelope[property.Name] = property.Value;
        }

        var whole = JsonSerializer.SerializeToElement(envelope);
        var at = EventParser.ReceivedAt(whole) ?? Times.Parse(json.GetProperty("time").GetString())!.Value;
        var source = json.GetProperty("source").GetString()!;
        var sender = channels.Versions.FirstOrDefault(c =>
            c.Sources.Any(s => source.StartsWith(s, StringComparison.Ordinal))
        );
        var kind = sender?.Kind ?? (source.StartsWith("/apps", StringComparison.Ordinal) ? "ownApp" : null);
        var trust =
            sender?.Trust ?? (source.StartsWith("/agencies", StringComparison.Ordinal) ? Trust.ThirdParty : Trust.Own);
        var fact = EventParser.Parse(whole, new(at, at, trust, sender?.Id, kind));
        return fact.Succeeded ? fact.Value : throw new FormatException(string.Join('\n', fact.Errors));
    }

    private static AttributionSettings SettingsOf(JsonElement json)
    {
        List<Policy> policies = [];
        foreach (var policy in json.GetProperty("policies").EnumerateArray())
        {
            var version = policies.Count(p => p.Id == policy.GetProperty("id").GetString()) + 1;
            policies.Add(Policy.Parse(policy, version).Value!);
        }

        return new(
            [.. policies],
            json.TryGetProperty("channels", out var channels)
                ? new([.. channels.EnumerateArray().Select(c => ChannelRecord.Parse(c, 1).Value!)])
                : ChannelBook.Empty
        );
    }

    private static JsonElement Read(string name)
    {
        using var stream = typeof(Case).Assembly.GetManifestResourceStream($"{Folder}{name}.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
