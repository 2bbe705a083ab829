using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>What a subscription has read and nobody has room for is bounded altogether.</summary>
public sealed class HoldingPages
{
    private const int KB = 1024;

    [Fact]
    public async Task Of_many_subscriptions_are_small_ones()
    {
        const int Subscriptions = 40;
        await using var fixture = await new EngineFixture(new EngineOptions { Memory = 2_048 * KB }).WithStreamAsync();
        await fixture.PublishAsync([.. Enumerable.Range(0, 300).Select(i => $"{i}".PadRight(2 * KB))]);
        var consumers = new List<EngineConsumer>();
        for (var i = 0; i < Subscriptions; i++)
        {
            consumers.Add(await fixture.SubscribeAsync(Shared($"s{i}") with { ReceiverQueueSize = 1, InitialPosition = InitialPosition.Earliest }));
            await fixture.SubscriptionAsync($"s{i}");
        }

        // A large page of each would be 20 MB.
        Assert.InRange(fixture.Engine.Memory.ReadAhead, 512 * KB, (512 + (Subscriptions * 96)) * KB);

        // Those who take get on, whatever the others hold.
        for (var i = 0; i < 300; i++)
        {
            var delivery = await NextAsync(consumers[^1]);
            Assert.Equal($"{i}", Text(delivery).TrimEnd());
            consumers[^1].Acknowledge(delivery.Position);
        }

        foreach (var consumer in consumers)
        {
            await consumer.DisposeAsync();
        }

        await fixture.SubscriptionAsync("s0");
        Assert.Equal((0, 0), (fixture.Engine.Memory.Used, fixture.Engine.Memory.ReadAhead));
    }
}
