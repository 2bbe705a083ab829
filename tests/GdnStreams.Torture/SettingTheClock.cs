using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Killing;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture;

/// <summary>A clock that somebody sets while the server runs, and between its runs.</summary>
public sealed class SettingTheClock
{
    [Fact]
    public async Task Loses_nothing_and_keeps_the_order()
    {
        ShiftedClock.Require();
        var seed = Effort.Seed();
        await using var folder = new TemporaryDirectory();
        var clock = new ShiftedClock(Path.Combine(folder.Path, "clock"), seed);
        var run = new KillRun(Path.Combine(folder.Path, "data"), seed, clock);
        var problems = await run.RunAsync(Effort.Count(inCi: 1, inLong: 20));
        Effort.Say($"{run.Kills} kills and {run.Stops} stops under load, {clock.Jumps} jumps of the clock: {run.Seen(HistoryEventKind.Stored)} messages answered, {run.Seen(HistoryEventKind.Delivered)} deliveries checked; {problems.Count} faults found.");
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }
}
