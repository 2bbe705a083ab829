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
        var draw = new Random(Effort.Seed());
        var rounds = Effort.Count(inCi: 3, inLong: 200);
        for (var left = rounds; left > 0; left -= RoundsOfARun)
        {
            await using var directory = new TemporaryDirectory();
            var since = Stopwatch.GetTimestamp();
            var run = new KillRun(directory.Path, draw.Next());
            var problems = await run.RunAsync(Math.Min(left, RoundsOfARun));
            Effort.Say($"{run.Seen(HistoryEventKind.Killed)} kills and {run.Seen(HistoryEventKind.Stopped)} stops in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s: {run.Seen(HistoryEventKind.Stored)} messages answered, {run.Seen(HistoryEventKind.Delivered)} delivered, {run.Seen(HistoryEventKind.Acknowledged)} acknowledged, {run.Seen(HistoryEventKind.Cleared)} clearings, {run.Seen(HistoryEventKind.Deleted)} deletions");
            Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
        }
    }
}
