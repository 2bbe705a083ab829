using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class Administrating
{
    [Fact]
    public async Task A_subscription_can_be_made_at_any_position_but_not_twice()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.PublishAsync("0", "1", "2");
        var last = await fixture.Administration.GetLastMessageIdAsync(Topic);
        var middle = last with { EntryId = 1 };
        foreach (var (name, position, isExcluded, expected) in new[]
        {
            ("earliest", MessagePosition.Earliest, false, "0"), ("at", middle, false, "1"), ("after", middle, true, "2"), ("latest", MessagePosition.Latest, false, "new"),
        })
        {
            await fixture.Administration.CreateSubscriptionAsync(Topic, name, position, isExcluded, CancellationToken.None);
            var error = await Assert.ThrowsAsync<GdnException>(() =>
                fixture.Administration.CreateSubscriptionAsync(Topic, name, position, isExcluded, CancellationToken.None));
            Assert.Equal(GdnErrorCode.SubscriptionExists, error.Code);
            if (name == "latest")
            {
                await fixture.PublishAsync("new");
            }

            await using var consumer = await fixture.SubscribeAsync(Shared(name));
            Assert.Equal(expected, Text(await NextAsync(consumer)));
        }
    }

    [Fact]
    public async Task A_made_subscription_survives_a_restart()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.PublishAsync("0", "1");
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.RestartAsync();
        Assert.Equal(2, (await fixture.SubscriptionAsync()).Backlog);
    }

    [Fact]
    public async Task Skipping_acknowledges_the_oldest_messages_that_are_left()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { ReceiverQueueSize = 2 });
        await fixture.PublishAsync("0", "1", "2", "3", "4", "5");
        await NextAsync(consumer);
        consumer.Acknowledge((await NextAsync(consumer)).Position);
        Assert.Equal("2", Text(await NextAsync(consumer)));
        Assert.Equal(3, await fixture.Administration.SkipAsync(Topic, "s", 3, CancellationToken.None)); // 0, 2 and 3
        Assert.Equal(2, (await fixture.SubscriptionAsync()).Backlog);
        Assert.Equal(["4", "5"], await TakeAsync(consumer, 2));
        Assert.Equal(2, await fixture.Administration.SkipAsync(Topic, "s", 100, CancellationToken.None));
        Assert.Equal(0, (await fixture.SubscriptionAsync()).Backlog);
    }

    [Fact]
    public async Task Peeking_shows_the_backlog_by_place_and_consumes_nothing()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared());
        await fixture.PublishAsync("0", "1", "2", "3");
        await NextAsync(consumer);
        consumer.Acknowledge((await NextAsync(consumer)).Position);
        var peeked = await fixture.Administration.PeekAsync(Topic, "s", 1, 2, CancellationToken.None);
        Assert.Equal(["2", "3"], peeked.Select(Text));
        Assert.Empty(await fixture.Administration.PeekAsync(Topic, "s", 3, 1, CancellationToken.None));
        Assert.Equal(3, (await fixture.SubscriptionAsync()).Backlog);
    }

    [Fact]
    public async Task A_cursor_reset_to_a_message_delivers_from_there_again_to_whoever_is_connected()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.Administration.SetPolicyAsync(Topic, new StreamPolicy { RetentionTime = Timeout.InfiniteTimeSpan }, CancellationToken.None);
        await using var consumer = await fixture.SubscribeAsync(new ConsumerSettings { Subscription = "s", ReceiverQueueSize = 2 });
        await fixture.PublishAsync("0", "1", "2", "3");
        var first = await NextAsync(consumer);
        consumer.Acknowledge(first.Position);
        consumer.Acknowledge((await NextAsync(consumer)).Position);
        Assert.Equal(["2", "3"], await TakeAsync(consumer, 2));
        await fixture.Administration.ResetCursorAsync(Topic, "s", first.Position, isExcluded: false);
        Assert.Equal(["0", "1"], await TakeAsync(consumer, 2));
        Assert.Equal(4, (await fixture.SubscriptionAsync()).Backlog);
        await fixture.Administration.ResetCursorAsync(Topic, "s", MessagePosition.Latest, isExcluded: false);
        await fixture.PublishAsync("4");
        Assert.Equal(["4"], await TakeAsync(consumer, 1));
    }

    [Fact]
    public async Task A_cursor_reset_to_a_time_delivers_what_was_published_since()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared());
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 20; i++)
        {
            times.Add(fixture.Time.GetUtcNow());
            await fixture.PublishAsync($"{i}");
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await TakeAsync(consumer, 20);
        foreach (var i in new[] { 19, 0, 7, 13 })
        {
            await fixture.Administration.ResetCursorAsync(Topic, "s", times[i].AddMilliseconds(-1), CancellationToken.None);
            Assert.Equal($"{i}", Text(await NextAsync(consumer)));
            Assert.Equal(20 - i, (await fixture.SubscriptionAsync()).Backlog);
        }

        await fixture.Administration.ResetCursorAsync(Topic, "s", fixture.Time.GetUtcNow(), CancellationToken.None);
        Assert.Equal(0, (await fixture.SubscriptionAsync()).Backlog);
    }

    [Fact]
    public async Task A_terminated_stream_says_where_it_ends_and_takes_no_more()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        Assert.Equal(-1, (await fixture.Administration.GetLastMessageIdAsync(Topic)).EntryId);
        await using var consumer = await fixture.SubscribeAsync(Shared());
        await using var producer = await fixture.Engine.OpenProducerAsync(Topic, null);
        await fixture.PublishAsync("0", "1");
        Assert.Equal(1, (await fixture.Administration.TerminateAsync(Topic, CancellationToken.None)).EntryId);
        Assert.Equal(GdnErrorCode.StreamTerminated, (await Assert.ThrowsAsync<GdnException>(() => producer.AppendAsync(Message("2")))).Code);
        Assert.Equal(["0", "1"], await TakeAsync(consumer, 2));
        Assert.True(await consumer.HasReachedEndOfTopicAsync());
        await fixture.RestartAsync();
        var error = await Assert.ThrowsAsync<GdnException>(() => fixture.Engine.OpenProducerAsync(Topic, "p"));
        Assert.Equal(GdnErrorCode.StreamTerminated, error.Code);
        Assert.True((await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).IsTerminated);
    }

    [Fact]
    public async Task Unknown_streams_and_subscriptions_are_refused_by_name()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var missing = await Assert.ThrowsAsync<GdnException>(() => fixture.Administration.SkipAsync(Topic, "nobody", 1, CancellationToken.None));
        Assert.Equal(GdnErrorCode.SubscriptionNotFound, missing.Code);
        Assert.Contains("nobody", missing.Message, StringComparison.Ordinal);
        var nowhere = await Assert.ThrowsAsync<GdnException>(() => fixture.Administration.TerminateAsync(Topic with { Topic = "nowhere" }, CancellationToken.None));
        Assert.Equal(GdnErrorCode.StreamNotFound, nowhere.Code);
    }
}
