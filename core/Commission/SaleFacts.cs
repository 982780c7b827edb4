using System.Collections.Immutable;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>A sale as the facts known by an instant tell it.</summary>
/// <param name="Recorded">The first record by receivedAt, then id: it is the sale.</param>
/// <param name="Price">The record's price, or that of the latest correction by its own date.</param>
/// <param name="Cancelled">The cancellation, if any.</param>
/// <param name="Staff">By role, then person.</param>
/// <param name="SubscribedAt">When it was subscribed, by the first fact that says so.</param>
/// <param name="SignedAt">When it was signed, by the first fact that says so.</param>
/// <param name="Milestones">See <see cref="SaleView.Milestones"/>; collections once per larger share.</param>
internal sealed record SaleFacts(
    FactBody.SaleRecorded Recorded,
    Money Price,
    FactBody.SaleCancelled? Cancelled,
    ImmutableArray<StaffShare> Staff,
    Instant? SubscribedAt,
    Instant? SignedAt,
    ImmutableArray<MilestoneReached> Milestones
)
{
    /// <summary>Null when no record of the sale was known then, or all were retracted.</summary>
    internal static SaleFacts? At(string sale, ImmutableArray<Fact> facts, Instant? until)
    {
        var known = KnownFacts.At(facts, until).OrderBy(f => f.ReceivedAt).ThenBy(f => f.Id).ToList();
        var records = Bodies<FactBody.SaleRecorded>(known).Where(r => r.Sale == sale).ToList();
        if (records is not [var recorded, ..])
        {
            return null;
        }

        var price =
            Bodies<FactBody.SaleRepriced>(known).Where(r => r.Sale == sale).OrderBy(r => r.At).LastOrDefault()?.Price
            ?? recorded.Price;
        var milestones = MilestonesOf(sale, known, price);
        Instant? First(Milestone milestone) => milestones.FirstOrDefault(m => m.Milestone == milestone)?.At;
        return new(
            recorded,
            price,
            Bodies<FactBody.SaleCancelled>(known).FirstOrDefault(c => c.Sale == sale),
            StaffOf(sale, known),
            First(Milestone.Subscribed),
            First(Milestone.Signed),
            milestones
        );
    }

    /// <summary>Later records add people; a progress report that names a role says who has it from then on.</summary>
    private static ImmutableArray<StaffShare> StaffOf(string sale, List<Fact> known)
    {
        SortedDictionary<string, SortedDictionary<string, StaffShare>> roles = new(StringComparer.Ordinal);
        foreach (var fact in known)
        {
            var (staff, replaces) = fact.Body switch
            {
                FactBody.SaleRecorded body when body.Sale == sale => (body.Staff, false),
                FactBody.SaleProgressed body when body.Sale == sale => (body.Staff, true),
                _ => ([], false),
            };
            foreach (var role in staff.Select(s => s.Role).Distinct(StringComparer.Ordinal))
            {
                if (replaces || !roles.TryGetValue(role, out var people))
                {
                    roles[role] = people = new(StringComparer.Ordinal);
                }

                foreach (var member in staff.Where(s => s.Role == role))
                {
                    people.TryAdd(member.Person, member);
                }
            }
        }

        return [.. roles.Values.SelectMany(people => people.Values)];
    }

    private static ImmutableArray<MilestoneReached> MilestonesOf(string sale, List<Fact> known, Money price)
    {
        List<MilestoneReached> reached = [];
        HashSet<Milestone> once = [];
        var collected = Rate.Zero;
        foreach (var fact in known)
        {
            var (milestone, at) = fact.Body switch
            {
                FactBody.SaleRecorded body when body.Sale == sale => (
                    body.Stage == SaleStage.Signed ? Milestone.Signed : Milestone.Subscribed,
                    body.At
                ),
                FactBody.SaleProgressed body when body.Sale == sale => (body.Milestone, body.At),
                _ => ((Milestone?)null, default(Instant)),
            };
            if (milestone is { } known1 && known1 != Milestone.Collected && once.Add(known1))
            {
                reached.Add(new(known1, at, fact.ReceivedAt, null));
            }

            // A report of any milestone may tell how much was collected by then.
            if (
                fact.Body is FactBody.SaleProgressed progress
                && progress.Sale == sale
                && ShareOf(progress, price) is { } share
            )
            {
                if (share > collected)
                {
                    reached.Add(new(Milestone.Collected, at, fact.ReceivedAt, share));
                    collected = share;
                }
            }
            else if (milestone == Milestone.Collected && once.Add(Milestone.Collected))
            {
                reached.Add(new(Milestone.Collected, at, fact.ReceivedAt, null));
            }
        }

        return [.. reached.OrderBy(m => m.KnownFrom).ThenBy(m => m.Milestone).ThenBy(m => m.CollectedShare)];
    }

    /// <summary>As stated, or what was collected over the price, rounded down: exactly is enough.</summary>
    private static Rate? ShareOf(FactBody.SaleProgressed progress, Money price) =>
        progress.CollectedShare
        ?? (
            progress.Collected is { } money && price > Money.Zero
                ? new Rate((long)((Int128)money.Fen * Rate.One.Ppm / price.Fen))
                : null
        );

    private static IEnumerable<T> Bodies<T>(List<Fact> facts)
        where T : FactBody => facts.Select(f => f.Body).OfType<T>();
}
