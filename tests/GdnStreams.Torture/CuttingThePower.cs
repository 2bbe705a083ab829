using System.Diagnostics;
using GdnStreams.Torture.PowerCuts;

namespace GdnStreams.Torture;

/// <summary>
/// <c>kill -9</c> leaves what was written to the operating system, a power cut only what was waited for. So the server's calls are recorded,
/// and a disk is made that has each file as of its last fsync, and any of what came later.
/// </summary>
public sealed class CuttingThePower : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gdn-power-").FullName;
    private int _made;


    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Loses_nothing_that_was_acknowledged_unless_the_disk_lies()
    {
        Strace.Require();
        var (random, since) = (new Random(Effort.Seed()), Stopwatch.GetTimestamp());
        var cuts = Effort.Count(inCi: 3, inLong: 500);
        for (var done = 0; done < cuts;)
        {
            var load = await RecordAsync(Effort.IsLong ? 2_000 : 300, random);
            for (var i = 0; i < 50 && done < cuts; i++, done++)
            {
                var cut = load.DrawCut(random);
                var problems = await CheckCutAsync(load, cut, random);
                Assert.True(problems.Count == 0, $"cut {done} before {cut.Kind} of {cut.Path}:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}");
            }

            Assert.True(await LosesAsync(load, random, ignoresSync: true), "A disk that ignores fsync was not noticed.");
            Effort.Say($"{done} cuts, 0 faults found, a disk that ignores fsync noticed, in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s, the last of {load.Calls.Count} calls, {load.Calls.Count(call => call.Kind == DiskCallKind.Sync)} of them fsync.");
        }
    }

    [Fact]
    public async Task Loses_messages_where_the_server_does_not_wait_for_the_disk()
    {
        Strace.Require();
        var random = new Random(Effort.Seed());
        var load = await RecordAsync(100, random, UnsafeServer.Make(Path.Combine(_folder, "program")));
        Assert.True(await LosesAsync(load, random), "A server with synchronous = OFF was not noticed.");
    }

    private Task<RecordedLoad> RecordAsync(int messages, Random random, string? program = null) =>
        RecordedLoad.MakeAsync(Directory.CreateDirectory(Path.Combine(_folder, $"load{_made++}")).FullName, messages, random.Next(), program);

    private async Task<bool> LosesAsync(RecordedLoad load, Random random, bool ignoresSync = false)
    {
        for (var i = 0; i < 10; i++)
        {
            if (await CheckCutAsync(load, load.Calls[^1], random, ignoresSync) is { Count: > 0 } problems)
            {
                Effort.Say($"noticed at cut {i + 1}: {problems[0]}");
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<string>> CheckCutAsync(RecordedLoad load, DiskCall cut, Random random, bool ignoresSync = false)
    {
        var image = Path.Combine(_folder, $"image{_made++}");
        var problems = await load.CheckCutAsync(cut, image, random, ignoresSync);
        Directory.Delete(image, recursive: true);
        return problems;
    }
}
