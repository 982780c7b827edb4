using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>What the documents point at exists.</summary>
public partial class DocumentTests
{
    private static readonly string[] s_documents =
    [
        .. Directory
            .EnumerateFiles(Repository.Root, "*.md")
            .Select(file => Path.GetFileName(file)!)
            .Concat(Repository.Files("docs", "*.md"))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_link_to_a_file_leads_somewhere()
    {
        var broken =
            from document in s_documents
            from Match link in Link().Matches(Repository.Read(document))
            let target = link.Groups["target"].Value
            where !target.Contains(':', StringComparison.Ordinal) && !target.StartsWith('#')
            let file = target.Split('#')[0]
            let full = Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, file)
            where !File.Exists(full) && !Directory.Exists(full)
            select $"{document}: {target}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_link_inside_a_document_leads_to_one_of_its_headings()
    {
        var broken =
            from document in s_documents
            let text = Repository.Read(document)
            let anchors = Heading()
                .Matches(text)
                .Select(heading => Anchor(heading.Groups["text"].Value))
                .ToHashSet(StringComparer.Ordinal)
            from Match link in Link().Matches(text)
            let target = link.Groups["target"].Value
            where target.StartsWith('#') && !anchors.Contains(target[1..])
            select $"{document}: {target}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_rule_that_the_code_cites_stands_in_the_rule_book()
    {
        var rules = Repository.Read("docs/rules.md");

        var missing =
            from file in Repository.Files("core", "*.cs")
            from Match cited in CitedRule().Matches(Repository.Read(file))
            let rule = cited.Groups["rule"].Value
            where !rules.Contains(rule, StringComparison.Ordinal)
            select $"{file}: {rule}";

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_test_that_the_guarantees_name_exists()
    {
        var readme = Repository.Read("README.md");
        var from = readme.IndexOf("## Guarantees", StringComparison.Ordinal);
        var table = readme[from..readme.IndexOf("\n## ", from, StringComparison.Ordinal)];
        var classes = Repository
            .Files("tests", "*.cs")
            .SelectMany(file => Class().Matches(Repository.Read(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);

        var named = Row().Matches(table).SelectMany(row => Code().Matches(row.Groups["tests"].Value)).ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Select(name => name.Groups["name"].Value).Except(classes, StringComparer.Ordinal));
    }

    /// <summary>A heading's anchor as GitHub makes it.</summary>
    private static string Anchor(string heading) =>
        string.Concat(
            heading
                .ToLowerInvariant()
                .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')
                .Select(c => c == ' ' ? '-' : c)
        );

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\|.*\|(?<tests>[^|\n]+)\|$", RegexOptions.Multiline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"docs/rules\.md,? (?<rule>[A-Z]{2,3}-\d\d)", RegexOptions.None, 1000)]
    private static partial Regex CitedRule();

    [GeneratedRegex("`(?<name>[A-Za-z]+)`", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\bclass (?<name>\w+)", RegexOptions.None, 1000)]
    private static partial Regex Class();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();
}
