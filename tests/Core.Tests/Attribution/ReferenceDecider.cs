namespace Core.Tests.Attribution;

/// <summary>
/// The rules once more, over whole minutes of a small world, written from the catalogue without any of the product's code:
/// no facts, no identities, no windows, only numbers.
/// </summary>
internal static class ReferenceDecider
{
    /// <summary>Who has the customer: by what was known at the sale, or with the owners revealed.</summary>
    public static Who Winner(World world, bool revealed)
    {
        var claims = world.Before.Where(h => h.Minute <= world.Subscribed && IsClaim(h)).ToList();
        List<Happening> admitted = [];
        List<Happening> valid = [];
        foreach (var claim in claims)
        {
            var repeats = admitted.Exists(e =>
                e.What == claim.What
                && e.Who == claim.Who
                && Joint(world, revealed, e.Person, claim.Person, e.Minute, claim.Minute)
                && Live(world, revealed, e, claim.Minute)
            );
            if (repeats || !Admissible(world, revealed, claim))
            {
                continue;
            }

            admitted.Add(claim);
            if (Live(world, revealed, claim, Moment(world, revealed, claim)))
            {
                valid.Add(claim);
            }
        }

        var own = valid.Find(c => c.Person == 0);
        foreach (var claim in valid)
        {
            var against = own?.Minute ?? Moment(world, revealed, claim);
            if (
                claim.Person == 0
                || Ways(world, revealed, claim.Person).Any(w => w.All(t => Both(t, claim.Minute, against)))
            )
            {
                return claim.Who;
            }
        }

        return Who.Nobody;
    }

    private static bool IsClaim(Happening h) =>
        (h.What == What.Lead && h.Who != Who.Nobody) || (h.What == What.Visit && h.Who == Who.Nobody);

    /// <summary>Everything but the protection windows.</summary>
    private static bool Admissible(World world, bool revealed, Happening claim)
    {
        var visits = Visits(world, revealed, claim);
        if (Opening(world, visits) is { } opening && opening < claim.Minute)
        {
            return false;
        }

        if (claim.What == What.Visit)
        {
            return true;
        }

        if (claim.Who == Who.App)
        {
            var until = Moment(world, revealed, claim);
            return Calls(world, claim).Any(c => c < until && c < Midnight(claim.Minute, 7));
        }

        return Came(world, visits, claim) >= claim.Minute + 30;
    }

    private static bool Live(World world, bool revealed, Happening claim, int at)
    {
        if (claim.What == What.Visit)
        {
            return at < Midnight(claim.Minute, 15);
        }

        if (claim.Who == Who.App)
        {
            var moment = Moment(world, revealed, claim);
            var last = Calls(world, claim).Where(c => c < moment && c <= at).DefaultIfEmpty(claim.Minute).Max();
            return at < Midnight(last, 60);
        }

        var visits = Visits(world, revealed, claim).Where(v => v.Minute >= claim.Minute && v.Minute <= at).ToList();
        if (visits.Count == 0)
        {
            return at < Midnight(claim.Minute, 3);
        }

        var end = Midnight(visits[0].Minute, 30);
        foreach (var visit in visits.Where(v => v.Minute < end))
        {
            end = Math.Max(end, Midnight(visit.Minute, 30));
        }

        return visits[0].Minute < Midnight(claim.Minute, 3) && (at <= visits[0].Minute || at < end);
    }

    private static int Came(World world, List<Happening> visits, Happening claim) =>
        visits.Find(v => v.Minute >= claim.Minute)?.Minute ?? world.Subscribed;

    private static int Moment(World world, bool revealed, Happening claim) =>
        Opening(world, Visits(world, revealed, claim)) ?? world.Subscribed;

    /// <summary>The first visit of the episode that is open at the subscription.</summary>
    private static int? Opening(World world, List<Happening> visits)
    {
        int? opening = null;
        var end = -1;
        foreach (var visit in visits)
        {
            var until = Midnight(visit.Minute, visit.Who == Who.Nobody ? 15 : 30);
            (opening, end) = visit.Minute >= end ? (visit.Minute, until) : (opening, Math.Max(end, until));
        }

        return world.Subscribed < end ? opening : null;
    }

    private static List<Happening> Visits(World world, bool revealed, Happening claim) =>
        [
            .. world.Before.Where(v =>
                v.What == What.Visit
                && v.Minute <= world.Subscribed
                && Joint(world, revealed, claim.Person, v.Person, claim.Minute, v.Minute)
            ),
        ];

    private static IEnumerable<int> Calls(World world, Happening claim) =>
        world
            .Before.Where(h => h.What == What.Call && h.Person == claim.Person && h.Minute >= claim.Minute)
            .Select(h => h.Minute);

    private static bool Joint(World world, bool revealed, int one, int other, int first, int second) =>
        one == other
        || Ways(world, revealed, one)
            .Any(a =>
                Ways(world, revealed, other).Any(b => a.Except(b).Concat(b.Except(a)).All(t => Both(t, first, second)))
            );

    private static IEnumerable<Tie[]> Ways(World world, bool revealed, int person)
    {
        if (person == 0)
        {
            yield return [];
            yield break;
        }

        if (!revealed)
        {
            yield break;
        }

        var other = 3 - person;
        foreach (var tie in world.Ties.Where(t => t.Spouse))
        {
            if ((tie.A, tie.B) == (0, person))
            {
                yield return [tie];
            }
            else if ((tie.A, tie.B) == (0, other) && world.Owners.Contains(other))
            {
                foreach (var second in world.Ties.Where(t => t.Spouse && (t.A, t.B) == (1, 2)))
                {
                    yield return [tie, second];
                }
            }
        }
    }

    private static bool Both(Tie tie, int first, int second) => tie.HoldsAt(first) && tie.HoldsAt(second);

    private static int Midnight(int minute, int days) => ((minute / 1440) + days + 1) * 1440;
}
