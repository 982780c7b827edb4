using System.Globalization;
using Functions.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Triggers;

[Collection(OneApp.Name)]
public sealed class SettingsTests(TestApp app)
{
    [Fact]
    public async Task A_record_gets_a_version_and_the_time_at_which_it_was_published()
    {
        var id = NewId();

        var put = await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));
        var read = await app.SendAsync($"GET /api/channels/{id}", "auditor-1");

        Assert.Equal(201, put.Status);
        Assert.Equal("\"1\"", put.ETag);
        Assert.Equal(1, read.Json.GetProperty("version").GetInt32());
        Assert.EndsWith("Z", read.Json.GetProperty("publishedAt").GetString(), StringComparison.Ordinal);
        Assert.Equal(id, read.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_same_content_again_changes_nothing()
    {
        var id = NewId();
        await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));

        var again = await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));
        var read = await app.SendAsync($"GET /api/channels/{id}", "operator");
        var back = await app.SendAsync($"PUT /api/channels/{id}", "operator", read.Text);

        Assert.Equal((200, "\"1\""), (again.Status, again.ETag));
        Assert.Equal((200, "\"1\""), (back.Status, back.ETag));
    }

    [Fact]
    public async Task A_change_is_a_version_of_its_own_and_the_old_one_stays()
    {
        var id = NewId();
        await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));

        var put = await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id, Now(), name: "Other"));
        var old = await app.SendAsync($"GET /api/channels/{id}?version=1", "operator");

        Assert.Equal((201, "\"2\""), (put.Status, put.ETag));
        Assert.Equal("Agency", old.Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_later_version_may_not_start_in_the_past()
    {
        var id = NewId();
        await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));

        var put = await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id, Now(-3600), name: "Other"));

        Assert.Equal(400, put.Status);
        Assert.Equal("VERSION_IN_PAST", put.Code);
        Assert.Equal("/effectiveFrom", put.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Theory]
    [InlineData("\"1\"", 201)]
    [InlineData("\"2\"", 412)]
    [InlineData("\"x\"", 412)]
    public async Task A_writer_who_names_the_version_it_saw_wins_only_when_it_is_the_newest(string seen, int status)
    {
        var id = NewId();
        await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));

        var put = await app.SendAsync(
            $"PUT /api/channels/{id}",
            "operator",
            Channel(id, Now(), name: "Other"),
            headers: ("If-Match", seen)
        );

        Assert.Equal(status, put.Status);
    }

    [Fact]
    public async Task Of_writers_at_the_same_time_each_gets_a_version_of_its_own()
    {
        var id = NewId();
        await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));

        var puts = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id, Now(), name: $"Name {i}"))
                )
        );

        Assert.Equal(["\"2\"", "\"3\"", "\"4\"", "\"5\""], puts.Select(p => p.ETag).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("channels", "{\"kind\":\"agency\"}")]
    [InlineData("payees", "{\"class\":7}")]
    [InlineData("policies", "{\"claims\":{}}")]
    [InlineData("plans", "{\"kind\":\"nonsense\"}")]
    [InlineData("plans", "[]")]
    [InlineData("channels", "null")]
    public async Task A_record_that_is_not_valid_is_refused_with_its_places(string kind, string body)
    {
        var put = await app.SendAsync($"PUT /api/{kind}/{NewId()}", "operator", body);

        Assert.Equal(400, put.Status);
        Assert.NotEqual("", put.Code);
        Assert.NotEqual(0, put.Json.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task A_new_channel_gets_a_key_of_its_own()
    {
        var id = NewId();

        var put = await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));
        var read = await app.SendAsync($"GET /api/channels/{id}", "operator");

        Assert.Equal(app.KeyOf(id), put.Json.GetProperty("keys").GetProperty(id).GetString());
        Assert.False(read.Json.TryGetProperty("keys", out _));
    }

    [Fact]
    public async Task A_channel_may_not_take_the_name_of_a_standard_caller()
    {
        var put = await app.SendAsync("PUT /api/channels/operator", "operator", Channel("operator"));

        Assert.Equal(400, put.Status);
        Assert.Equal("ID_RESERVED", put.Code);
    }

    [Fact]
    public async Task Lists_come_in_pages_that_miss_nothing()
    {
        List<string> made = [NewId(), NewId(), NewId()];
        foreach (var id in made)
        {
            await app.SendAsync($"PUT /api/channels/{id}", "operator", Channel(id));
        }

        List<string?> seen = [];
        string? next = null;
        do
        {
            var page = await app.SendAsync($"GET /api/channels?limit=2&continuation={next}", "operator");
            seen.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
            next = page.Json.GetProperty("next").GetString();
        } while (next is not null);

        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.Empty(made.Except(seen, StringComparer.Ordinal));
    }

    [Fact]
    public void Keys_stay_the_same_when_the_file_is_opened_again()
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n"), "api-keys.json");
        var first = new KeyBook(file, new());

        var second = new KeyBook(file, new());

        Assert.Equal(first.KeyOf("operator"), second.KeyOf("operator"));
        Assert.Equal(7, second.Entries.Select(e => e.Key).Distinct(StringComparer.Ordinal).Count());
    }

    internal static string Channel(string id, string from = "2026-01-01T00:00:00+08:00", string name = "Agency") =>
        $$"""
            {"kind":"agency","name":"{{name}}","effectiveFrom":"{{from}}","trust":"thirdParty","payee":null,
             "sources":["/agencies/{{id}}"],"types":["lead.registered","fact.retracted"],"contracts":[],"people":[]}
            """;

    private static string NewId() => "c-" + Guid.NewGuid().ToString("n")[..10];

    private static string Now(int seconds = 0) =>
        DateTimeOffset.UtcNow.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
