using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class SharingASubscription
{
    [Fact]
    public async Task Exclusive_refuses_a_second_consumer_and_types_do_not_mix()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var first = await fixture.SubscribeAsync(new ConsumerSettings { Subscription = "s" });
        var error = await Assert.ThrowsAsync<GdnException>(() => fixture.SubscribeAsync(new ConsumerSettings { Subscription = "s" }));
        Assert.Equal(GdnErrorCode.SubscriptionBusy, error.Code);
        await Assert.ThrowsAsync<GdnException>(() => fixture.SubscribeAsync(Shared()));
        await first.DisposeAsync();
        await using var other = await fixture.SubscribeAsync(Shared());
        Assert.Equal(SubscriptionType.Shared, (await fixture.SubscriptionAsync()).Type);
    }

    [Fact]
    public async Task Shared_goes_round_and_waits_for_free_places()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var a = await fixture.SubscribeAsync(Shared() with { ReceiverQueueSize = 1 });
        await using var b = await fixture.SubscribeAsync(Shared() with { ReceiverQueueSize = 1 });
        await fixture.PublishAsync("1", "2", "3", "4");
        var (one, two) = (await NextAsync(a), await NextAsync(b));
        Assert.Equal(["1", "2"], new[] { Text(one), Text(two) }.Order());
        Assert.False(a.Deliveries.TryRead(out _));
        b.Acknowledge(two.Position);
        Assert.Equal(["3"], await TakeAsync(b, 1));
    }

    [Fact]
    public async Task Failover_hands_over_what_the_active_consumer_did_not_acknowledge()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var settings = new ConsumerSettings { Subscription = "s", Type = SubscriptionType.Failover };
        var active = await fixture.SubscribeAsync(settings);
        await using var standby = await fixture.SubscribeAsync(settings);
        await fixture.PublishAsync("1", "2", "3");
        var first = await NextAsync(active);
        active.Acknowledge(first.Position);
        await NextAsync(active);
        Assert.False(standby.Deliveries.TryRead(out _));
        await active.DisposeAsync();
        Assert.Equal(["2", "3"], await TakeAsync(standby, 2));
    }

    [Fact]
    public async Task Key_Shared_keeps_a_key_with_one_consumer_while_others_come()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var settings = new ConsumerSettings { Subscription = "s", Type = SubscriptionType.KeyShared };
        await using var a = await fixture.SubscribeAsync(settings);
        foreach (var key in new[] { "k1", "k2", "k3", "k4" })
        {
            await fixture.Engine.PublishAsync(Topic, Message(key + "-1", key));
        }

        await TakeAsync(a, 4);
        await using var b = await fixture.SubscribeAsync(settings);
        foreach (var key in new[] { "k1", "k2", "k3", "k4" })
        {
            await fixture.Engine.PublishAsync(Topic, Message(key + "-2", key));
        }

        Assert.Equal(["k1-2", "k2-2", "k3-2", "k4-2"], await TakeAsync(a, 4));
        Assert.False(b.Deliveries.TryRead(out _));
    }

    [Fact]
    public async Task A_producer_name_is_taken_while_its_producer_is_connected()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var first = await fixture.Engine.OpenProducerAsync(Topic, "p");
        var error = await Assert.ThrowsAsync<GdnException>(() => fixture.Engine.OpenProducerAsync(Topic, "p"));
        Assert.Equal(GdnErrorCode.ProducerBusy, error.Code);
        await first.DisposeAsync();
        await using var again = await fixture.Engine.OpenProducerAsync(Topic, "p");
        Assert.Equal("p", again.Name);
    }
}
