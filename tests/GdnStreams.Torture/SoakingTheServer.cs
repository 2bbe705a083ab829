using System.Diagnostics;
using GdnStreams.Torture.Overload;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture;

/// <summary>Clients that come and go for a long time: the server keeps no memory, no handle and no thread of them.</summary>
public sealed class SoakingTheServer
{
    private const int MiB = 1024 * 1024;
    private const int Clients = 25;
    private const int LeastRounds = 4;

    /// <summary>Memory that is not yet collected, sockets that are still closing, threads that the pool tries.</summary>
    private static readonly (int MiB, int Handles, int Threads) Allowance = Effort.IsLong ? (24, Clients, 10) : (96, 3 * Clients, 20); // A short run is still warming up.

    [Fact]
    public async Task Keeps_nothing_of_clients_that_come_and_go()
    {
        var (random, length) = (new Random(Effort.Seed()), TimeSpan.FromMinutes(Effort.Count(inCi: 0, inLong: 20)));
        await using var directory = new TemporaryDirectory();
        await using var server = await ServerUnderTest.StartAsync(["--data", directory.Path]);
        var clients = Enumerable.Range(0, Clients).Select(i => new RoundTripClient($"t{i}", random.Next())).ToArray();
        var seen = new List<(long Memory, int Handles, int Threads)>();
        for (var since = Stopwatch.GetTimestamp(); seen.Count < LeastRounds || Stopwatch.GetElapsedTime(since) < length;)
        {
            await Task.WhenAll(clients.Select(client => Task.Run(() => client.OnceAsync(server.Url))));
            seen.Add(server.Resources());
        }

        // Half of the run warms it up.
        var half = seen.Count / 2;
        var (early, late) = (Usual(seen[(half / 2)..half]), Usual(seen[half..]));
        Effort.Say($"{seen.Count} rounds of {Clients} clients: from {early.Memory / MiB} to {late.Memory / MiB} MiB, {early.Handles} to {late.Handles} handles, {early.Threads} to {late.Threads} threads.");
        Assert.InRange(late.Memory / MiB, 1, (early.Memory / MiB) + Allowance.MiB);
        Assert.InRange(late.Handles, 1, early.Handles + Allowance.Handles);
        Assert.InRange(late.Threads, 1, early.Threads + Allowance.Threads);
        Assert.Equal([], server.Accidents);
        Assert.Equal(0, await server.StopAsync());
        Assert.Equal([], await StoreCommand.CheckAsync(directory.Path));
    }

    /// <summary>The medians.</summary>
    private static (long Memory, int Handles, int Threads) Usual(List<(long Memory, int Handles, int Threads)> seen) =>
        (Median(seen.Select(one => one.Memory)), Median(seen.Select(one => one.Handles)), Median(seen.Select(one => one.Threads)));

    private static T Median<T>(IEnumerable<T> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
