using System.Collections.Immutable;
using Core.Values;

namespace Core.Identity;

/// <summary>Binds masked registrations to whoever came (docs/rules.md NRM-03).</summary>
internal sealed class MaskFold(
    IReadOnlyList<RecordFeatures> records,
    Clusters clusters,
    IReadOnlySet<string> genericKeys
)
{
    /// <summary>
    /// Binds what can be bound, in the order of registration, and says what became of each. Several claimants'
    /// registrations of one visitor all bind; which of them wins is for the rules.
    /// </summary>
    public List<(int Lead, MaskState State, int? BoundTo, List<int> Fitting)> Bind()
    {
        var byMask = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var leads = new List<int>();
        for (var i = 0; i < records.Count; i++)
        {
            if (MaskedPhones.IsMaskedLead(records[i]))
            {
                leads.Add(i);
                continue;
            }

            foreach (var key in records[i].Phones.IsEmpty ? [] : SearchKeys.MaskKeys(records[i]))
            {
                if (!byMask.TryGetValue(key, out var full))
                {
                    byMask.Add(key, full = []);
                }

                full.Add(i);
            }
        }

        return [.. leads.OrderBy(i => records[i].ReceivedAt).ThenBy(i => records[i].Id).Select(i => Bind(i, byMask))];
    }

    private (int, MaskState, int?, List<int>) Bind(int lead, Dictionary<string, List<int>> byMask)
    {
        var fitting = SearchKeys
            .MaskKeys(records[lead])
            .SelectMany(key => byMask.GetValueOrDefault(key) ?? [])
            .Distinct()
            .Where(full => MaskedPhones.Fits(records[lead], records[full], genericKeys))
            .OrderBy(full => records[full].ReceivedAt)
            .ThenBy(full => records[full].Id)
            .ToList();
        var known = fitting.FindIndex(full => clusters.Root(full) == clusters.Root(lead));
        if (known >= 0)
        {
            return (lead, MaskState.Bound, fitting[known], fitting);
        }

        var occasion = fitting.Exists(f => records[f].Occasion == Occasion.Visit) ? Occasion.Visit : Occasion.Sale;
        var people = fitting.DistinctBy(clusters.Root).Count();
        foreach (
            var full in fitting
                .Where(f => records[f].Occasion == occasion)
                .OrderBy(f => records[f].ReceivedAt <= records[lead].ReceivedAt)
                .ThenBy(f => records[f].ReceivedAt)
                .ThenBy(f => records[f].Id)
        )
        {
            if (clusters.Unite(lead, full, Grade.E3, by: null))
            {
                return (lead, MaskState.Bound, full, fitting);
            }
        }

        return (lead, people >= 2 ? MaskState.Ambiguous : MaskState.Provisional, null, fitting);
    }
}
