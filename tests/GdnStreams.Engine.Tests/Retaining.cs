using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class Retaining
{
    [Fact]
    public async Task What_is_older_than_its_time_to_live_leaves_every_backlog_and_the_disk()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared() with { ReceiverQueueSize = 1 });
        await fixture.Administration.CreateSubscriptionAsync(Topic, "t", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.Administration.SetNamespacePolicyAsync(Topic.Tenant, Topic.Namespace, new StreamPolicy { MessageTtl = TimeSpan.FromSeconds(15) }, CancellationToken.None);
        await fixture.PublishAsync("old", "older");
        await NextAsync(consumer);
        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        await fixture.PublishAsync("young");
        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        await fixture.Engine.SweepAsync(CancellationToken.None);
        Assert.Equal("young", Text(await NextAsync(consumer)));
        var status = await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None);
        Assert.Equal([1, 1], status.Subscriptions.Select(s => s.Backlog));
        Assert.Equal(1, status.Messages);
    }

    [Fact]
    public async Task A_streams_own_time_to_live_wins_over_its_namespaces()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.Administration.SetNamespacePolicyAsync(Topic.Tenant, Topic.Namespace, new StreamPolicy { MessageTtl = TimeSpan.FromSeconds(1) }, CancellationToken.None);
        await fixture.Administration.SetPolicyAsync(Topic, new StreamPolicy { MessageTtl = TimeSpan.Zero }, CancellationToken.None);
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.PublishAsync("0");
        fixture.Time.Advance(TimeSpan.FromSeconds(20));
        await fixture.Engine.SweepAsync(CancellationToken.None);
        Assert.Equal(1, (await fixture.SubscriptionAsync()).Backlog);
        Assert.Equal(TimeSpan.Zero, (await fixture.Administration.GetPolicyAsync(Topic, CancellationToken.None)).MessageTtl);
        Assert.Equal(TimeSpan.FromSeconds(1), (await fixture.Administration.GetNamespacePolicyAsync(Topic.Tenant, Topic.Namespace, CancellationToken.None)).MessageTtl);
    }

    [Fact]
    public async Task A_policy_survives_a_restart_and_applies_to_streams_that_nobody_uses()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.Administration.SetPolicyAsync(Topic, new StreamPolicy { MessageTtl = TimeSpan.FromSeconds(5) }, CancellationToken.None);
        await fixture.PublishAsync("0", "1");
        await fixture.RestartAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(20));
        await fixture.Engine.SweepAsync(CancellationToken.None);
        Assert.Equal(0, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
    }

    [Fact]
    public async Task Acknowledged_messages_are_removed_unless_they_are_retained()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using (var consumer = await fixture.SubscribeAsync(Shared()))
        {
            await fixture.PublishAsync("0");
            consumer.Acknowledge((await NextAsync(consumer)).Position);
        }

        Assert.Equal(0, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
        await fixture.Administration.SetPolicyAsync(Topic, new StreamPolicy { RetentionTime = TimeSpan.FromMinutes(1) }, CancellationToken.None);
        await using (var consumer = await fixture.SubscribeAsync(Shared()))
        {
            await fixture.PublishAsync("1");
            consumer.Acknowledge((await NextAsync(consumer)).Position);
        }

        fixture.Time.Advance(TimeSpan.FromSeconds(20));
        await fixture.Engine.SweepAsync(CancellationToken.None);
        Assert.Equal(1, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
        fixture.Time.Advance(TimeSpan.FromSeconds(61));
        await fixture.Engine.SweepAsync(CancellationToken.None);
        Assert.Equal(0, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
    }

    [Fact]
    public async Task Retention_by_size_keeps_the_newest_and_never_removes_a_backlog()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.Administration.SetPolicyAsync(Topic, new StreamPolicy { RetentionBytes = 10 }, CancellationToken.None);
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.PublishAsync("aaaa", "bbbb", "cccc", "dddd");
        await fixture.Engine.SweepAsync(CancellationToken.None);
        Assert.Equal(4, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
        await fixture.Engine.ClearBacklogAsync(Topic, "s");
        await fixture.Engine.SweepAsync(CancellationToken.None);
        await using var reader = await fixture.SubscribeAsync(ConsumerSettings.Reader(MessagePosition.Earliest, 10, null));
        Assert.Equal(["cccc", "dddd"], await TakeAsync(reader, 2));
    }

    [Fact]
    public async Task The_size_of_a_stream_is_right_before_and_after_messages_come_and_go()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.PublishAsync("12345", "123");
        await fixture.RestartAsync();
        Assert.Equal((2, 8), await SizeAsync());
        await fixture.PublishAsync("1234");
        Assert.Equal((3, 12), await SizeAsync());
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.Engine.ClearBacklogAsync(Topic, "s");
        Assert.Equal((0, 0), await SizeAsync());
        await fixture.PublishAsync("12");
        Assert.Equal((1, 2), await SizeAsync());

        async Task<(long, long)> SizeAsync()
        {
            var status = await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None);
            return (status.Messages, status.Bytes);
        }
    }

    [Fact]
    public async Task Expiry_on_demand_acknowledges_what_is_older_for_one_subscription_or_all()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        foreach (var name in new[] { "s", "t" })
        {
            await fixture.Administration.CreateSubscriptionAsync(Topic, name, MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        }

        await fixture.PublishAsync("0", "1");
        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        await fixture.PublishAsync("2");
        await fixture.Administration.ExpireAsync(Topic, "s", TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.Equal((1, 3), ((await fixture.SubscriptionAsync("s")).Backlog, (await fixture.SubscriptionAsync("t")).Backlog));
        await fixture.Administration.ExpireAsync(Topic, null, TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.Equal((1, 1), ((await fixture.SubscriptionAsync("s")).Backlog, (await fixture.SubscriptionAsync("t")).Backlog));
    }

    [Fact]
    public async Task Compaction_leaves_readers_the_newest_message_of_each_key()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        foreach (var (key, text) in new[] { ("a", "a1"), ("b", "b1"), ("a", "a2"), ("c", "c1"), ("b", ""), (null, "no key"), ("a", "a3") })
        {
            await fixture.Engine.PublishAsync(Topic, Message(text, key));
        }

        Assert.Equal(4, await fixture.Administration.CompactAsync(Topic, CancellationToken.None));
        await fixture.PublishAsync("later");
        await using var reader = await fixture.SubscribeAsync(ConsumerSettings.Reader(MessagePosition.Earliest, 10, null));
        Assert.Equal(["c1", "no key", "a3", "later"], await TakeAsync(reader, 4));
    }

    [Fact]
    public async Task Compaction_that_removes_the_last_message_does_not_give_its_number_to_another()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { DefaultPolicy = new StreamPolicy { RetentionTime = Timeout.InfiniteTimeSpan } }).WithStreamAsync();
        var settings = EngineFixture.Shared() with { InitialPosition = InitialPosition.Earliest };
        await using (var consumer = await fixture.SubscribeAsync(settings))
        {
            foreach (var text in new[] { "a", "" })
            {
                await fixture.Engine.PublishAsync(EngineFixture.Topic, EngineFixture.Message(text, key: "k"));
                consumer.Acknowledge((await EngineFixture.NextAsync(consumer)).Position);
            }
        }

        Assert.Equal(2, await fixture.Administration.CompactAsync(EngineFixture.Topic, CancellationToken.None));
        await fixture.RestartAsync();
        await fixture.PublishAsync("new");
        await using var again = await fixture.SubscribeAsync(settings);
        Assert.Equal(["new"], await EngineFixture.TakeAsync(again, 1));
    }

    [Fact]
    public async Task What_a_compaction_removed_is_in_no_backlog_once_it_was_passed()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        foreach (var (key, text) in new[] { ("a", "a1"), ("b", "b1"), ("a", "a2"), ("b", "b2"), ("b", "") })
        {
            await fixture.Engine.PublishAsync(Topic, Message(text, key));
        }

        await fixture.Administration.CompactAsync(Topic, CancellationToken.None);
        await using var reader = await fixture.SubscribeAsync(ConsumerSettings.Reader(MessagePosition.Earliest, 10, null));
        await using var consumer = await fixture.SubscribeAsync(Shared() with { Subscription = "s", InitialPosition = InitialPosition.Earliest });
        Assert.Equal(["a2"], await TakeAsync(reader, 1));
        var delivery = await NextAsync(consumer);
        consumer.Acknowledge(delivery.Position);
        await Outcomes.UntilAsync(async () => (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions.All(subscription => subscription.Backlog == 0));
    }

    [Fact]
    public async Task Compaction_takes_nothing_from_a_backlog_and_outlives_acknowledgement()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.Engine.PublishAsync(Topic, Message("a1", "a"));
        await fixture.Engine.PublishAsync(Topic, Message("a2", "a"));
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Latest, isExcluded: false, CancellationToken.None);
        await fixture.Engine.PublishAsync(Topic, Message("a3", "a"));
        Assert.Equal(1, await fixture.Administration.CompactAsync(Topic, CancellationToken.None));
        await fixture.Engine.ClearBacklogAsync(Topic, "s");
        await fixture.Engine.SweepAsync(CancellationToken.None);
        await using var reader = await fixture.SubscribeAsync(ConsumerSettings.Reader(MessagePosition.Earliest, 10, null));
        Assert.Equal(["a2"], await TakeAsync(reader, 1));
        Assert.Equal(1, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
    }

    [Fact]
    public async Task Sequence_ids_of_a_producer_long_gone_are_forgotten()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using (var first = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: 10))
        {
            await first.AppendAsync(Message("11"));
        }

        fixture.Time.Advance(TimeSpan.FromHours(7));
        await fixture.Engine.SweepAsync(CancellationToken.None);
        await using var again = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: 10);
        Assert.Equal(1, (await again.AppendAsync(Message("11"))).EntryId);
    }

    [Fact]
    public async Task Streams_that_nobody_uses_leave_the_memory_and_come_back_as_they_were()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var busy = Topic with { Topic = "c8globals.busy" };
        await fixture.Engine.CreateStreamAsync(busy, CancellationToken.None);
        await using var producer = await fixture.Engine.OpenProducerAsync(busy, "p");
        await using (var consumer = await fixture.SubscribeAsync(Shared()))
        {
            await fixture.PublishAsync("0", "1", "2");
            await NextAsync(consumer);
            consumer.Acknowledge((await NextAsync(consumer)).Position);
        }

        Assert.Equal(2, fixture.Engine.LoadedStreams);
        fixture.Time.Advance(TimeSpan.FromMinutes(2));
        await Outcomes.UntilAsync(async () => await fixture.SweepAsync() == 1); // A subscription's work may end a moment after its consumer has left.
        await using var again = await fixture.SubscribeAsync(Shared());
        Assert.Equal(["0", "2"], await TakeAsync(again, 2));
        await fixture.PublishAsync("3");
        Assert.Equal(3, (await NextAsync(again)).Position.EntryId);
    }

    [Fact]
    public async Task Acknowledged_messages_stay_until_the_disk_knows_that_they_are()
    {
        await using var sqlite = SqliteStore.Open(null);
        var (store, script) = ScriptedStore.Over(sqlite.Messages);
        await using var engine = new StreamEngine(store, new EngineOptions(), TimeProvider.System);
        await engine.CreateStreamAsync(Topic, CancellationToken.None);
        await using var consumer = await engine.SubscribeAsync(Topic, Shared(), CancellationToken.None);
        foreach (var text in new[] { "0", "1", "2" })
        {
            await engine.PublishAsync(Topic, Message(text));
        }

        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (firstBegan, secondBegan) = (new TaskCompletionSource(), new TaskCompletionSource());
        script.Holding = call =>
        {
            if (call != nameof(IMessageStore.SaveSubscriptionAsync))
            {
                return null;
            }

            return firstBegan.TrySetResult() ? first : secondBegan.TrySetResult() ? second : null;
        };
        try
        {
            consumer.Acknowledge((await NextAsync(consumer)).Position);
            await firstBegan.Task;
            consumer.Acknowledge((await NextAsync(consumer)).Position);
            consumer.Acknowledge((await NextAsync(consumer)).Position);
            first.SetResult();
            await secondBegan.Task;

            // A crash now would begin at the second message again.
            Assert.Equal(3, (await engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
        }
        finally
        {
            second.SetResult();
        }

        await consumer.DisposeAsync();
        Assert.Equal(0, (await engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
    }

    [Fact]
    public async Task A_cursor_from_before_messages_that_are_gone_has_no_backlog_of_them()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.PublishAsync("0", "1", "2");
        await fixture.RestartAsync(async store => await store.TrimAsync((await store.FindStreamAsync(Topic, CancellationToken.None))!.Id, 2, CancellationToken.None));
        Assert.Equal(1, (await fixture.SubscriptionAsync()).Backlog);
    }
}
