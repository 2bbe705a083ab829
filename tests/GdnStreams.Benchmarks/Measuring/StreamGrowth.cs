using System.Diagnostics;
using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;
using GdnStreams.Benchmarks.Servers;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>From one stream to many with a message each: how fast they are made, and what publishing costs beside them.</summary>
internal sealed class StreamGrowth(RunSettings settings, Folders folders, Action<string> say)
{
    private const int MostWritten = 1000; // Each has a socket.
    private const int Connections = 64;

    public async Task<(Series Growth, IReadOnlyDictionary<string, double> Figures)> RunAsync()
    {
        var program = new GdnServerProgram(settings.ServerProgram, "--max-streams", "2000000");
        Dictionary<string, double> figures = [];
        List<double> counts = [], one = [], all = [];
        await using var server = await program.StartAsync(folders.New(), []);
        await using var session = await GdnSession.ConnectAsync(Sessions.Gdn(new Uri(server.Target)));
        await CreationAsync(session, server, figures);
        for (var (count, made) = (1, 0); count <= settings.Streams; count *= 10)
        {
            say($"Publishing beside {count:N0} streams");
            await StreamsAtOnce.FillAsync(session, made, count);
            made = count;
            counts.Add(count);
            one.Add((await ServerCost.OfPublishingAsync(server, new Workload([$"one-{count}"], 100, 500), Seconds)).Microseconds);
            if (count <= MostWritten)
            {
                all.Add((await ServerCost.OfPublishingAsync(server, new Workload([.. Enumerable.Range(0, count).Select(i => $"all-{count}-{i}")], 100, 500), Seconds)).Microseconds);
            }
        }

        return (new Series("streams", "Publishing to one stream beside others, and to all of them", "streams", [new("one is written", counts, one), new("all are written", counts[..all.Count], all)]), figures);
    }

    private double Seconds => settings.Quick ? settings.Seconds : 1.5;

    private async Task CreationAsync(GdnSession session, ServerProcess server, Dictionary<string, double> figures)
    {
        say("Creating streams");
        var (inTurn, atOnce) = settings.Quick ? (100, 300) : (1000, 5000);
        await CreateAsync(session, "warm", 200, Connections);
        figures[Figure.CreateInTurn] = await CreateAsync(session, "turn", inTurn, 1);
        figures[Figure.CreateAtOnce] = await CreateAsync(session, "once", atOnce, Connections);
        await CreateManyAsync(session, "warmed", 2000);
        figures[Figure.CreateMany] = await CreateManyAsync(session, "batch", atOnce * 10);
        figures[Figure.CreatePipelined] = await PipelinedCreation.MeasureAsync(new Uri(server.Target), "pipelined", atOnce);
    }

    private static async Task<double> CreateAsync(GdnSession session, string prefix, int count, int connections)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = connections }, async (i, cancellation) =>
            await session.Streams.CreateAsync(StreamName.Create($"{prefix}{i}", StreamScope.Global), cancellation));
        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> CreateManyAsync(GdnSession session, string prefix, int count)
    {
        var clock = Stopwatch.StartNew();
        await StreamsAtOnce.CreateAsync(session, [.. Enumerable.Range(0, count).Select(i => StreamName.Create($"{prefix}{i}", StreamScope.Global))]);
        return count / clock.Elapsed.TotalSeconds;
    }
}
