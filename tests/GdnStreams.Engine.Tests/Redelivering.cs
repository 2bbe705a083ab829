using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class Redelivering
{
    [Fact]
    public async Task Shared_brings_back_only_the_denied_message_and_counts()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { NegativeAckDelay = TimeSpan.FromSeconds(5) });
        await fixture.PublishAsync("1", "2");
        var first = await NextAsync(consumer);
        await NextAsync(consumer);
        consumer.NegativeAcknowledge(first.Position);
        Assert.False(consumer.Deliveries.TryRead(out _));
        fixture.Time.Advance(TimeSpan.FromSeconds(6));
        var again = await NextAsync(consumer);
        Assert.Equal(("1", 1), (Text(again), again.RedeliveryCount));
    }

    [Fact]
    public async Task Exclusive_brings_back_all_in_order_and_does_not_count()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(new ConsumerSettings { Subscription = "s", NegativeAckDelay = TimeSpan.Zero });
        await fixture.PublishAsync("1", "2", "3");
        await NextAsync(consumer);
        var second = await NextAsync(consumer);
        await NextAsync(consumer);
        consumer.NegativeAcknowledge(second.Position);
        for (var i = 1; i <= 3; i++)
        {
            var again = await NextAsync(consumer);
            Assert.Equal(($"{i}", 0), (Text(again), again.RedeliveryCount));
        }
    }

    [Fact]
    public async Task An_unacknowledged_message_comes_back_after_its_ack_timeout()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { AckTimeout = TimeSpan.FromSeconds(1) });
        await fixture.PublishAsync("1");
        await NextAsync(consumer);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, (await NextAsync(consumer)).RedeliveryCount);
    }

    [Fact]
    public async Task Too_often_redelivered_messages_end_in_the_dead_letter_topic()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var grave = Topic with { Topic = "graveyard" };
        await fixture.Engine.CreateStreamAsync(grave, CancellationToken.None);
        await using var watcher = await fixture.Engine.SubscribeAsync(grave, Shared("w"), CancellationToken.None);
        await using var consumer = await fixture.SubscribeAsync(
            Shared() with { NegativeAckDelay = TimeSpan.Zero, MaxRedeliverCount = 1, DeadLetterTopic = grave });
        await fixture.PublishAsync("poison");
        consumer.NegativeAcknowledge((await NextAsync(consumer)).Position);
        var second = await NextAsync(consumer);
        Assert.Equal(1, second.RedeliveryCount);
        consumer.NegativeAcknowledge(second.Position);
        var dead = await NextAsync(watcher);
        Assert.Equal("poison", Text(dead));
        Assert.Equal(Topic.ToString(), dead.Message.Properties!["REAL_TOPIC"]);
    }

    [Fact]
    public async Task The_dead_letter_topic_may_be_the_stream_itself()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(
            Shared() with { NegativeAckDelay = TimeSpan.Zero, MaxRedeliverCount = 1, DeadLetterTopic = Topic });
        await fixture.PublishAsync("poison");
        consumer.NegativeAcknowledge((await NextAsync(consumer)).Position);
        consumer.NegativeAcknowledge((await NextAsync(consumer)).Position);
        var returned = await NextAsync(consumer);
        Assert.Equal((1, "s"), (returned.Position.EntryId, returned.Message.Properties!["REAL_SUBSCRIPTION"]));
    }

    [Fact]
    public async Task Acknowledgements_survive_a_restart_and_the_rest_comes_back()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var consumer = await fixture.SubscribeAsync(Shared());
        await fixture.PublishAsync("0", "1", "2", "3", "4");
        for (var i = 0; i < 5; i++)
        {
            var delivery = await NextAsync(consumer);
            if (i is 0 or 2 or 3)
            {
                consumer.Acknowledge(delivery.Position);
            }
        }

        await consumer.DisposeAsync();
        await fixture.RestartAsync();
        await using var again = await fixture.SubscribeAsync(Shared());
        Assert.Equal(["1", "4"], await TakeAsync(again, 2));
        await fixture.PublishAsync("5");
        Assert.Equal(["5"], await TakeAsync(again, 1));
        Assert.Equal(3, (await fixture.SubscriptionAsync()).Backlog);
    }

    [Fact]
    public async Task Times_far_ahead_are_waited_for_and_hurt_nobody()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { SweepInterval = TimeSpan.FromDays(30) }).WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { AckTimeout = TimeSpan.MaxValue, NegativeAckDelay = TimeSpan.FromDays(400) });
        await fixture.Engine.PublishAsync(Topic, Message("next year") with { DeliverAt = fixture.Time.GetUtcNow().AddDays(200) });
        await fixture.Engine.PublishAsync(Topic, Message("never") with { DeliverAt = DateTimeOffset.MaxValue });
        await fixture.PublishAsync("now");
        var denied = await NextAsync(consumer);
        Assert.Equal("now", Text(denied));
        consumer.NegativeAcknowledge(denied.Position);
        fixture.Time.Advance(TimeSpan.FromDays(201));
        Assert.Equal("next year", Text(await NextAsync(consumer)));
        fixture.Time.Advance(TimeSpan.FromDays(201));
        Assert.Equal(("now", 2), (Text(await NextAsync(consumer)), (await fixture.SubscriptionAsync()).Unacknowledged));
    }
}
