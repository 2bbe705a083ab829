using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class BoundingMemory
{
    [Fact]
    public async Task Scheduled_messages_arrive_when_they_are_due_however_few_are_in_memory()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { TailMessages = 5, ScheduledEntries = 8 }).WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared());
        var start = fixture.Time.GetUtcNow();
        var dues = Enumerable.Range(0, 200).Select(i => i * 37 % 200).ToArray();
        foreach (var due in dues)
        {
            await fixture.Engine.PublishAsync(Topic, Message($"{due}") with { DeliverAt = start.AddSeconds(1 + (due / 20)) });
        }

        await fixture.PublishAsync("at once");
        Assert.Equal(["at once"], await TakeAsync(consumer, 1));
        for (var second = 1; second <= 10; second++)
        {
            Assert.False(consumer.Deliveries.TryRead(out _));
            fixture.Time.SetUtcNow(start.AddSeconds(second).AddMilliseconds(5));
            var taken = await TakeAsync(consumer, 20);
            Assert.All(taken, text => Assert.Equal(second - 1, int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) / 20));
        }

        Assert.Equal(201, (await fixture.SubscriptionAsync()).Unacknowledged);
    }

    [Fact]
    public void The_index_of_scheduled_messages_keeps_only_the_soonest_and_says_when_to_page()
    {
        var index = new ScheduledEntries(most: 10);
        var all = Enumerable.Range(0, 100).Select(i => ((long)(i * 7 % 100), (long)i)).ToArray();
        foreach (var (deliverAt, entry) in all)
        {
            index.Add(deliverAt, entry);
            Assert.True(index.Count <= 10);
        }

        var order = new List<long>();
        while (order.Count < 100)
        {
            while (index.TryTake(DateTimeOffset.MaxValue, out var entry))
            {
                order.Add(entry);
            }

            if (index.NeedsPage)
            {
                var after = index.Beyond!.Value;
                index.TakePage([.. all.Order().Where(item => item.CompareTo(after) > 0).Take(index.PageSize)], _ => true);
            }
        }

        Assert.Equal(all.Order().Select(item => item.Item2), order);
        Assert.False(index.NeedsPage);
    }

    [Fact]
    public async Task A_consumer_that_permits_everything_still_has_a_bounded_number_unacknowledged()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { MaxUnacknowledged = 10 }).WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { PullMode = true });
        await fixture.PublishAsync([.. Enumerable.Range(0, 30).Select(i => $"{i}")]);
        consumer.Permit(int.MaxValue);
        var first = await NextAsync(consumer);
        await TakeAsync(consumer, 9);
        Assert.Equal(10, (await fixture.SubscriptionAsync()).Unacknowledged);
        Assert.False(consumer.Deliveries.TryRead(out _));
        consumer.Acknowledge(first.Position);
        Assert.Equal(["10"], await TakeAsync(consumer, 1));
    }

    [Fact]
    public async Task A_consumer_that_does_not_take_its_messages_is_sent_a_bounded_number_of_bytes()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { OutboxBytes = 10_000 }).WithStreamAsync();
        var text = new string('x', 1_000);
        await fixture.PublishAsync([.. Enumerable.Repeat(text, 100)]);
        await using var consumer = await fixture.SubscribeAsync(Shared() with { InitialPosition = InitialPosition.Earliest });
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(text, Text(await NextAsync(consumer)));
            Assert.InRange(consumer.Deliveries.Count, 0, 10);
        }

        Assert.Equal(100, (await fixture.SubscriptionAsync()).Unacknowledged);
    }

    [Fact]
    public async Task Producers_wait_while_too_much_is_on_its_way_to_the_disk()
    {
        var budget = new WriteBudget(100);
        await budget.WaitAsync(CancellationToken.None);
        budget.Take(150);
        var waiting = budget.WaitAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        budget.Give(90);
        Assert.False(waiting.IsCompleted);
        budget.Give(10);
        await waiting;
    }

    [Fact]
    public async Task A_key_that_waits_holds_up_no_other_key()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var settings = new ConsumerSettings { Subscription = "s", Type = SubscriptionType.KeyShared, ReceiverQueueSize = 1 };
        await using var a = await fixture.SubscribeAsync(settings);
        await fixture.Engine.PublishAsync(Topic, Message("first", "slow"));
        Assert.Equal("first", Text(await NextAsync(a)));
        await using var b = await fixture.SubscribeAsync(settings with { ReceiverQueueSize = 1_000 });
        for (var i = 0; i < 600; i++)
        {
            await fixture.Engine.PublishAsync(Topic, Message($"slow {i}", "slow"));
        }

        // Some key of many belongs to b.
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => fixture.Engine.PublishAsync(Topic, Message($"other {i}", $"k{i}"))));
        Assert.StartsWith("other", Text(await NextAsync(b)), StringComparison.Ordinal);
        Assert.False(a.Deliveries.TryRead(out _));
    }

    [Fact]
    public async Task A_denied_message_frees_its_place_before_it_comes_back()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { ReceiverQueueSize = 1 });
        await fixture.PublishAsync("0", "1");
        consumer.NegativeAcknowledge((await NextAsync(consumer)).Position);
        var next = await NextAsync(consumer);
        Assert.Equal("1", Text(next));
        fixture.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.False(consumer.Deliveries.TryRead(out _));
        consumer.Acknowledge(next.Position);
        Assert.Equal(("0", 1), (Text(await NextAsync(consumer)), (await fixture.SubscriptionAsync()).Unacknowledged));
    }

    [Fact]
    public async Task A_failover_consumer_of_higher_priority_takes_over_in_order()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var settings = new ConsumerSettings { Subscription = "s", Type = SubscriptionType.Failover, PriorityLevel = 5 };
        await using var first = await fixture.SubscribeAsync(settings);
        await fixture.PublishAsync("0", "1", "2");
        first.Acknowledge((await NextAsync(first)).Position);
        await TakeAsync(first, 2);
        await using var better = await fixture.SubscribeAsync(settings with { PriorityLevel = 1 });
        await fixture.PublishAsync("3");
        Assert.Equal(["1", "2", "3"], await TakeAsync(better, 3));
        Assert.False(first.Deliveries.TryRead(out _));
    }

    [Fact]
    public async Task A_disconnect_is_no_redelivery_that_counts()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var leaver = await fixture.SubscribeAsync(Shared());
        await fixture.PublishAsync("0");
        await NextAsync(leaver);
        await using var other = await fixture.SubscribeAsync(Shared());
        await leaver.DisposeAsync();
        Assert.Equal(0, (await NextAsync(other)).RedeliveryCount);
    }

    [Fact]
    public async Task A_message_can_be_acknowledged_on_another_connection()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var first = await fixture.SubscribeAsync(Shared());
        await fixture.PublishAsync("0");
        var position = (await NextAsync(first)).Position;
        await first.DisposeAsync();
        first.Acknowledge(position); // Who has left changes nothing.
        Assert.Equal(1, (await fixture.SubscriptionAsync()).Backlog);
        await using var second = await fixture.SubscribeAsync(Shared() with { PullMode = true });
        second.Acknowledge(position);
        Assert.Equal(0, (await fixture.SubscriptionAsync()).Backlog);
    }
}
