using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>A type is where its name says: namespaces are paths.</summary>
public partial class NamespaceTests
{
    [Fact]
    public void Every_source_file_declares_the_namespace_of_its_folder()
    {
        var files = Repository.Files("core", "*.cs").Concat(Repository.Files("functions", "*.cs"));

        var astray = files.Where(file => !IsAtHome(file, Repository.Read(file)));

        Assert.Empty(astray);
    }

    [Theory]
    [InlineData("core/Leads/Fact.cs", "namespace Core.Leads;", true)]
    [InlineData("core/Leads/Fact.cs", "namespace Core.Identity;", false)]
    [InlineData("functions/Log.cs", "namespace Functions;", true)]
    [InlineData("functions/Program.cs", "var app = Build();", true)]
    [InlineData("core/Leads/Fact.cs", "class Fact;", false)]
    public void The_check_sees_what_it_should(string file, string text, bool expected) =>
        Assert.Equal(expected, IsAtHome(file, text));

    private static bool IsAtHome(string file, string text)
    {
        var declared = Declaration().Match(text);
        if (!declared.Success)
        {
            // Top-level statements, and assembly-wide usings or attributes, live in no namespace.
            return file is "functions/Program.cs" || !TypeDeclaration().IsMatch(text);
        }

        var folders = file.Split('/')[..^1].Select(part => char.ToUpperInvariant(part[0]) + part[1..]);
        return declared.Groups["name"].Value == string.Join('.', folders);
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline, 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+\w", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeDeclaration();
}
