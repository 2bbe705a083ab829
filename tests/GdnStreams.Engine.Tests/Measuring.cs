using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class Measuring
{
    [Fact]
    public async Task What_goes_in_and_out_is_counted_and_its_rate_is_that_of_the_last_ten_seconds()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var producer = await fixture.Engine.OpenProducerAsync(Topic, "p");
        await using var consumer = await fixture.SubscribeAsync(Shared());
        for (var i = 0; i < 20; i++)
        {
            await producer.AppendAsync(Message("abc"));
        }

        await TakeAsync(consumer, 20);
        var status = await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None);
        Assert.Equal(new TrafficStatus(20, 60, 0, 0), status.In); // The second is not over.

        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        status = await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None);
        var expected = new TrafficStatus(20, 60, 2, 6);
        Assert.Equal(expected, status.In);
        Assert.Equal(expected, Assert.Single(status.Producers).In);
        var subscription = Assert.Single(status.Subscriptions);
        Assert.Equal(expected, subscription.Out);
        Assert.Equal(expected, Assert.Single(subscription.Consumers).Out);
        Assert.Equal(0, subscription.Redelivered.Messages);

        fixture.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(expected, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).In);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new TrafficStatus(20, 60, 0, 0), (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).In);
    }

    [Fact]
    public async Task What_is_sent_again_and_what_waits_for_its_time_is_counted()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { NegativeAckDelay = TimeSpan.Zero });
        await fixture.Engine.PublishAsync(Topic, Message("later") with { DeliverAt = fixture.Time.GetUtcNow().AddHours(1) });
        await fixture.PublishAsync("now");
        var delivery = await NextAsync(consumer);
        consumer.NegativeAcknowledge(delivery.Position);
        await NextAsync(consumer);
        var status = await fixture.SubscriptionAsync();
        Assert.Equal((2, 1, 1), (status.Out.Messages, status.Redelivered.Messages, status.Delayed));
    }

    [Fact]
    public async Task Terminated_streams_are_listed()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        Assert.Empty(await fixture.Administration.ListTerminatedAsync(Topic.Tenant, Topic.Namespace, CancellationToken.None));
        await fixture.Administration.TerminateAsync(Topic, CancellationToken.None);
        Assert.Equal([Topic], await fixture.Administration.ListTerminatedAsync(Topic.Tenant, Topic.Namespace, CancellationToken.None));
    }

    [Fact]
    public async Task An_age_or_retention_longer_than_all_time_removes_nothing()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.PublishAsync("x");
        await fixture.Administration.ExpireAsync(Topic, null, TimeSpan.MaxValue, CancellationToken.None);
        await fixture.Administration.SetPolicyAsync(
            Topic, new StreamPolicy { MessageTtl = TimeSpan.FromDays(2_000_000), RetentionTime = TimeSpan.FromDays(2_000_000) }, CancellationToken.None);
        await fixture.Engine.SweepAsync(CancellationToken.None);
        Assert.Equal(1, (await fixture.SubscriptionAsync()).Backlog);
    }
}
