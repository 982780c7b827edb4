using System.Text.RegularExpressions;
using Core.Pipeline;

namespace Architecture.Tests;

/// <summary>What the program expects to find in Azure is what infra/ makes.</summary>
public partial class InfrastructureTests
{
    [Fact]
    public void Every_table_of_the_store_is_made()
    {
        var declared = TableNames().Match(Repository.Read("infra/modules/storage.bicep")).Groups["names"].Value;

        Assert.Equal(
            StoreTables.All.Order(StringComparer.Ordinal),
            Quoted().Matches(declared).Select(name => name.Groups["name"].Value).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [GeneratedRegex(@"param tableNames string\[\] = \[(?<names>[^\]]*)\]", RegexOptions.None, 1000)]
    private static partial Regex TableNames();

    [GeneratedRegex("'(?<name>[a-z]+)'", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}
