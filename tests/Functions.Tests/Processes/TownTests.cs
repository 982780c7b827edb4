namespace Functions.Tests.Processes;

/// <summary>The yardstick itself.</summary>
[Collection(OneProcessTestAtATime.Name)]
public class TownTests
{
    [Fact]
    public async Task Whatever_order_a_town_is_told_in_its_answers_are_the_same()
    {
        var events = Town.Events(seed: 3, families: 30);
        var shuffled = events.ToArray();
        new Random(3).Shuffle(shuffled);

        var inOrder = await Undisturbed.RunAsync(events, events.Count);
        var piecemeal = await Undisturbed.RunAsync(shuffled, 25);

        piecemeal.ShouldEqual(inOrder);
    }
}
