using System.Collections.Immutable;
using System.Text.Json;
using Core.Values;

namespace Core.Leads;

/// <summary>Reads relations, channels, staff and the smaller shapes of the contract.</summary>
internal static class SharedShapes
{
    /// <summary>Kinds of supporting artefact.</summary>
    public static readonly ImmutableArray<string> ArtefactKinds = ["recording", "wecomMessage", "callRecord"];

    /// <summary>Kinds of channel whose claims are an outside organisation's, and which must therefore name it.</summary>
    private static readonly ImmutableArray<ChannelKind> Outside = [ChannelKind.Agency, ChannelKind.CitizenBroker];

    private const int MaxRelations = 200;

    /// <summary>Relations between people of the same event.</summary>
    public static ImmutableArray<RelationStatement> Relations(Field relations, ImmutableArray<PersonRecord> people)
    {
        var refs = people.Select(p => p.Ref).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. relations.Items(0, MaxRelations).Select(r => Relation(r, refs)).OfType<RelationStatement>()];
    }

    private static RelationStatement? Relation(Field place, HashSet<string> refs)
    {
        var relation = place.Object();
        if (!relation.Present)
        {
            return null;
        }

        var from = Person(relation["from"].Need(), refs);
        var to = Person(relation["to"].Need(), refs);
        if (from is not null && from == to)
        {
            relation["to"].Refuse("RELATION_TO_SELF", "Name two different people.");
        }

        var kind = relation["kind"].Need().Choice<RelationKind>();
        var evidence = relation["evidence"].Need().Choice<RelationEvidence>();
        var reference = relation["reference"].Text();
        var validFrom = relation["validFrom"].Date();
        var validTo = relation["validTo"].Date();
        if (validTo < validFrom)
        {
            relation["validTo"].Refuse("DATES_REVERSED", "Send a validTo that is not before validFrom.");
        }

        return from is null || to is null || kind is null || evidence is null
            ? null
            : new RelationStatement(from, to, kind.Value, evidence.Value, reference, validFrom, validTo);
    }

    private static string? Person(Field place, HashSet<string> refs)
    {
        var name = place.Text();
        if (name is not null && !refs.Contains(name))
        {
            place.Refuse("REF_UNKNOWN", "Name the ref of a person of this event.");
            return null;
        }

        return name;
    }

    /// <summary>Who brought the customer.</summary>
    public static ChannelRef? Channel(Field place)
    {
        var channel = place.Object();
        if (!channel.Present)
        {
            return null;
        }

        var kind = channel["kind"].Need().Choice<ChannelKind>();
        var organisation = channel["organisation"];
        if (kind is { } k && Outside.Contains(k))
        {
            organisation.Need();
        }

        var reference = new ChannelRef(kind ?? ChannelKind.SelfEntered, organisation.Id(), channel["person"].Text());
        return kind is null ? null : reference;
    }

    /// <summary>Staff with their shares, which are weights inside a role.</summary>
    public static ImmutableArray<StaffShare> Staff(Field staff) =>
        [.. staff.Items(0, PersonReader.MaxEntries).Select(Member).OfType<StaffShare>()];

    private static StaffShare? Member(Field place)
    {
        var member = place.Object();
        if (!member.Present)
        {
            return null;
        }

        var role = member["role"].Need().Text();
        var person = member["person"].Need().Id();
        var share = member["share"].Need().Share(new Rate(1), Rate.One);
        return role is null || person is null || share is null ? null : new StaffShare(role, person, share.Value);
    }

    /// <summary>A recording, message or call record that supports what is said.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool Artefact(Field place)
    {
        var artefact = place.Object();
        if (artefact.Present)
        {
            artefact["kind"].Need().OneOf(ArtefactKinds);
            artefact["reference"].Need().Text();
        }

        return artefact.Present;
    }

    /// <summary>An object or text whose inside the contract leaves open.</summary>
    public static void Open(Field place)
    {
        if (place.Value is { ValueKind: JsonValueKind.String })
        {
            place.Text(Field.Long);
        }
        else
        {
            place.Object();
        }
    }

    /// <summary>A list of texts or objects whose inside the contract leaves open.</summary>
    public static void OpenList(Field list)
    {
        foreach (var item in list.Items(0, PersonReader.MaxEntries))
        {
            Open(item);
        }
    }
}
