using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class Delivering
{
    [Fact]
    public async Task History_and_live_messages_arrive_once_and_in_order()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var producer = await fixture.Engine.OpenProducerAsync(Topic, "p");
        const int Count = 20_000;
        async Task PublishAsync(int from, int to)
        {
            var sends = new List<Task<MessagePosition>>();
            for (var i = from; i < to; i++)
            {
                sends.Add(producer.AppendAsync(Message($"{i}")));
            }

            await Task.WhenAll(sends);
        }

        await PublishAsync(0, Count / 2);
        await using var consumer = await fixture.SubscribeAsync(new ConsumerSettings { Subscription = "s", InitialPosition = InitialPosition.Earliest });
        var live = PublishAsync(Count / 2, Count);
        for (var i = 0; i < Count; i++)
        {
            var delivery = await NextAsync(consumer);
            Assert.Equal($"{i}", Text(delivery));
            consumer.Acknowledge(delivery.Position);
        }

        await live;
        Assert.False(consumer.Deliveries.TryRead(out _));
        Assert.Equal(0, (await fixture.SubscriptionAsync()).Backlog);
    }

    [Fact]
    public async Task A_new_subscription_starts_at_the_next_message_unless_told()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.PublishAsync("old");
        await using var latest = await fixture.SubscribeAsync(Shared("latest"));
        await using var earliest = await fixture.SubscribeAsync(Shared("earliest") with { InitialPosition = InitialPosition.Earliest });
        await fixture.PublishAsync("new");
        Assert.Equal(["new"], await TakeAsync(latest, 1));
        Assert.Equal(["old", "new"], await TakeAsync(earliest, 2));
    }

    [Fact]
    public async Task No_more_is_delivered_than_the_window_allows_and_an_acknowledgement_frees_a_place()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { ReceiverQueueSize = 2 });
        await fixture.PublishAsync("1", "2", "3");
        var first = await NextAsync(consumer);
        await NextAsync(consumer);
        Assert.Equal(0, (await fixture.SubscriptionAsync()).Consumers[0].Permits);
        Assert.False(consumer.Deliveries.TryRead(out _));
        consumer.Acknowledge(first.Position);
        Assert.Equal(["3"], await TakeAsync(consumer, 1));
    }

    [Fact]
    public async Task In_pull_mode_only_permits_bring_messages()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { PullMode = true });
        await fixture.PublishAsync("1", "2", "3");
        Assert.False(consumer.Deliveries.TryRead(out _));
        consumer.Permit(2);
        Assert.Equal(["1", "2"], await TakeAsync(consumer, 2));
        Assert.Equal(0, (await fixture.SubscriptionAsync()).Consumers[0].Permits);
    }

    [Fact]
    public async Task A_reader_starts_after_its_message_and_leaves_nothing_behind()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.PublishAsync("1", "2", "3");
        var reader = await fixture.SubscribeAsync(ConsumerSettings.Reader(MessagePosition.Earliest, 2, null));
        var first = await NextAsync(reader);
        Assert.Equal("1", Text(first));
        Assert.Equal(["2"], await TakeAsync(reader, 1));
        reader.Permit(1);
        Assert.Equal(["3"], await TakeAsync(reader, 1));
        await reader.DisposeAsync();
        await using var second = await fixture.SubscribeAsync(ConsumerSettings.Reader(first.Position, 10, null));
        Assert.Equal(["2", "3"], await TakeAsync(second, 2));
        await second.DisposeAsync();
        Assert.Empty((await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions);
    }
}
