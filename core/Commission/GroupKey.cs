namespace Core.Commission;

/// <summary>Names a tier group: one version of a plan, over one scope, in one month.</summary>
/// <param name="Plan">Plan version, <c>pz-agency-tier@1</c>.</param>
/// <param name="Project">Project; null when projects count together.</param>
/// <param name="Payee">Payee; null when payees count together.</param>
/// <param name="Period">Month of signing in China.</param>
public readonly record struct GroupKey(string Plan, string? Project, string? Payee, Period Period)
    : IComparable<GroupKey>
{
    /// <summary>Id of the plan, without its version.</summary>
    public string PlanId => Plan[..Plan.LastIndexOf('@')];

    /// <summary>
    /// <c>plan@version|=project|=payee|yyyy-MM</c>; a scope that does not count is empty, a bar or a percent sign inside a part
    /// is written %7C or %25.
    /// </summary>
    public string Text => $"{LineKey.Escape(Plan)}|{Part(Project)}|{Part(Payee)}|{Period}";

    /// <summary>Reads <see cref="Text"/>; null when the text is anything else.</summary>
    public static GroupKey? Parse(string? text) =>
        text?.Split('|') is [var plan, var project, var payee, var month]
        && plan.Contains('@', StringComparison.Ordinal)
        && Period.Parse(month) is { } period
            ? new GroupKey(LineKey.Unescape(plan), Whole(project), Whole(payee), period)
            : null;

    /// <summary>Ordinal by <see cref="Text"/>.</summary>
    public int CompareTo(GroupKey other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc />
    public override string ToString() => Text;

    private static string Part(string? part) => part is null ? "" : "=" + LineKey.Escape(part);

    private static string? Whole(string part) => part.Length == 0 ? null : LineKey.Unescape(part[1..]);
}
