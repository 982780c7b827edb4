using System.Text.Json;
using Core.Pipeline;
using Functions.Contracts;

namespace Functions.Tests.Contracts;

public sealed class HostPayloadTests
{
    private const string Message = """[{"stage":"resolve","buckets":[1,2]}]""";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_message_is_read_however_often_the_host_encoded_it(int times)
    {
        var item = Message;
        for (var i = 0; i < times; i++)
        {
            item = JsonSerializer.Serialize(item);
        }

        var wakeUp = HostPayload.WakeUpIn(Parse($$$"""{"Data":{"item":{{{item}}}},"Metadata":{}}"""));

        Assert.Equal(Stage.Resolve, wakeUp?.Stage);
        Assert.Equal([1, 2], wakeUp!.Buckets);
    }

    [Fact]
    public void Metadata_is_never_believed()
    {
        var item = JsonSerializer.Serialize(JsonSerializer.Serialize(Message));

        var wakeUp = HostPayload.WakeUpIn(
            Parse(
                $$$"""{"Data":{"item":{{{item}}}},"Metadata":{"DequeueCount":"99","buckets":"[7]","stage":"\"settle\""}}"""
            )
        );

        Assert.Equal([1, 2], wakeUp!.Buckets);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"Data":null}""")]
    [InlineData("""{"Data":{}}""")]
    [InlineData("""{"Data":{"item":"not json"}}""")]
    [InlineData("""{"Data":{"item":"\"\\\"\\\\\\\"x\\\\\\\"\\\"\""}}""")]
    [InlineData("""{"Data":{"item":[{"stage":"resolve","buckets":[-1]}]}}""")]
    [InlineData("""{"Data":{"item":{"stage":"resolve","buckets":[1]}}}""")]
    [InlineData("""{"Data":{"item":"\ud800"}}""")]
    public void What_is_no_message_of_ours_is_none(string body) => Assert.Null(HostPayload.WakeUpIn(Parse(body)));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
