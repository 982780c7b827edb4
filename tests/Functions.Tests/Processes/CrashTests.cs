namespace Functions.Tests.Processes;

/// <summary>
/// The program is killed where it stands, again and again, while a town's half year comes in shuffled and partly twice: its
/// answers are those of a quiet day, and nothing is booked twice.
/// </summary>
[Collection(OneProcessTestAtATime.Name)]
public class CrashTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Killed_in_the_middle_of_everything_it_ends_where_a_quiet_day_ends()
    {
        const int Seed = 20_260_301;
        var cancellation = TestContext.Current.CancellationToken;
        var events = Town.Events(Seed, families: 60);
        Random random = new(Seed);
        using Site site = new(await azurite.ConnectionStringAsync());
        var app = await AppProcess.StartAsync(site);
        try
        {
            using var importer = site.ClientOf("importer");
            Sender sender = new(importer, events, Seed) { Addresses = () => [app.Address] };
            var sending = sender.RunAsync(cancellation);
            foreach (var share in new[] { 0.15, 0.4, 0.65, 0.9 })
            {
                await Until.TrueAsync(() => sender.Progress > share || sending.IsCompleted, cancellation);
                await KillAndStartAsync();
            }

            await sending;
            Assert.NotEqual(0, sender.Unanswered);
            // And once more while it works off what it took.
            await KillAndStartAsync();

            using House house = new(site, app.Address);
            await house.ShouldEndLikeAQuietDayAsync(events, cancellation);
        }
        catch (Exception)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(app.Said);
            throw;
        }
        finally
        {
            await app.DisposeAsync();
        }

        async Task KillAndStartAsync()
        {
            await Task.Delay(random.Next(300), cancellation);
            await app.DisposeAsync();
            app = await AppProcess.StartAsync(site);
        }
    }

    [Fact]
    public async Task Two_programs_on_one_storage_of_which_one_dies_end_where_a_quiet_day_ends()
    {
        const int Seed = 20_260_302;
        var cancellation = TestContext.Current.CancellationToken;
        var events = Town.Events(Seed, families: 25);
        using Site site = new(await azurite.ConnectionStringAsync());
        await using var survivor = await AppProcess.StartAsync(site);
        await using var victim = await AppProcess.StartAsync(site);
        using var importer = site.ClientOf("importer");
        Sender sender = new(importer, events, Seed) { Addresses = () => [survivor.Address, victim.Address] };

        var sending = sender.RunAsync(cancellation);
        await Until.TrueAsync(() => sender.Progress > 0.6 || sending.IsCompleted, cancellation);
        await victim.KillAsync();
        await sending;

        using House house = new(site, survivor.Address);
        await house.ShouldEndLikeAQuietDayAsync(events, cancellation);
    }
}
