using System.Globalization;
using System.Text;

namespace Functions.Tests.Triggers;

[Collection(OneApp.Name)]
public sealed class PostEventsTests(TestApp app)
{
    private const string Single = "application/cloudevents+json";
    private const string Batch = "application/cloudevents-batch+json";
    private static int made;

    [Theory]
    [InlineData(Single, false)]
    [InlineData(Batch, true)]
    [InlineData("application/json", false)]
    [InlineData("application/json", true)]
    [InlineData("Application/CloudEvents+JSON; charset=UTF-8", false)]
    public async Task An_event_is_taken_in_every_form(string mediaType, bool batch)
    {
        var json = Lead(NewId());

        var answer = await app.PostAsync("importer", batch ? $"[{json}]" : json, mediaType);

        Assert.Equal(202, answer.Status);
        Assert.Equal(["accepted"], Statuses(answer));
    }

    [Fact]
    public async Task The_same_event_again_is_a_duplicate_that_is_taken()
    {
        var json = Lead(NewId());
        await app.PostAsync("importer", json);

        var answer = await app.PostAsync("importer", json.Replace("\"type\"", " \"type\"", StringComparison.Ordinal));

        Assert.Equal(202, answer.Status);
        Assert.Equal(["duplicate"], Statuses(answer));
    }

    [Fact]
    public async Task An_id_that_is_taken_by_other_content_is_a_conflict()
    {
        var id = NewId();
        await app.PostAsync("importer", Lead(id));

        var answer = await app.PostAsync("importer", Lead(id, project: "PZ"));

        Assert.Equal(409, answer.Status);
        Assert.Equal("ID_REUSED_WITH_DIFFERENT_CONTENT", answer.Code);
        Assert.Equal(["rejected"], Statuses(answer));
    }

    [Fact]
    public async Task A_batch_is_taken_line_by_line()
    {
        var id = NewId();
        await app.PostAsync("importer", Lead(id));

        var answer = await app.PostAsync(
            "importer",
            $"[{Lead(NewId())},{Lead(id)},{Lead(id, project: "PZ")},{Lead(NewId(), type: "lead.guessed")},7]"
        );

        Assert.Equal(202, answer.Status);
        Assert.Equal(["accepted", "duplicate", "rejected", "rejected", "rejected"], Statuses(answer));
        Assert.Equal("ID_REUSED_WITH_DIFFERENT_CONTENT", FirstError(answer, 2).Code);
        Assert.Equal(("/type", "TYPE_UNKNOWN"), (FirstError(answer, 3).Pointer, FirstError(answer, 3).Code));
    }

    [Fact]
    public async Task The_same_event_twice_in_one_batch_is_stored_once()
    {
        var json = Lead(NewId());

        var answer = await app.PostAsync("importer", $"[{json},{json}]");

        Assert.Equal(["accepted", "duplicate"], Statuses(answer));
    }

    [Fact]
    public async Task When_no_event_is_taken_the_lines_come_with_a_problem()
    {
        var answer = await app.PostAsync("importer", $"[{Lead(NewId(), type: "lead.guessed")},{{}}]");

        Assert.Equal(400, answer.Status);
        Assert.Equal("NO_EVENT_TAKEN", answer.Code);
        Assert.Equal(["rejected", "rejected"], Statuses(answer));
    }

