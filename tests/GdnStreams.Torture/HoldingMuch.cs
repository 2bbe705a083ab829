using System.Diagnostics;
using GdnStreams.Torture.Overload;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture;

/// <summary>A backlog and streams by the hundred thousand: what lies there costs disk and not memory, survives a kill, and comes in order.</summary>
public sealed class HoldingMuch
{
    private const int MiB = 1024 * 1024;
    private const int Producers = 4;

    /// <summary>What a server may take besides its budget: itself, its database's cache, the latest messages of streams, what it has not yet collected.</summary>
    private const int AllowanceMiB = 400;
    private const int BudgetMiB = 64;
    private static readonly string[] Options = ["--memory-budget", $"{BudgetMiB}", "--max-streams", "1000000"];

    [Fact]
    public async Task Of_one_stream_costs_no_memory_and_comes_in_order_behind_a_hole()
    {
        var each = Effort.Count(inCi: 4_000, inLong: 1_000_000) / Producers;
        await using var directory = new TemporaryDirectory();
        var since = Stopwatch.GetTimestamp();
        await using (var first = await ServerUnderTest.StartAsync(["--data", directory.Path, .. Options]))
        {
            using var calls = new StreamCalls(first.Url);
            await calls.CreateAsync("t");
            await calls.SubscribeAsync("t", "s");
            await Task.WhenAll(Enumerable.Range(0, Producers).Select(i => Task.Run(() => Burst.PublishAsync(first.Url, "t", $"p{i}", first: 0, each, filler: 200))));
            Effort.Say($"{each * Producers} messages stored in {Seconds(since)} s: {Used(first)} MiB.");
            Assert.InRange(Used(first), 1, BudgetMiB + AllowanceMiB);
            await first.KillAsync();
        }

        since = Stopwatch.GetTimestamp();
        await using var second = await ServerUnderTest.StartAsync(["--data", directory.Path, .. Options]);
        Effort.Say($"ready again in {Seconds(since)} s");
        since = Stopwatch.GetTimestamp();
        await TakeAsync(second, each);
        Effort.Say($"all of them taken in {Seconds(since)} s: {Used(second)} MiB.");
        Assert.InRange(Used(second), 1, BudgetMiB + AllowanceMiB);
        Assert.Equal([], second.Accidents);
    }

    [Fact]
    public async Task Of_many_streams_costs_little_memory()
    {
        var (streams, clients) = (Effort.Count(inCi: 100, inLong: 100_000), 16);
        await using var directory = new TemporaryDirectory();
        var since = Stopwatch.GetTimestamp();
        await using (var first = await ServerUnderTest.StartAsync(["--data", directory.Path, .. Options]))
        {
            await Parallel.ForAsync(0, streams, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (i, _) => await Burst.PublishAsync(first.Url, $"t{i}", "p", i, count: 1, filler: 200));
            Effort.Say($"{streams} streams with a message each in {Seconds(since)} s: {Used(first)} MiB.");
            Assert.InRange(Used(first), 1, BudgetMiB + AllowanceMiB);
            await first.KillAsync();
        }

        since = Stopwatch.GetTimestamp();
        await using var second = await ServerUnderTest.StartAsync(["--data", directory.Path, .. Options]);
        Effort.Say($"ready again in {Seconds(since)} s");
        foreach (var i in Enumerable.Range(0, streams).Where(i => i % Math.Max(1, streams / 20) == 0))
        {
            using var reader = await StreamSocket.OpenAsync(second.Url, "reader", $"t{i}?messageId=earliest");
            Assert.Equal(i, Frames.Read((await reader.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience))!).Number);
        }

        Assert.Equal(0, await second.StopAsync());
        Assert.Equal([], await StoreCommand.CheckAsync(directory.Path));
    }

    /// <summary>Takes all messages; only the first is not acknowledged before the last has come.</summary>
    private static async Task TakeAsync(ServerUnderTest server, int each)
    {
        using var calls = new StreamCalls(server.Url);
        using var consumer = await StreamSocket.OpenAsync(server.Url, "consumer", "t/s?receiverQueueSize=1000");
        var next = new Dictionary<string, int>();
        string? hole = null;
        for (var left = each * Producers; left > 0; left--)
        {
            var frame = (await consumer.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience))!;
            var (producer, number) = Frames.Read(frame);
            Assert.Equal(next.GetValueOrDefault(producer), number);
            next[producer] = number + 1;
            if (hole is null)
            {
                hole = Frames.Id(frame);
            }
            else
            {
                await consumer.SendAsync(Frames.Acknowledge(Frames.Id(frame)));
            }
        }

        await consumer.SendAsync(Frames.Acknowledge(hole!));
        await consumer.SendAsync(Frames.Question);
        await consumer.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience);
        Assert.Equal(0, await calls.BacklogAsync("t", "s"));
    }

    private static long Used(ServerUnderTest server) => server.Resources().Memory / MiB;

    private static string Seconds(long since) => $"{Stopwatch.GetElapsedTime(since).TotalSeconds:0.0}";
}
