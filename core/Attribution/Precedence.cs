namespace Core.Attribution;

/// <summary>
/// Which claim comes first: by when it was received, at full precision; of equal ones a full number before a masked one,
/// then the earlier visit with that claimant (TIE-01, TIE-02). The fact's name only makes the order total.
/// </summary>
internal sealed class Precedence : IComparer<Candidate>
{
    /// <summary>The one there is.</summary>
    public static Precedence Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(Candidate? x, Candidate? y) => Compare(x!, y!, byName: true);

    /// <summary>Compares; without names, 0 is a true tie.</summary>
    public static int Compare(Candidate x, Candidate y, bool byName)
    {
        var order = x.Claim.Time.CompareTo(y.Claim.Time);
        order = order != 0 ? order : x.Claim.Masked.CompareTo(y.Claim.Masked);
        order = order != 0 ? order : x.BroughtAt.CompareTo(y.BroughtAt);
        return order != 0 || !byName ? order : x.Claim.Fact.Id.CompareTo(y.Claim.Fact.Id);
    }
}