    [Theory]
    [InlineData("[]", "application/json", "BATCH_EMPTY")]
    [InlineData("{}", Batch, "BATCH_EXPECTED")]
    [InlineData("[{}]", Single, "EVENT_EXPECTED")]
    [InlineData("7", "application/json", "EVENT_EXPECTED")]
    [InlineData("{\"id\":", "application/json", "MALFORMED_JSON")]
    [InlineData("", "application/json", "MALFORMED_JSON")]
    public async Task A_body_that_is_not_what_its_media_type_says_is_refused(string body, string mediaType, string code)
    {
        var answer = await app.PostAsync("importer", body, mediaType);

        Assert.Equal(400, answer.Status);
        Assert.Equal(code, answer.Code);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=gbk")]
    [InlineData("")]
    public async Task Other_media_types_are_unsupported(string mediaType)
    {
        var answer = await app.PostAsync("importer", Lead(NewId()), mediaType);

        Assert.Equal(415, answer.Status);
        Assert.Equal("MEDIA_TYPE_UNSUPPORTED", answer.Code);
    }

    [Fact]
    public async Task Five_hundred_events_are_a_batch_and_one_more_is_too_many()
    {
        var answer = await app.PostAsync("importer", $"[{string.Join(',', Enumerable.Repeat("{}", 501))}]");

        Assert.Equal(413, answer.Status);
        Assert.Equal("TOO_MANY_EVENTS", answer.Code);
    }

    [Fact]
    public async Task A_body_over_one_mebibyte_is_too_large()
    {
        var answer = await app.PostAsync("importer", new string(' ', 1024 * 1024) + Lead(NewId()));

        Assert.Equal(413, answer.Status);
        Assert.Equal("BODY_TOO_LARGE", answer.Code);
    }

    [Fact]
    public async Task A_body_that_grows_beyond_any_limit_is_too_large()
    {
        var answer = await app.PostAsync("importer", new string(' ', 3 * 1024 * 1024));

        Assert.Equal(413, answer.Status);
        Assert.Equal("BODY_TOO_LARGE", answer.Code);
    }

    [Fact]
    public async Task An_event_over_256_kibibytes_is_too_large()
    {
        var answer = await app.PostAsync("importer", Lead(NewId(), note: new string('x', 256 * 1024)));

        Assert.Equal(413, answer.Status);
        Assert.Equal("EVENT_TOO_LARGE", answer.Code);
    }

    [Fact]
    public async Task Unknown_properties_are_kept_and_not_refused()
    {
        var answer = await app.PostAsync("importer", Lead(NewId(), note: "whatever"));

        Assert.Equal(202, answer.Status);
    }

    [Fact]
    public async Task A_source_writes_for_itself_only()
    {
        var agency = await ChannelAsync();

        var own = await app.PostAsync(agency, Lead(NewId(), source: $"/agencies/{agency}", agency: agency));
        var others = await app.PostAsync(agency, Lead(NewId(), source: $"/agencies/{agency}0", agency: agency));

        Assert.Equal(202, own.Status);
        Assert.Equal(403, others.Status);
        Assert.Equal("SOURCE_NOT_ALLOWED", others.Code);
    }

    [Fact]
    public async Task A_claimant_claims_for_itself_only()
    {
        var agency = await ChannelAsync();

        var answer = await app.PostAsync(agency, Lead(NewId(), source: $"/agencies/{agency}", agency: "agency-b"));

        Assert.Equal(400, answer.Status);
        Assert.Equal("CHANNEL_NOT_OWN", FirstError(answer, 0).Code);
    }

    [Fact]
    public async Task Only_the_importer_is_believed_about_when_an_event_was_received()
    {
        var agency = await ChannelAsync();
        var (history, now) = (NewId(), NewId());
        await app.PostAsync("importer", Lead(history, receivedAt: "2024-05-06T07:08:09+08:00"));
        await app.PostAsync(
            agency,
            Lead(now, source: $"/agencies/{agency}", agency: agency, receivedAt: "2024-05-06T07:08:09+08:00")
        );

        var told = await app.SendAsync($"GET /api/events?source=/agencies/x&id={history}", "importer");
        var own = await app.SendAsync($"GET /api/events?source=/agencies/{agency}&id={now}", agency);

        Assert.Equal("2024-05-05T23:08:09Z", told.Json.GetProperty("receivedAt").GetString());
        Assert.NotEqual("2024-05-05T23:08:09Z", own.Json.GetProperty("receivedAt").GetString());
    }

    [Fact]
    public async Task What_the_sdk_of_cloud_events_writes_is_taken()
    {
        var cloudEvent = new CloudNative.CloudEvents.CloudEvent
        {
            Id = NewId(),
            Source = new Uri("/agencies/x", UriKind.Relative),
            Type = "lead.registered",
            Time = DateTimeOffset.Parse("2026-03-01T10:00:00+08:00", CultureInfo.InvariantCulture),
            DataContentType = "application/json",
            Data = System.Text.Json.JsonDocument.Parse(Data("PX", "agency-x", "")).RootElement,
        };
        var formatter = new CloudNative.CloudEvents.SystemTextJson.JsonEventFormatter();
        var body = formatter.EncodeStructuredModeMessage(cloudEvent, out var contentType);

        var answer = await app.PostAsync("importer", Encoding.UTF8.GetString(body.Span), contentType.ToString());

        Assert.Equal(202, answer.Status);
    }

    internal static string Lead(
        string id,
        string source = "/agencies/x",
        string type = "lead.registered",
        string project = "PX",
        string agency = "agency-x",
        string? receivedAt = null,
        string note = ""
    ) =>
        $$"""
            {"specversion":"1.0","id":"{{id}}","source":"{{source}}","type":"{{type}}","time":"2026-03-01T10:00:00+08:00"
            {{(receivedAt is null ? "" : $",\"receivedat\":\"{receivedAt}\"")}},"data":{{Data(project, agency, note)}}}
            """;

    internal static string NewId() =>
        "e"
        + Interlocked.Increment(ref made).ToString(CultureInfo.InvariantCulture)
        + "-"
        + Guid.NewGuid().ToString("n");

    private static string Data(string project, string agency, string note) =>
        $$"""
            {"project":"{{project}}","opportunity":"new","channel":{"kind":"agency","organisation":"{{agency}}"},
             "people":[{"name":"张伟","phones":[{"number":"13900002222"}]}],"remark":"{{note}}"}
            """;

    private static List<string?> Statuses(Answer answer) =>
        [.. answer.Json.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("status").GetString())];

    private static (string? Pointer, string? Code) FirstError(Answer answer, int line)
    {
        var error = answer.Json.GetProperty("events")[line].GetProperty("errors")[0];
        return (error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString());
    }

    private async Task<string> ChannelAsync()
    {
        var id = "agency-" + Guid.NewGuid().ToString("n")[..8];
        var answer = await app.SendAsync($"PUT /api/channels/{id}", "operator", SettingsTests.Channel(id));
        Assert.Equal(201, answer.Status);
        return id;
    }
}
