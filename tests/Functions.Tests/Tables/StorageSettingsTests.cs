using Functions.Local;
using Functions.Tables;
using Microsoft.Extensions.Configuration;

namespace Functions.Tests.Tables;

public sealed class StorageSettingsTests
{
    [Fact]
    public void Without_a_setting_storage_is_the_local_one()
    {
        Assert.True(StorageConnection.From(With()).IsDevelopment);
        Assert.False(StorageConnection.From(With(("AzureWebJobsStorage", "AccountName=a"))).IsDevelopment);
    }

    [Fact]
    public void In_Azure_two_addresses_are_enough()
    {
        var connection = StorageConnection.From(
            With(
                ("AzureWebJobsStorage:tableServiceUri", "https://a.table.core.windows.net"),
                ("AzureWebJobsStorage:queueServiceUri", "https://a.queue.core.windows.net")
            )
        );

        Assert.False(connection.IsDevelopment);
        Assert.Equal("a", connection.Tables().AccountName);
        Assert.Equal("a", connection.Queues().AccountName);
    }

    [Fact]
    public void One_address_alone_is_refused() =>
        Assert.Throws<InvalidOperationException>(() =>
            StorageConnection.From(With(("AzureWebJobsStorage:tableServiceUri", "https://a.table.core.windows.net")))
        );

    [Fact]
    public void Keys_are_read_newest_first()
    {
        var keys = StorageKeys.From(
            With(("Keys:Sealing:0", $"b:{Base64}"), ("Keys:Sealing:1", $"a:{Base64}"), ("Keys:Index", Base64))
        )!;

        Assert.Equal(["b", "a"], keys.Sealing.Select(k => k.Id));
        Assert.Equal("b, a", keys.ToString());
        Assert.Null(StorageKeys.From(With()));
    }

    [Theory]
    [InlineData("Keys:Sealing:0", "a:AAAA")]
    [InlineData("Keys:Sealing:0", "AAAA")]
    [InlineData("Keys:Index", "short")]
    public void A_malformed_key_is_refused_without_being_shown(string name, string value)
    {
        var settings = With(("Keys:Sealing:0", $"a:{Base64}"), ("Keys:Index", Base64), (name, value));

        var refused = Assert.Throws<InvalidOperationException>(() => StorageKeys.From(settings));

        Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Development_keys_are_made_once_and_stay()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var made = Enumerable
                .Range(0, 8)
                .AsParallel()
                .Select(_ => DevelopmentKeys.Ensure(folder.FullName))
                .ToList();

            var again = DevelopmentKeys.Ensure(folder.FullName);

            Assert.All(made, keys => Assert.Equal(again.Index.ToArray(), keys.Index.ToArray()));
            Assert.All(made, keys => Assert.Equal(again.Sealing[0].Secret.ToArray(), keys.Sealing[0].Secret.ToArray()));
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Base64 => Convert.ToBase64String(new byte[32]);

    private static IConfiguration With(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings
                    .GroupBy(s => s.Name, StringComparer.Ordinal)
                    .Select(g => KeyValuePair.Create(g.Key, (string?)g.Last().Value))
            )
            .Build();
}
