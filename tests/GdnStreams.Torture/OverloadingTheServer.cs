using GdnStreams.Torture.Overload;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture;

/// <summary>Many sockets, consumers that never read, many subscriptions on one stream: memory is bounded, and others are served all the while.</summary>
public sealed class OverloadingTheServer
{
    private const int MiB = 1024 * 1024;
    private const int BudgetMiB = 64;

    /// <summary>What a server may take besides its budget: itself, its database's cache, the latest messages of a stream, what it has not yet collected.</summary>
    private const int AllowanceMiB = 400;

    /// <summary>What a socket may hold that never reads: the frames that it was sent last, what Kestrel keeps of them, and the page of its subscription.</summary>
    private const int KiBOfSocket = 256;

    /// <summary>How much longer others may wait for an answer, and for a message, than before. The sockets cost next to nothing; the rest is for a busy machine.</summary>
    private const int MostSlowdown = 10;

    [Fact]
    public async Task With_sockets_that_never_read_bounds_its_memory_and_serves_others()
    {
        var (sockets, subscriptions) = (Effort.Count(inCi: 100, inLong: 2_000), Effort.IsLong ? 1_000 : 50);
        await using var directory = new TemporaryDirectory();
        await using var server = await ServerUnderTest.StartAsync(["--data", directory.Path, "--memory-budget", $"{BudgetMiB}"]);
        using var calls = new StreamCalls(server.Url);
        await calls.CreateAsync("heap");
        for (var i = 0; i < subscriptions; i++)
        {
            await calls.SubscribeAsync("heap", $"s{i}");
        }

        await Neighbour.MeasureAsync(server.Url, "warm");
        var (answer, message) = await Neighbour.MeasureAsync(server.Url, "before");
        await Burst.PublishAsync(server.Url, "heap", "p", first: 0, count: Effort.IsLong ? 200_000 : 1_000, filler: 2_000);
        var silent = new List<StreamSocket>();
        try
        {
            for (var i = 0; i < sockets; i++)
            {
                silent.Add(await StreamSocket.OpenAsync(server.Url, "consumer", $"heap/s{i % subscriptions}?subscriptionType=Shared"));
            }

            var (slowAnswer, slowMessage) = await Neighbour.MeasureAsync(server.Url, "beside");
            var (memory, handles, threads) = server.Resources();
            Effort.Say($"{sockets} silent sockets on {subscriptions} subscriptions: {memory / MiB} MiB, at most {server.PeakMemory() / MiB}, {handles} handles, {threads} threads.");
            Effort.Say($"Others wait {slowAnswer / answer:0.00}x as long for an answer ({answer:0} us before) and {slowMessage / message:0.00}x for a message ({message:0} us before).");
            Assert.InRange(slowAnswer / answer, 0, MostSlowdown);
            Assert.InRange(slowMessage / message, 0, MostSlowdown);
            Assert.InRange(server.PeakMemory() / MiB, 1, BudgetMiB + AllowanceMiB + (sockets * KiBOfSocket / 1024));
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }

        Assert.Equal([], server.Accidents);
    }
}
