using System.Diagnostics;
using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;
using GdnStreams.Benchmarks.Servers;
using GdnStreams.Client;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>What many streams with a message each, and then ten times as many, take of a server that did nothing else: memory once idle, and the time until it is ready again.</summary>
internal sealed class ManyStreams(RunSettings settings, Folders folders, Action<string> say)
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(110); // Streams leave the memory after a minute, at the next sweep; their memory goes back some seconds later.

    public async Task<IReadOnlyDictionary<string, double>> RunAsync()
    {
        var (folder, program) = (folders.New(), new GdnServerProgram(settings.ServerProgram, "--max-streams", "2000000"));
        Dictionary<string, double> figures = new() { [Figure.ManyStreams] = settings.Streams };
        await using (var server = await program.StartAsync(folder, []))
        {
            say($"Filling a server with {settings.Streams:N0} streams");
            await FillAsync(server, 0, settings.Streams);
            figures[Figure.ManyStreamsFull] = MiB(server.Memory);
            figures[Figure.ManyStreamsIdle] = await IdleMemoryAsync(server);
        }

        await using (var server = await program.StartAsync(folder, []))
        {
            figures[Figure.ManyStreamsReady] = server.ReadyAfter.TotalMilliseconds;
            say($"Filling a server with {10 * settings.Streams:N0} streams");
            await FillAsync(server, settings.Streams, 10 * settings.Streams);
            figures[Figure.MostStreamsIdle] = await IdleMemoryAsync(server);
        }

        await using (var server = await program.StartAsync(folder, []))
        {
            figures[Figure.MostStreamsReady] = server.ReadyAfter.TotalMilliseconds;
        }

        return figures;
    }

    private static async Task FillAsync(ServerProcess server, int from, int to)
    {
        await using var session = await GdnSession.ConnectAsync(Sessions.Gdn(new Uri(server.Target)));
        await StreamsAtOnce.FillAsync(session, from, to);
    }

    /// <summary>The least within a while without any client: memory is given back after a few seconds.</summary>
    private async Task<double> IdleMemoryAsync(ServerProcess server)
    {
        say("Waiting until the server is idle");
        var (clock, least) = (Stopwatch.StartNew(), long.MaxValue);
        while (clock.Elapsed < (settings.Quick ? TimeSpan.FromSeconds(1) : IdleLimit))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            least = Math.Min(least, server.Memory);
        }

        return MiB(least);
    }

    private static double MiB(long bytes) => bytes / 1024.0 / 1024.0;
}
