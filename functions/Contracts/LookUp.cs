using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Core.Identity;
using Core.Leads;
using Core.Pipeline;
using Core.Values;
using NodaTime;

namespace Functions.Contracts;

/// <summary>
/// Somebody looks for a customer. The question is read as an event that describes that customer would be, so that what is
/// looked for is normalised exactly as what was stored.
/// </summary>
internal sealed class LookUp
{
    private readonly string? name;

    private LookUp(ImmutableArray<SearchKey> keys, string? name) => (Keys, this.name) = (keys, name);

    /// <summary>Search keys, at least one.</summary>
    public ImmutableArray<SearchKey> Keys { get; }

    /// <summary>Reads the question.</summary>
    /// <returns>What to look for; refusals with pointers into the body, <c>IDENTIFIER_NEEDED</c> when there is nothing to look for.</returns>
    public static Result<LookUp> Read(SearchRequest body, Instant now)
    {
        var person = new JsonObject();
        Add(person, "phones", body.Phone is null ? null : new JsonObject { ["number"] = body.Phone });
        Add(person, "emails", body.Email is null ? null : JsonValue.Create(body.Email));
        Add(
            person,
            "documents",
            body.Document is null
                ? null
                : new JsonObject { ["kind"] = body.Document.Kind, ["number"] = body.Document.Number }
        );
        Add(
            person,
            "customerIds",
            body.Customer is null
                ? null
                : new JsonObject { ["system"] = body.Customer.System, ["id"] = body.Customer.Id }
        );
        if (body.Wechat is not null)
        {
            person["wechat"] = new JsonObject { ["id"] = body.Wechat };
        }

        if (person.Count == 0)
        {
            return new Refusal(
                "IDENTIFIER_NEEDED",
                "",
                "Give a phone, a WeChat id, a document, an e-mail address or a customer id; a name only narrows."
            );
        }

        var fact = EventParser.Parse(
            Event(
                "person.observed",
                new JsonObject { ["people"] = new JsonArray(person), ["context"] = "profile" },
                now
            ),
            new(now, now, Trust.Own, null, null)
        );
        if (!fact.Succeeded)
        {
            return fact.Errors.Select(error => error with { Pointer = Pointer(error.Pointer) }).ToList();
        }

        var keys = SearchKeys.Of(fact.Value);
        return keys.IsEmpty
            ? new Refusal("IDENTIFIER_NEEDED", "", "Nothing in this can be looked for: give it whole.")
            : new LookUp(keys, body.Name);
    }

    /// <summary>The fact that somebody looked a phone up; null when no phone was asked for.</summary>
    public static IncomingFact? Record(SearchRequest body, string by, Instant now)
    {
        if (body.Phone is null)
        {
            return null;
        }

        var json = Event(
            "customer.lookedUp",
            new JsonObject
            {
                ["project"] = body.Project ?? "all",
                ["by"] = by,
                ["phone"] = body.Phone,
            },
            now
        );
        var fact = EventParser.Parse(json, new(now, now, Trust.Own, null, null));
        return fact.Succeeded
            ? new(fact.Value, EventParser.Write(json, fact.Value), EventParser.ContentHash(json))
            : null;
    }

    /// <summary>Households of a dossier in which somebody has one of the identifiers, and the name if one was given.</summary>
    public IEnumerable<HouseholdReport> HouseholdsIn(DossierFacts facts)
    {
        var wanted = Keys.Select(key => key.Text).ToImmutableHashSet(StringComparer.Ordinal);
        var view = Identities.Derive(facts, null, Grade.E6);
        var people = facts
            .Facts.SelectMany(fact => fact.Body.People.Select((person, i) => (fact, person, i)))
            .Where(told => KeysOf(told.fact, told.person).Any(wanted.Contains))
            .Select(told => view.PersonOf(new(told.fact.Id, told.i)))
            .OfType<Person>()
            .Where(person => name is null || person.Names.Contains(name, StringComparer.Ordinal));
        return people
            .Select(person => view.HouseholdOf(person.Id))
            .OfType<Household>()
            .DistinctBy(household => household.Id, StringComparer.Ordinal)
            .Select(household => HouseholdReport.Of(facts, view, household));
    }

    private static IEnumerable<string> KeysOf(Fact fact, PersonRecord person) =>
        SearchKeys.Of(fact with { Body = new FactBody.PersonObserved([person], [], null) }).Select(key => key.Text);

    private static void Add(JsonObject person, string name, JsonNode? item)
    {
        if (item is not null)
        {
            person[name] = new JsonArray(item);
        }
    }

    private static JsonElement Event(string type, JsonObject data, Instant now) =>
        JsonSerializer.SerializeToElement(
            new JsonObject
            {
                ["specversion"] = "1.0",
                ["id"] = Guid.NewGuid().ToString("n"),
                ["source"] = "/console/lookups",
                ["type"] = type,
                ["time"] = Times.Format(now),
                ["data"] = data,
            },
            Json.Default.JsonNode
        );

    // The body is flat where the event is nested.
    private static string Pointer(string pointer) =>
        pointer switch
        {
            _ when pointer.Contains("/phones", StringComparison.Ordinal) => "/phone",
            _ when pointer.Contains("/wechat", StringComparison.Ordinal) => "/wechat",
            _ when pointer.Contains("/emails", StringComparison.Ordinal) => "/email",
            _ when pointer.Contains("/documents", StringComparison.Ordinal) => "/document",
            _ when pointer.Contains("/customerIds", StringComparison.Ordinal) => "/customer",
            _ => "",
        };
}
