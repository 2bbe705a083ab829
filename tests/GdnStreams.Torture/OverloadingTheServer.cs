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

    /// <summary>How much longer others may wait for an answer, and for a message, than alone. The sockets cost next to nothing; the rest is for a busy machine.</summary>
    private const int MostSlowdown = 10;

    /// <summary>What else runs on the machine comes and goes, sockets that are in the way stay: the quickest round of each counts.</summary>
    private const int Rounds = 3;

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
        var alone = await Neighbour.MeasureAsync(server.Url, "before");
        var beside = (Answer: double.MaxValue, Message: double.MaxValue);
        await Burst.PublishAsync(server.Url, "heap", "p", first: 0, count: Effort.IsLong ? 200_000 : 1_000, filler: 2_000);
        for (var round = 0; round < Rounds; round++)
        {
            var silent = new List<StreamSocket>();
            try
            {
                for (var i = 0; i < sockets; i++)
                {
                    silent.Add(await StreamSocket.OpenAsync(server.Url, "consumer", $"heap/s{i % subscriptions}?subscriptionType=Shared"));
                }

                beside = Quickest(beside, await Neighbour.MeasureAsync(server.Url, $"beside{round}"));
                var (memory, handles, threads) = server.Resources();
                Effort.Say($"{sockets} silent sockets on {subscriptions} subscriptions: {memory / MiB} MiB, at most {server.PeakMemory() / MiB}, {handles} handles, {threads} threads.");
                Assert.InRange(server.PeakMemory() / MiB, 1, BudgetMiB + AllowanceMiB + (sockets * KiBOfSocket / 1024));
            }
            finally
            {
                silent.ForEach(socket => socket.Dispose());
            }

            alone = Quickest(alone, await Neighbour.MeasureAsync(server.Url, $"alone{round}"));
        }

        var (answer, message) = (beside.Answer / alone.Answer, beside.Message / alone.Message);
        Effort.Say($"Others wait {answer:0.00}x as long for an answer ({alone.Answer:0} us alone) and {message:0.00}x for a message ({alone.Message:0} us alone).");
        Assert.InRange(answer, 0, MostSlowdown);
        Assert.InRange(message, 0, MostSlowdown);
        Assert.Equal([], server.Accidents);

        static (double Answer, double Message) Quickest((double Answer, double Message) one, (double Answer, double Message) two) =>
            (Math.Min(one.Answer, two.Answer), Math.Min(one.Message, two.Message));
    }
}
