using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Extensions.Time.Testing;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>A permit is used up by a message that its consumer took, and by nothing else.</summary>
public sealed class KeepingPermits
{
    [Fact]
    public async Task When_the_cursor_is_moved_under_messages_that_were_not_taken()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(new ConsumerSettings { Subscription = "s", PullMode = true });
        await fixture.PublishAsync("1", "2", "3");
        consumer.Permit(2);
        await WaitAsync(fixture, unacknowledged: 2);
        await fixture.Administration.ResetCursorAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false);
        Assert.Equal(["1", "2"], await TakeAsync(consumer, 2));
        Assert.False(consumer.Deliveries.TryRead(out _));
    }

    [Fact]
    public async Task When_messages_were_not_acknowledged_in_time_and_others_not_taken()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(new ConsumerSettings { Subscription = "s", PullMode = true, AckTimeout = TimeSpan.FromSeconds(1) });
        await fixture.PublishAsync("1", "2", "3");
        consumer.Permit(3);
        Assert.Equal(["1"], await TakeAsync(consumer, 1));
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await WaitAsync(fixture, unacknowledged: 2);
        Assert.Equal(["1", "2"], await TakeAsync(consumer, 2)); // Two were not taken: two permits are left.
    }

    [Fact]
    public async Task When_the_next_consumer_of_a_failover_takes_over()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var settings = new ConsumerSettings { Subscription = "s", Type = SubscriptionType.Failover, PullMode = true, PriorityLevel = 1 };
        await using var first = await fixture.SubscribeAsync(settings);
        await fixture.PublishAsync("1", "2");
        first.Permit(2);
        await WaitAsync(fixture, unacknowledged: 2);
        await using (var second = await fixture.SubscribeAsync(settings with { PriorityLevel = 0 }))
        {
            Assert.False(first.Deliveries.TryRead(out _));
        }

        Assert.Equal(["1", "2"], await TakeAsync(first, 2));
    }

    [Fact]
    public async Task When_a_message_is_acknowledged_between_its_dispatch_and_its_sending()
    {
        var time = new HookedTime();
        await using var engine = new StreamEngine(SqliteStore.Open(null).Messages, new EngineOptions(), time);
        await engine.CreateStreamAsync(Topic, CancellationToken.None);
        await using var consumer = await engine.SubscribeAsync(Topic, Shared() with { PullMode = true }, CancellationToken.None);
        for (var round = 0; round < 50; round++)
        {
            var first = await engine.PublishAsync(Topic, Message($"{round} acknowledged"));
            await engine.PublishAsync(Topic, Message($"{round} sent"));
            time.Next = () => consumer.Acknowledge(first); // The loop asks for the time just before it dispatches.
            consumer.Permit(1);
            var delivery = await NextAsync(consumer);
            Assert.Equal($"{round} sent", Text(delivery));
            consumer.Acknowledge(delivery.Position);
        }
    }

    /// <summary>Until so many messages are on their way and no permit is left.</summary>
    private static async Task WaitAsync(EngineFixture fixture, int unacknowledged)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await fixture.SubscriptionAsync() is var status && (status.Unacknowledged != unacknowledged || status.Consumers[0].Permits != 0))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class HookedTime : FakeTimeProvider
    {
        private Action? _next;

        public Action? Next
        {
            set => Volatile.Write(ref _next, value);
        }

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Exchange(ref _next, null)?.Invoke();
            return base.GetUtcNow();
        }
    }
}
