using GdnStreams.Engine;
using GdnStreams.Server.Operations;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Server.Tests;

/// <summary>Frames that are begun and not ended: what they cost, and that it comes back.</summary>
public sealed class UnfinishedFrames
{
    private const int MB = 1_000_000;

    [Fact]
    public async Task Of_1_MiB_each_cost_what_was_sent_and_nothing_once_their_sockets_are_gone()
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--dev");
        (await HoldAsync(server.Url, 1)).ForEach(socket => socket.Dispose());
        var before = await server.MemoryAsync();
        for (var round = 0; round < 2; round++)
        {
            var held = await HoldAsync(server.Url, 150);
            var cost = await server.MemoryAsync() - before;
            held.ForEach(socket => socket.Dispose());
            Assert.InRange(cost, 100 * MB, 220 * MB);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
            while (await server.MemoryAsync() - before > 30 * MB)
            {
                await again.WaitForNextTickAsync(limit.Token);
            }
        }
    }

    [Fact]
    public void Are_paid_back_once_when_it_is_quiet_again()
    {
        var (memory, time, collected) = (new MemoryBudget(256 * MB), new FakeTimeProvider(), 0);
        using var returned = new MemoryReturn(memory, () => 0, () => collected++, time);
        time.Advance(MemoryReturn.Period);
        Assert.Equal(0, collected);

        // Little is not worth it.
        memory.Take(MemoryReturn.Much - 1);
        memory.Give(MemoryReturn.Much - 1);
        time.Advance(MemoryReturn.Period * 3);
        Assert.Equal(0, collected);

        // Much, but others come and go.
        memory.Take(MemoryReturn.Much);
        memory.Give(MemoryReturn.Much);
        for (var i = 0; i < 10; i++)
        {
            time.Advance(MemoryReturn.Period);
            memory.Take(MemoryReturn.Little);
            memory.Give(MemoryReturn.Little);
        }

        Assert.Equal(0, collected);
        time.Advance(MemoryReturn.Period * 2);
        Assert.Equal(1, collected);
        time.Advance(MemoryReturn.Period * 5);
        Assert.Equal(1, collected);
    }

    [Fact]
    public void Streams_that_left_the_memory_are_paid_back_once_no_more_leave()
    {
        var (time, evicted, collected) = (new FakeTimeProvider(), 0L, 0);
        using var returned = new MemoryReturn(new MemoryBudget(256 * MB), () => evicted, () => collected++, time);
        evicted = MemoryReturn.ManyStreams - 1;
        time.Advance(MemoryReturn.Period * 3);
        Assert.Equal(0, collected);
        for (var i = 0; i < 10; i++)
        {
            evicted++;
            time.Advance(MemoryReturn.Period);
        }

        Assert.Equal(0, collected);
        time.Advance(MemoryReturn.Period);
        Assert.Equal(1, collected);
        time.Advance(MemoryReturn.Period * 5);
        Assert.Equal(1, collected);
        evicted += MemoryReturn.ManyStreams;
        time.Advance(MemoryReturn.Period * 2);
        Assert.Equal(2, collected);
    }

    private static async Task<List<RawSocket>> HoldAsync(Uri url, int count)
    {
        var part = "{\"payload\":\"" + new string('A', 1_048_000);
        var sockets = new List<RawSocket>();
        for (var i = 0; i < count; i++)
        {
            sockets.Add(await RawSocket.OpenAsync(url, "producer", "c8globals.x"));
            await sockets[i].BeginAsync(part);
        }

        return sockets;
    }
}
