using System.Text.Json;
using Functions.Edge;
using Functions.Local;
using Functions.Queues;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Triggers;

[Collection(OneApp.Name)]
public sealed class HostRoutesTests(TestApp app)
{
    [Theory]
    [InlineData("Resolve", "resolve")]
    [InlineData("Settle", "settle")]
    [InlineData("ResolvePoison", "resolve")]
    [InlineData("SettlePoison", "settle")]
    public async Task A_message_as_the_host_posts_it_is_worked_and_answered_with_an_object(
        string function,
        string stage
    )
    {
        var message = new StageMessage("m-1", "r-1", 1, $$"""[{"stage":"{{stage}}","buckets":[0,1]}]""");

        var answer = await CallAsync(function, HostLoop.QueuePayload(message).ToJsonString());

        Assert.Equal((200, "{}"), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("""{"Data":{"item":"nonsense"}}""")]
    [InlineData("""{"Data":{"item":[{"stage":"settle","buckets":[1]}]}}""")]
    [InlineData("""{"Data":{"item":[{"stage":"resolve","buckets":[100000]}]}}""")]
    public async Task A_message_that_can_never_succeed_is_done_with(string body)
    {
        var answer = await CallAsync("Resolve", body);

        Assert.Equal((200, "{}"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_tick_sweeps()
    {
        var answer = await CallAsync("Sweep", """{"Data":{"tick":{"IsPastDue":false}},"Metadata":{"sys":{}}}""");

        Assert.Equal((200, JsonValueKind.Object), (answer.Status, answer.Json.ValueKind));
    }

    private Task<Answer> CallAsync(string function, string body) =>
        app.SendAsync(
            $"POST /{function}",
            null,
            body,
            headers: (HostDoor.Header, app.Services.GetRequiredService<HostDoor>().Secret)
        );
}
