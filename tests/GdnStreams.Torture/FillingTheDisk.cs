using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Killing;

namespace GdnStreams.Torture;

/// <summary>A disk that is full for a moment, again and again, under load and between kills.</summary>
public sealed class FillingTheDisk
{
    [Fact]
    public async Task Loses_nothing_that_was_acknowledged_and_stores_nothing_behind_what_failed()
    {
        var seed = Effort.Seed();
        await using var disk = await FullDisk.MountAsync(seed);
        var run = new KillRun(Path.Combine(disk.Path, "data"), seed, disk: disk);
        var problems = await run.RunAsync(Effort.Count(inCi: 1, inLong: 20));
        Effort.Say($"{run.Kills} kills under load, {disk.Times} times full: {run.Seen(HistoryEventKind.Stored)} messages answered, {run.Seen(HistoryEventKind.Delivered)} deliveries checked; {problems.Count} faults found.");
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }
}
