using System.Collections.Immutable;
using Core.Attribution;
using Core.Commission;
using Core.Identity;
using Core.Leads;
using Core.Values;

namespace Core.Pipeline;

/// <summary>
/// What a dossier says about its sales, and what of that is news. Pure: the same facts under the same settings give the
/// same views, whatever was published before; only the numbering of revisions depends on what was published.
/// </summary>
internal static class DossierDerivation
{
    /// <summary>The dossier with its sales derived anew and with every difference in its outbox.</summary>
    public static Dossier Derive(Dossier dossier, HouseSettings house)
    {
        var known = dossier.Known;
        var sales = SalesOf(known).Where(s => dossier.Anchors.Contains(Ids.SaleAnchor(s))).ToList();
        if (sales.Count == 0)
        {
            return dossier;
        }

        var identity = Identities.Derive(known, null, Grade.E6);
        foreach (var sale in sales)
        {
            dossier = Derive(dossier, sale, known, identity, house);
        }

        return dossier;
    }

    /// <summary>Ids of the sales that are recorded among some facts.</summary>
    public static IReadOnlyList<string> SalesOf(DossierFacts known) =>
        [
            .. known
                .Facts.Select(f => f.Body)
                .OfType<FactBody.SaleRecorded>()
                .Select(s => s.Sale)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Public id of the household that a sale's buyers belong to: that of its first party's.</summary>
    public static string HouseholdOf(string sale, DossierFacts known, IdentityView identity)
    {
        var party = known
            .Facts.Where(f => f.Body is FactBody.SaleRecorded s && s.Sale == sale)
            .OrderBy(f => f.ReceivedAt)
            .ThenBy(f => f.Id)
            .Select(f => new RecordId(f.Id, 0))
            .Select(identity.PersonOf)
            .OfType<Person>()
            .FirstOrDefault();
        return party is null ? "" : identity.HouseholdOf(party.Id)?.Id ?? PublicIds.Household(party.Anchor);
    }

    /// <summary>What makes two decisions one publication: a checkpoint reached, or evidence that changed nothing, is no news.</summary>
    public static string KeyOf(Decision decision) =>
        Ids.Of(
            string.Join(
                '\n',
                decision.Checkpoint == Checkpoint.C5
                    ? $"C5 {decision.AsKnownAt} {decision.EvidenceHash}"
                    : "before the end of the sale",
                decision.Outcome,
                string.Join(',', decision.Credits.Select(c => $"{c.Channel.Kind} {c.Channel.Organisation} {c.Share}")),
                string.Join(',', decision.Reasons.Select(r => r.Code))
            )
        );

    private static Dossier Derive(
        Dossier dossier,
        string sale,
        DossierFacts known,
        IdentityView identity,
        HouseSettings house
    )
    {
        var timeline = SaleTimeline.Derive(sale, known, house.Attribution);
        var view = SaleViews.Derive(sale, HouseholdOf(sale, known, identity), known, timeline);
        if (view is null || timeline.IsEmpty)
        {
            return dossier;
        }

        var before = dossier.Sales.GetValueOrDefault(sale);
        var (logged, fresh) = News(before?.Logged ?? [], timeline);
        var revisions = timeline.Select(d => logged.LastIndexOf(KeyOf(d)) + 1).ToImmutableArray();
        var json = PipelineJson.Write(view);
        var hash = Ids.Of(Convert.ToHexString(json) + string.Join(',', revisions));
        if (before?.ViewHash == hash)
        {
            return dossier;
        }

        SaleState state = new()
        {
            Revision = (before?.Revision ?? 0) + 1,
            ViewHash = hash,
            View = json,
            Logged = logged,
            Revisions = revisions,
        };
        Publication publication = new(
            sale,
            state.Revision,
            fresh,
            [.. dossier.Facts.Keys],
            [.. dossier.Generic],
            house.Version
        );
        return dossier with { Sales = dossier.Sales.SetItem(sale, state), Outbox = [.. dossier.Outbox, publication] };
    }

    /// <summary>
    /// The decisions after the last published one. When that one is no longer in the timeline, a late import changed
    /// what was known before it: the log keeps it, and the newest decision is added.
    /// </summary>
    private static (ImmutableArray<string> Logged, ImmutableArray<LoggedDecision> Fresh) News(
        ImmutableArray<string> logged,
        ImmutableArray<Decision> timeline
    )
    {
        var keys = timeline.Select(KeyOf).ToImmutableArray();
        var from =
            logged.IsEmpty ? 0
            : keys.LastIndexOf(logged[^1]) is >= 0 and var last ? last + 1
            : keys.Length - 1;
        ImmutableArray<LoggedDecision> fresh =
        [
            .. Enumerable
                .Range(from, keys.Length - from)
                .Select(i => new LoggedDecision(logged.Length + 1 + i - from, PipelineJson.Write(timeline[i]))),
        ];
        return ([.. logged, .. keys.Skip(from)], fresh);
    }
}
