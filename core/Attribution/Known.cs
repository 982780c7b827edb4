using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;
using Core.Values;
using NodaTime;

namespace Core.Attribution;

/// <summary>One dossier at many cuts: reads identities once.</summary>
internal sealed class Known
{
    private readonly DossierFacts dossier;
    private readonly IdentityDeriver identities;
    private (Instant? Until, ImmutableArray<Fact> Facts) last;

    /// <summary>Facts of a dossier, each once.</summary>
    public Known(DossierFacts dossier)
    {
        this.dossier = dossier with
        {
            Facts = [.. dossier.Facts.DistinctBy(f => f.Id).OrderBy(f => f.ReceivedAt).ThenBy(f => f.Id)],
        };
        identities = new(this.dossier);
    }

    /// <summary>Every fact, retracted or not, in order.</summary>
    public ImmutableArray<Fact> All => dossier.Facts;

    /// <summary>What was known at an instant, less what had been retracted by then.</summary>
    public ImmutableArray<Fact> At(Instant? until)
    {
        if (!last.Facts.IsDefault && last.Until == until)
        {
            return last.Facts;
        }

        last = (until, KnownFacts.At(dossier.Facts, until));
        return last.Facts;
    }

    /// <summary>Who is who, by evidence of a grade.</summary>
    public IdentityView View(Instant? until, Grade weakest) => identities.Of(At(until), weakest);

    /// <summary>The same dossier without some facts.</summary>
    public Known Only(Func<Fact, bool> keep) =>
        All.All(keep) ? this : new(dossier with { Facts = [.. All.Where(keep)] });
}
