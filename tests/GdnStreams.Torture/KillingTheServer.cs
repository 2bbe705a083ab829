using System.Diagnostics;
using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Killing;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture;

/// <summary><c>kill -9</c> under load, again and again.</summary>
public sealed class KillingTheServer
{
    private const int RoundsOfARun = 10;

    [Fact]
    public async Task Loses_nothing_that_was_acknowledged_doubles_nothing_and_brings_nothing_back()
    {
        var (draw, since) = (new Random(Effort.Seed()), Stopwatch.GetTimestamp());
        var (kills, stops, rests) = (0, 0, 0);
        var seen = new Dictionary<HistoryEventKind, int>();
        for (var left = Effort.Count(inCi: 3, inLong: 280); left > 0; left -= RoundsOfARun)
        {
            await using var directory = new TemporaryDirectory();
            var run = new KillRun(directory.Path, draw.Next());
            var problems = await run.RunAsync(Math.Min(left, RoundsOfARun));
            (kills, stops, rests) = (kills + run.Kills, stops + run.Stops, rests + run.Rests);
            foreach (var kind in Enum.GetValues<HistoryEventKind>())
            {
                seen[kind] = seen.GetValueOrDefault(kind) + run.Seen(kind);
            }

            Effort.Say($"{kills + stops} rounds: {kills} kills and {stops} stops under load, {rests} of them behind a wait for the cursors, in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s: {seen[HistoryEventKind.Stored]} messages answered, {seen[HistoryEventKind.Delivered]} deliveries and {seen[HistoryEventKind.Acknowledged]} acknowledgements checked, {seen[HistoryEventKind.Cleared]} clearings, {seen[HistoryEventKind.Deleted]} deletions; {problems.Count} faults found.");
            Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
        }
    }
}
