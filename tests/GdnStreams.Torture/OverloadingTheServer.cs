using System.Diagnostics;
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

        await Burst.PublishAsync(server.Url, "heap", "p", first: 0, count: Effort.IsLong ? 200_000 : 1_000, filler: 2_000);
        var silent = new List<StreamSocket>();
        try
        {
            for (var i = 0; i < sockets; i++)
            {
                silent.Add(await StreamSocket.OpenAsync(server.Url, "consumer", $"heap/s{i % subscriptions}?subscriptionType=Shared"));
            }

            var since = Stopwatch.GetTimestamp();
            await Burst.PublishAsync(server.Url, "others", "p", first: 0, count: 500, filler: 100);
            using var consumer = await StreamSocket.OpenAsync(server.Url, "consumer", "others/s?subscriptionInitialPosition=Earliest");
            for (var i = 0; i < 500; i++)
            {
                var frame = await consumer.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience);
                await consumer.SendAsync(Frames.Acknowledge(Frames.Id(frame!)));
            }

            var (memory, handles, threads) = server.Resources();
            Effort.Say($"{sockets} silent sockets on {subscriptions} subscriptions: {memory / MiB} MiB, {handles} handles, {threads} threads; others had their 500 messages in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s.");
            Assert.InRange(memory / MiB, 1, BudgetMiB + AllowanceMiB);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }

        Assert.Equal([], server.Accidents);
    }
}
