using System.Globalization;
using System.Xml.Linq;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Core.Values;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Architecture.Tests;

/// <summary>The arrows of README.md, as tests: a lower folder never sees a higher one, and the core stays pure.</summary>
public class DependencyTests
{
    /// <summary>From the bottom up; a folder may use those before it and none after it.</summary>
    private static readonly string[] s_folders =
    [
        "Values",
        "Leads",
        "Identity",
        "Attribution",
        "Commission",
        "Pipeline",
    ];

    private static readonly ArchUnitNET.Domain.Architecture s_core = new ArchLoader()
        .LoadAssemblies(typeof(Money).Assembly)
        .Build();

    /// <summary>Every pair of a folder and one above it.</summary>
    public static TheoryData<string, string> Arrows()
    {
        TheoryData<string, string> pairs = [];
        for (var lower = 0; lower < s_folders.Length; lower++)
        {
            foreach (var higher in s_folders[(lower + 1)..])
            {
                pairs.Add(s_folders[lower], higher);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_lower_folder_never_sees_a_higher_one(string lower, string higher) =>
        Types()
            .That()
            .ResideInNamespaceMatching(In(lower))
            .Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(In(higher)))
            .WithoutRequiringPositiveResults()
            .Check(s_core);

    [Fact]
    public void Core_has_no_folder_but_these() =>
        Assert.Equal(
            s_folders.Order(StringComparer.Ordinal),
            Directory
                .EnumerateDirectories(Path.Combine(Repository.Root, "core"))
                .Select(folder => Path.GetFileName(folder)!)
                .Where(folder => folder is not ("bin" or "obj"))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Only_the_pipeline_is_asynchronous() => NothingOutsideThePipelineUses("System.Threading.Tasks");

    [Theory]
    [InlineData("System.TimeProvider")]
    [InlineData("NodaTime.IClock")]
    public void Only_the_pipeline_is_handed_a_clock(string clock) => NothingOutsideThePipelineUses(clock);

    [Theory]
    [InlineData("System.IO")]
    [InlineData("System.Net")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Data")]
    [InlineData("System.Console")]
    [InlineData("System.Random")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator")]
    public void Nothing_in_the_core_touches_the_world(string name) =>
        Types()
            .Should()
            .NotDependOnAny(Types(true).That().HaveFullNameMatching(Starting(name)))
            .WithoutRequiringPositiveResults()
            .Check(s_core);

    [Fact]
    public void The_core_stands_on_four_packages_and_the_runtime()
    {
        string[] packages = ["AnyAscii", "FuzzySharp", "NodaTime", "libphonenumber-csharp"];

        var named = XDocument
            .Parse(Repository.Read("core/Core.csproj"))
            .Descendants("PackageReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Order(StringComparer.Ordinal);
        var others = typeof(Money)
            .Assembly.GetReferencedAssemblies()
            .Select(assembly => assembly.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal))
            .Except(["AnyAscii", "FuzzySharp", "NodaTime", "PhoneNumbers"], StringComparer.Ordinal);

        Assert.Equal(packages, named, StringComparer.Ordinal);
        Assert.Empty(others);
    }

    private static void NothingOutsideThePipelineUses(string name) =>
        Types()
            .That()
            .DoNotResideInNamespaceMatching(In("Pipeline"))
            .Should()
            .NotDependOnAny(Types(true).That().HaveFullNameMatching(Starting(name)))
            .WithoutRequiringPositiveResults()
            .Check(s_core);

    private static string In(string folder) => string.Create(CultureInfo.InvariantCulture, $@"^Core\.{folder}(\..*)?$");

    private static string Starting(string name) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"^{name.Replace(".", @"\.", StringComparison.Ordinal)}([.`+/].*|$)"
        );
}
