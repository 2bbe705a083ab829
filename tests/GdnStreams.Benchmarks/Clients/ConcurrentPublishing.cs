using System.Diagnostics;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>Publishing by a library whose call ends when the message is stored: as many calls at one time as may be under way.</summary>
internal static class ConcurrentPublishing
{
    public static Task RunAsync(Run run, Workload workload, Func<int, Task> publish) => Task.WhenAll(
        Enumerable.Range(0, workload.Streams.Count).SelectMany(stream => Enumerable.Range(0, workload.InFlightOfStream).Select(_ => Task.Run(() => OneAfterAnotherAsync(run, stream, publish)))));

    private static async Task OneAfterAnotherAsync(Run run, int stream, Func<int, Task> publish)
    {
        while (run.Next(stream))
        {
            var begun = Stopwatch.GetTimestamp();
            await publish(stream);
            run.Stored(begun);
        }
    }
}
