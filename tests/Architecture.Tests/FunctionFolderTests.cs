using System.Text.Json;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>What the Functions host will find beside the program fits the program and the infrastructure.</summary>
public partial class FunctionFolderTests
{
    private const string Folder = "functions/host";

    private static readonly string s_storage = Repository.Read("infra/modules/storage.bicep");

    /// <summary>Every function, named as the host names it: after its folder.</summary>
    public static TheoryData<string> Functions() =>
        [.. Repository.Files(Folder, "function.json").Select(file => file.Split('/')[^2])];

    [Fact]
    public void There_is_a_folder_for_every_function() =>
        Assert.Equal(
            ["Http", "Resolve", "ResolvePoison", "Settle", "SettlePoison", "Sweep"],
            Functions().Select(f => f.Data)
        );

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_that_the_host_calls_has_an_endpoint_of_its_name(string function)
    {
        if (function == "Http")
        {
            return; // Forwarded as it came; its routes are the API's.
        }

        var sources = Repository.Files("functions", "*.cs").Select(Repository.Read);

        Assert.Contains(sources, text => text.Contains($"\"/{function}\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_queue_that_a_function_waits_for_is_made(string function)
    {
        foreach (var binding in Bindings(function).Where(b => Text(b, "type") == "queueTrigger"))
        {
            Assert.Contains($"'{Text(binding, "queueName")}'", s_storage, StringComparison.Ordinal);
            Assert.Equal("item", Text(binding, "name"));
            Assert.Equal("AzureWebJobsStorage", Text(binding, "connection"));
        }
    }

    [Fact]
    public void The_host_starts_our_program_and_forwards_only_the_api()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));
        var handler = host.RootElement.GetProperty("customHandler");

        Assert.Equal("Functions", Text(handler.GetProperty("description"), "defaultExecutablePath"));
        Assert.True(handler.GetProperty("enableForwardingHttpRequest").GetBoolean());
        Assert.True(handler.GetProperty("enableProxyingHttpRequest").GetBoolean());
        Assert.Equal("api", Text(host.RootElement.GetProperty("extensions").GetProperty("http"), "routePrefix"));
    }

    [Fact]
    public void The_sample_settings_name_everything_that_can_be_set()
    {
        using var sample = JsonDocument.Parse(
            Repository.Read("local.settings.sample.json"),
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }
        );
        var known = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name);

        var read = Setting()
            .Matches(Repository.Read("functions/Settings.cs"))
            .Select(name => name.Groups["name"].Value.Replace(":", "__", StringComparison.Ordinal));

        Assert.Empty(read.Except(known, StringComparer.Ordinal));
    }

    private static List<JsonElement> Bindings(string function)
    {
        using var document = JsonDocument.Parse(Repository.Read($"{Folder}/{function}/function.json"));
        return [.. document.RootElement.GetProperty("bindings").EnumerateArray().Select(binding => binding.Clone())];
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex("\"(?<name>[A-Z][A-Za-z]+:[A-Z][A-Za-z]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Setting();
}
