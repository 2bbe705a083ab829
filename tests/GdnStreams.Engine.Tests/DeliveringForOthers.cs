using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests;

/// <summary>What a consumer needs that delivers on, instead of using messages itself.</summary>
public sealed class DeliveringForOthers
{
    private static readonly TopicName DeadLetterTopic = EngineFixture.Topic with { Topic = "c8globals.dead" };

    [Fact]
    public async Task A_subscription_that_must_exist_is_not_made()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var settings = EngineFixture.Shared() with { MustExist = true };
        Assert.Equal(GdnErrorCode.SubscriptionNotFound, (await Assert.ThrowsAsync<GdnException>(() => fixture.SubscribeAsync(settings))).Code);
        Assert.Empty((await fixture.Engine.GetStatusAsync(EngineFixture.Topic, CancellationToken.None)).Subscriptions);
        await (await fixture.SubscribeAsync(EngineFixture.Shared())).DisposeAsync();
        await using var consumer = await fixture.SubscribeAsync(settings);
        await fixture.Engine.DeleteSubscriptionAsync(EngineFixture.Topic, "s", force: true, CancellationToken.None);
        Assert.False(await consumer.Deliveries.WaitToReadAsync());
        await Assert.ThrowsAsync<GdnException>(() => fixture.SubscribeAsync(settings));
    }

    [Fact]
    public async Task A_dead_letter_is_in_its_topic_with_its_marks_and_acknowledged()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(EngineFixture.Shared());
        await fixture.Engine.PublishAsync(EngineFixture.Topic, EngineFixture.Message("bad", "k") with { Properties = new Dictionary<string, string> { ["p"] = "v" } });
        var delivery = await EngineFixture.NextAsync(consumer);
        await consumer.SendDeadLetterAsync(delivery, DeadLetterTopic, new Dictionary<string, string> { ["why"] = "because" });
        Assert.Equal(0, (await fixture.SubscriptionAsync()).Backlog);
        await using var reader = await fixture.Engine.SubscribeAsync(DeadLetterTopic, new ConsumerSettings { Subscription = "m", InitialPosition = InitialPosition.Earliest }, CancellationToken.None);
        var dead = (await EngineFixture.NextAsync(reader)).Message;
        Assert.Equal(("k", "v", "because"), (dead.Key, dead.Properties!["p"], dead.Properties["why"]));
        Assert.Equal((EngineFixture.Topic.ToString(), "s", delivery.Position.ToString()), (dead.Properties["REAL_TOPIC"], dead.Properties["REAL_SUBSCRIPTION"], dead.Properties["ORIGIN_MESSAGE_ID"]));
    }

    [Fact]
    public async Task A_dead_letter_that_cannot_be_stored_stays_with_its_consumer()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.Engine.CreateStreamAsync(DeadLetterTopic, CancellationToken.None);
        await fixture.Administration.TerminateAsync(DeadLetterTopic, CancellationToken.None);
        await using var consumer = await fixture.SubscribeAsync(EngineFixture.Shared());
        await fixture.PublishAsync("bad");
        var delivery = await EngineFixture.NextAsync(consumer);
        await Assert.ThrowsAsync<GdnException>(() => consumer.SendDeadLetterAsync(delivery, DeadLetterTopic, ConsumerMessage.NoProperties));
        var status = await fixture.SubscriptionAsync();
        Assert.Equal((1L, 1), (status.Backlog, status.Unacknowledged));
    }

    [Fact]
    public async Task In_pull_mode_a_denied_message_comes_again_when_it_is_asked_for_and_counts()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(EngineFixture.Shared() with { PullMode = true, NegativeAckDelay = TimeSpan.Zero });
        await fixture.PublishAsync("1", "2");
        for (var redeliveries = 0; redeliveries < 3; redeliveries++)
        {
            Assert.Equal(0, consumer.UnusedPermits);
            consumer.Permit(1);
            var delivery = await EngineFixture.NextAsync(consumer);
            Assert.Equal(("1", redeliveries), (EngineFixture.Text(delivery), delivery.RedeliveryCount));
            consumer.NegativeAcknowledge(delivery.Position);
        }
    }

    [Fact]
    public async Task What_was_flushed_is_acknowledged_for_whoever_opens_the_store_next()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(EngineFixture.Shared());
        await fixture.PublishAsync("1", "2");
        consumer.Acknowledge((await EngineFixture.NextAsync(consumer)).Position);
        await consumer.FlushAsync();
        var stored = await fixture.StoredAsync("s");
        Assert.Equal(1, stored.LowMark);
    }
}
