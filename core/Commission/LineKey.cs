namespace Core.Commission;

/// <summary>What one amount is for: one payee, under one plan, for one milestone of one sale.</summary>
/// <param name="Payee">Id of the payee.</param>
/// <param name="Plan">Id of the plan, without its version.</param>
/// <param name="Sale">Id of the sale.</param>
/// <param name="Milestone">Id of the plan's milestone.</param>
public readonly record struct LineKey(string Payee, string Plan, string Sale, string Milestone) : IComparable<LineKey>
{
    /// <summary><c>payee|plan|sale|milestone</c>; a bar or a percent sign inside a part is written %7C or %25.</summary>
    public string Text => $"{Escape(Payee)}|{Escape(Plan)}|{Escape(Sale)}|{Escape(Milestone)}";

    /// <summary>Reads <see cref="Text"/>; null when the text is anything else.</summary>
    public static LineKey? Parse(string? text) =>
        text?.Split('|') is [var payee, var plan, var sale, var milestone]
            ? new LineKey(Unescape(payee), Unescape(plan), Unescape(sale), Unescape(milestone))
            : null;

    /// <summary>Ordinal by payee, plan, sale, milestone.</summary>
    public int CompareTo(LineKey other)
    {
        var byPayee = string.CompareOrdinal(Payee, other.Payee);
        var byPlan = byPayee != 0 ? byPayee : string.CompareOrdinal(Plan, other.Plan);
        var bySale = byPlan != 0 ? byPlan : string.CompareOrdinal(Sale, other.Sale);
        return bySale != 0 ? bySale : string.CompareOrdinal(Milestone, other.Milestone);
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    internal static string Escape(string part) =>
        part.Replace("%", "%25", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal);

    internal static string Unescape(string part) =>
        part.Replace("%7C", "|", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
