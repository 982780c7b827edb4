using System.Text.RegularExpressions;
using Core.Attribution;

namespace Architecture.Tests;

/// <summary>What a decision may say, somebody can look up: docs/rules.md and <see cref="ReasonCode"/> never part.</summary>
public partial class ReasonCodeTests
{
    private static readonly string s_rules = Repository.Read("docs/rules.md");

    [Fact]
    public void Every_reason_code_has_a_heading_in_the_rule_book_and_every_heading_a_code() =>
        Assert.Equal(
            Enum.GetValues<ReasonCode>().Select(code => code.Wire()).Order(StringComparer.Ordinal),
            Headings().Select(heading => heading.Groups["code"].Value).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_heading_says_rule_inputs_parameters_bounds_and_an_example()
    {
        string[] wanted = ["**Rule**", "**Inputs**", "**Parameters**", "**Bounds**", "**Example**"];

        var lacking =
            from heading in Headings()
            let start = heading.Index + heading.Length
            let next = s_rules.IndexOf("\n##", start, StringComparison.Ordinal)
            let section = next < 0 ? s_rules[start..] : s_rules[start..next]
            from part in wanted
            where !section.Contains(part, StringComparison.Ordinal)
            select $"{heading.Groups["code"].Value} lacks {part}";

        Assert.Empty(lacking);
    }

    private static MatchCollection Headings() => CodeHeading().Matches(s_rules);

    [GeneratedRegex(@"^### (?<code>[A-Z][A-Z_]+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex CodeHeading();
}
