using Core.Pipeline;
using CsCheck;
using Functions.Queues;

namespace Functions.Tests.Queues;

public sealed class WakeUpTests
{
    [Fact]
    public void What_is_written_is_read() =>
        Gen.Select(Gen.Enum<Stage>(), Gen.Int[0, 63].List[1, 64])
            .Sample(
                (stage, buckets) =>
                {
                    var sent = WakeUp.For(stage, buckets);

                    var read = WakeUp.Parse(sent.Write())!;

                    Assert.Equal((sent.Stage, sent.TraceParent), (read.Stage, read.TraceParent));
                    Assert.Equal(buckets.Distinct().Order(), read.Buckets);
                }
            );

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""{"stage":"resolve","buckets":[1]}""")]
    [InlineData("""[{"stage":"other","buckets":[1]}]""")]
    [InlineData("""[{"stage":"resolve","buckets":[]}]""")]
    [InlineData("""[{"stage":"resolve","buckets":[-1]}]""")]
    [InlineData("""[{"stage":"resolve","buckets":["1"]}]""")]
    [InlineData("""[{"stage":"resolve","buckets":[1.5]}]""")]
    [InlineData("""[{"stage":"resolve"}]""")]
    public void What_is_not_ours_is_not_read(string json) => Assert.Null(WakeUp.Parse(json));

    [Fact]
    public void What_a_later_version_adds_is_passed_over() =>
        Assert.Equal([2], WakeUp.Parse("""[{"stage":"settle","buckets":[2],"later":{}}]""")!.Buckets);
}
