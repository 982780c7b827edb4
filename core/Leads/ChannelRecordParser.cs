using System.Collections.Immutable;
using System.Text.Json;
using Core.Values;

namespace Core.Leads;

/// <summary>Reads channel records (settings.md 1).</summary>
internal static class ChannelRecordParser
{
    /// <summary>Kinds of channel record: those of claims, and systems of the house that make none.</summary>
    public static readonly ImmutableArray<string> Kinds = [.. WireNames.All<ChannelKind>(), "internal"];

    private const int Most = 1_000;

    /// <summary>One version, or every error with its pointer into the record.</summary>
    public static Result<ChannelRecord> Parse(JsonElement json, int version)
    {
        var refusals = new List<Refusal>();
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("TYPE_MISMATCH", "", "Send an object.");
        }

        Wellformed.Check(json, "", refusals);
        if (refusals.Count > 0)
        {
            return refusals;
        }

        var root = Field.Root(json, refusals);
        var record = new ChannelRecord
        {
            Id = root["id"].Need().Id() ?? "",
            Version = version,
            EffectiveFrom = root["effectiveFrom"].Need().Time() ?? default,
            Kind = root["kind"].Need().OneOf(Kinds) ?? "",
            Name = root["name"].Text(),
            Trust = root["trust"].Need().Choice<Trust>() ?? Trust.ThirdParty,
            Payee = root["payee"].Id(),
            Sources = [.. root["sources"].Items(0, Most).Select(Source).OfType<string>()],
            Types = [.. root["types"].Items(0, Most).Select(t => t.OneOf([.. EventParser.Types])).OfType<string>()],
            Contracts = [.. root["contracts"].Items(0, Most).Select(Contract).OfType<ChannelContract>()],
            People = [.. root["people"].Items(0, 10 * Most).Select(Person).OfType<ChannelPerson>()],
        };
        return refusals.Count > 0 ? refusals : record;
    }

    private static string? Source(Field place)
    {
        var source = place.Id();
        if (source == "/")
        {
            place.Refuse("SOURCE_TOO_WIDE", "Name a prefix that is this channel's own, such as /agencies/agency-7.");
        }

        return source;
    }

    private static ChannelContract? Contract(Field place)
    {
        var contract = place.Object();
        if (!contract.Present)
        {
            return null;
        }

        var reference = contract["reference"].Need().Text() ?? "";
        var projects = contract["projects"].Need().Items(0, Most).Select(p => p.Id()).OfType<string>();
        var from = contract["from"].Need().Date() ?? default;
        var to = contract["to"].Date();
        if (to < from)
        {
            contract["to"].Refuse("DATES_REVERSED", "Send a to that is not before from.");
        }

        return new(reference, [.. projects], from, to, contract["state"].Need().Text() ?? "");
    }

    private static ChannelPerson? Person(Field place)
    {
        var person = place.Object();
        if (!person.Present)
        {
            return null;
        }

        var from = person["from"].Need().Date() ?? default;
        var to = person["to"].Date();
        if (to < from)
        {
            person["to"].Refuse("DATES_REVERSED", "Send a to that is not before from.");
        }

        return new ChannelPerson
        {
            Id = person["id"].Need().Id() ?? "",
            Role = person["role"].Need().Text() ?? "",
            From = from,
            To = to,
            Name = person["name"].Text(),
            Phones =
            [
                .. person["phones"].Items(0, PersonReader.MaxEntries).Select(PersonReader.Number).OfType<string>(),
            ],
            Payee = person["payee"].Id(),
            Manager = person["manager"].Id(),
            User = person["user"].Text(),
        };
    }
}
