using System.Globalization;
using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>Memory of the whole process: nothing else may run beside these.</summary>
[Collection(nameof(MeasuringMemory))]
[CollectionDefinition(nameof(MeasuringMemory), DisableParallelization = true)]
public sealed class MeasuringMemory
{
    private const int Messages = 200_000;
    private const int Size = 1_000;

    [Fact]
    public async Task Does_not_grow_with_the_backlog_of_a_slow_consumer()
    {
        await using var fixture = await new EngineFixture(new EngineOptions()).WithStreamAsync();
        await using var slow = await fixture.SubscribeAsync(Shared());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using (var producer = await fixture.Engine.OpenProducerAsync(Topic, "p"))
        {
            var batch = new List<Task>();
            for (var i = 0; i < Messages; i++)
            {
                await producer.WaitForRoomAsync(CancellationToken.None);
                batch.Add(producer.AppendAsync(new NewMessage { Payload = Payload(i) }));
                if (batch.Count == 5_000)
                {
                    await Task.WhenAll(batch);
                    batch.Clear();
                }
            }
        }

        Assert.Equal(Messages, (await fixture.SubscriptionAsync()).Backlog);
        AssertSmall(before, "with the whole backlog on disk");

        // Out of order, so that there are as many islands as there can be.
        for (var i = 0; i < Messages; i++)
        {
            var delivery = await NextAsync(slow);
            Assert.Equal(i, BitConverter.ToInt32(delivery.Message.Payload.Span));
            if (i % 500 != 0)
            {
                slow.Acknowledge(delivery.Position);
            }

            if (i % 50_000 == 49_999)
            {
                AssertSmall(before, string.Create(CultureInfo.InvariantCulture, $"after {i + 1} messages"));
            }
        }

        Assert.Equal(Messages / 500, (await fixture.SubscriptionAsync()).Backlog);
    }

    [Fact]
    public async Task Does_not_grow_with_streams_that_nobody_uses()
    {
        await using var fixture = new EngineFixture();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        const int Streams = 2_000;
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(async i =>
        {
            var topic = Topic with { Topic = $"c8globals.idle{i}" };
            await fixture.Engine.CreateStreamAsync(topic, CancellationToken.None);
            await fixture.Administration.CreateSubscriptionAsync(topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
            await fixture.Engine.PublishAsync(topic, new NewMessage { Payload = new byte[10_000] });
        }));
        Assert.Equal(Streams, fixture.Engine.LoadedStreams);
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;
        fixture.Time.Advance(TimeSpan.FromMinutes(2));
        await fixture.Engine.SweepAsync(CancellationToken.None);
        Assert.Equal(0, fixture.Engine.LoadedStreams);
        var left = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(left < used / 4, $"{used:N0} bytes were used, {left:N0} are left.");
    }

    [Fact]
    public async Task Holds_so_many_idle_streams_and_those_that_are_used()
    {
        await using var fixture = new EngineFixture(new EngineOptions { IdleStreams = 100 });
        var used = Topic with { Topic = "c8globals.used" };
        await fixture.Engine.CreateStreamsAsync([used, .. Enumerable.Range(0, 2_000).Select(i => Topic with { Topic = $"c8globals.idle{i}" })], CancellationToken.None);
        await using var consumer = await fixture.Engine.SubscribeAsync(used, Shared(), CancellationToken.None);
        for (var i = 0; i < 2_000; i++)
        {
            await fixture.Engine.PublishAsync(Topic with { Topic = $"c8globals.idle{i}" }, Message("one"));
            fixture.Time.Advance(TimeSpan.FromMilliseconds(50));
            Assert.InRange(fixture.Engine.LoadedStreams, 1, 100 + 51 + 21);
        }

        Assert.InRange(fixture.Engine.EvictedStreams, 1_800, 2_000);
        await fixture.Engine.PublishAsync(used, Message("still there"));
        Assert.Equal("still there", Text(await NextAsync(consumer)));
        await fixture.Engine.PublishAsync(Topic with { Topic = "c8globals.idle0" }, Message("two"));
        Assert.Equal(2, (await fixture.Engine.GetStatusAsync(Topic with { Topic = "c8globals.idle0" }, CancellationToken.None)).Messages);
    }

    private static byte[] Payload(int number)
    {
        var payload = new byte[Size];
        BitConverter.TryWriteBytes(payload, number);
        return payload;
    }

    /// <summary>A fraction of the backlog: what one stream keeps at hand, and not more for more messages.</summary>
    private static void AssertSmall(long before, string when)
    {
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < (long)Messages * Size / 8, $"{grown:N0} bytes more {when}; the backlog has {(long)Messages * Size:N0}.");
    }
}
