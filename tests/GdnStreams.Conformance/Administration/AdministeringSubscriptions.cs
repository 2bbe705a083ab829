using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Administration;

public sealed class AdministeringSubscriptions(Servers servers)
{
    [Theory, OnBoth]
    public async Task A_subscription_starts_at_the_earliest_the_latest_a_message_or_after_it(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "keeper");
        var ids = await session.PublishAsync(stream, "1", "2", "3");
        await session.Subscriptions.CreateAsync(stream, "earliest", MessageId.Earliest);
        await session.Subscriptions.CreateAsync(stream, "latest", MessageId.Latest);
        await session.Subscriptions.CreateAsync(stream, "at", ids[1]);
        await session.Subscriptions.CreateAsync(stream, "after", ids[1], isExcluded: true);
        Assert.Equal(["1", "2", "3"], await session.BacklogAsync(stream, "earliest"));
        Assert.Empty(await session.BacklogAsync(stream, "latest"));
        Assert.Equal(["2", "3"], await session.BacklogAsync(stream, "at"));
        Assert.Equal(["3"], await session.BacklogAsync(stream, "after"));
        Assert.Equal(["after", "at", "earliest", "keeper", "latest"], (await session.Subscriptions.ListAsync(stream)).Order(StringComparer.Ordinal));
        await Sessions.FailsAsync(GdnErrorCode.SubscriptionExists, () => session.Subscriptions.CreateAsync(stream, "at"));
        await Sessions.FailsAsync(GdnErrorCode.BadRequest, () => session.Subscriptions.CreateAsync(stream, "never", new MessageId("no id")));
    }

    [Theory, OnBoth]
    public async Task A_name_of_any_characters_is_taken_as_it_is(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        const string Name = "a b+c%2Fd&e=f?ü";
        await session.Subscriptions.CreateAsync(stream, Name);
        Assert.Equal([Name], await session.Subscriptions.ListAsync(stream));
        await session.PublishAsync(stream, "1");
        Assert.Equal(["1"], await session.BacklogAsync(stream, Name));
        await session.Subscriptions.ResetAsync(stream, Name, MessageId.Earliest);
        await session.Subscriptions.SkipAsync(stream, Name, 1);
        await session.Subscriptions.SkipAllAsync(stream, Name);
        await session.Subscriptions.ExpireAsync(stream, Name, TimeSpan.FromSeconds(1));
        await using (await session.SubscribeAsync(stream, Name))
        {
            Assert.Equal(Name, Assert.Single((await session.Streams.GetStatsAsync(stream)).Subscriptions).Key);
        }

        await Sessions.UntilAsync(async () => (await session.Streams.GetStatsAsync(stream)).Subscriptions[Name].Consumers.Count == 0);
        await session.Subscriptions.DeleteAsync(stream, Name);
        Assert.Empty(await session.Subscriptions.ListAsync(stream));
    }

    [Theory, OnBoth]
    public async Task Skipping_acknowledges_the_oldest_or_all(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "s");
        await session.PublishAsync(stream, "1", "2", "3", "4");
        await session.Subscriptions.SkipAsync(stream, "s", 0);
        await session.Subscriptions.SkipAsync(stream, "s", 1);
        Assert.Equal(["2", "3", "4"], await session.BacklogAsync(stream, "s"));
        await session.Subscriptions.SkipAllAsync(stream, "s");
        Assert.Empty(await session.BacklogAsync(stream, "s"));
        await session.PublishAsync(stream, "5");
        await session.Subscriptions.SkipAsync(stream, "s", 100);
        Assert.Empty(await session.BacklogAsync(stream, "s"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.Subscriptions.SkipAsync(stream, "s", -1));
    }

    [Theory, OnBoth]
    public async Task A_cursor_is_reset_to_a_message_after_it_or_to_an_end(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "keeper");
        await session.Subscriptions.CreateAsync(stream, "s");
        var ids = await session.PublishAsync(stream, "1", "2", "3");
        foreach (var (position, isExcluded, backlog) in new[]
        {
            (MessageId.Latest, false, Array.Empty<string>()), (ids[1], false, ["2", "3"]), (ids[1], true, ["3"]), (MessageId.Earliest, false, ["1", "2", "3"]), (ids[2], true, []),
        })
        {
            await session.Subscriptions.ResetAsync(stream, "s", position, isExcluded);
            Assert.Equal(backlog, await session.BacklogAsync(stream, "s"));
        }

        await Sessions.FailsAsync(GdnErrorCode.BadRequest, () => session.Subscriptions.ResetAsync(stream, "s", new MessageId("no id")));
    }

    [Theory, OnBoth]
    public async Task A_cursor_is_reset_to_a_time(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "keeper");
        await session.Subscriptions.CreateAsync(stream, "s");
        await session.PublishAsync(stream, "1");
        var first = (await session.Subscriptions.PeekAsync(stream, "s")).Single().PublishTime;

        // Not in the same millisecond.
        await Sessions.UntilAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow() > first.AddMilliseconds(5)));
        await session.PublishAsync(stream, "2");
        await session.Subscriptions.SkipAllAsync(stream, "s");
        await session.Subscriptions.ResetAsync(stream, "s", first.AddMilliseconds(1));
        Assert.Equal(["2"], await session.BacklogAsync(stream, "s"));
        await session.Subscriptions.ResetAsync(stream, "s", DateTimeOffset.UnixEpoch);
        Assert.Equal(["1", "2"], await session.BacklogAsync(stream, "s"));
        await session.Subscriptions.ResetAsync(stream, "s", TimeProvider.System.GetUtcNow().AddDays(1));
        Assert.Empty(await session.BacklogAsync(stream, "s"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.Subscriptions.ResetAsync(stream, "s", DateTimeOffset.MinValue));
    }

    [Theory, OnBoth]
    public async Task A_connected_subscription_is_not_deleted(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using (await session.SubscribeAsync(stream, "s"))
        {
            await Sessions.FailsAsync(GdnErrorCode.ActiveConsumers, () => session.Subscriptions.DeleteAsync(stream, "s"));
        }

        await Sessions.UntilAsync(async () => (await session.Streams.GetStatsAsync(stream)).Subscriptions["s"].Consumers.Count == 0);
        await session.Subscriptions.DeleteAsync(stream, "s");
        Assert.Empty(await session.Subscriptions.ListAsync(stream));
    }

    [Theory, OnBoth]
    public async Task A_subscription_is_removed_from_every_stream(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        var (global, local) = (await session.NewStreamAsync(), await session.NewStreamAsync(StreamScope.Local));
        await session.Subscriptions.CreateAsync(global, "gone");
        await session.Subscriptions.CreateAsync(local, "gone");
        await session.Subscriptions.CreateAsync(local, "kept");
        await session.Subscriptions.UnsubscribeAsync("gone");
        Assert.Empty(await session.Subscriptions.ListAsync(global));
        Assert.Equal(["kept"], await session.Subscriptions.ListAsync(local));
        await session.Subscriptions.UnsubscribeAsync("never-there");
    }

    [Theory, OnBoth]
    public async Task A_subscription_that_is_removed_under_its_consumer_begins_anew(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await session.PublishAsync(stream, "before");
        Assert.Equal("before", (await consumer.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60))).Text);
        await session.Subscriptions.UnsubscribeAsync("s");
        await Sessions.UntilAsync(async () => (await session.Streams.GetStatsAsync(stream)).Subscriptions.TryGetValue("s", out var again) && again.Consumers.Count == 1);
        await session.PublishAsync(stream, "after");
        Assert.Equal("after", (await consumer.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60))).Text);
    }

    [Theory, OnBoth]
    public async Task Backlogs_of_the_fabric_are_cleared_by_name_or_all(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        var (global, local) = (await session.NewStreamAsync(), await session.NewStreamAsync(StreamScope.Local));
        await session.Subscriptions.CreateAsync(global, "one");
        await session.Subscriptions.CreateAsync(global, "two");
        await session.Subscriptions.CreateAsync(local, "two");
        await session.PublishAsync(global, "1");
        await session.PublishAsync(local, "2");
        await session.Subscriptions.ClearBacklogAsync("one");
        Assert.Empty(await session.BacklogAsync(global, "one"));
        Assert.Equal(["1"], await session.BacklogAsync(global, "two"));
        await session.Subscriptions.ClearBacklogAsync();
        Assert.Empty(await session.BacklogAsync(global, "two"));
        Assert.Empty(await session.BacklogAsync(local, "two"));
    }

    [Theory, OnBoth]
    public async Task Messages_expire_by_age_for_one_subscription_or_all(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "one");
        await session.Subscriptions.CreateAsync(stream, "two");
        await session.Subscriptions.ExpireAsync(stream, null, TimeSpan.FromSeconds(1));
        await session.PublishAsync(stream, "1");
        await session.Subscriptions.ExpireAsync(stream, null, TimeSpan.FromHours(1));
        Assert.Equal(["1"], await session.BacklogAsync(stream, "one"));
        await Sessions.UntilAsync(async () =>
        {
            await ExpireAsync(session, stream, "one");
            return !(await session.BacklogAsync(stream, "one")).Any();
        });
        Assert.Equal(["1"], await session.BacklogAsync(stream, "two"));
        await Sessions.UntilAsync(async () =>
        {
            await ExpireAsync(session, stream, null);
            return !(await session.BacklogAsync(stream, "two")).Any();
        });
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.Subscriptions.ExpireAsync(stream, null, TimeSpan.FromMilliseconds(999)));
    }

    [Theory, OnBoth]
    public async Task Peeking_shows_all_of_a_message_and_takes_nothing(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "s");
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        await using (var producer = await session.CreateProducerAsync(stream))
        {
            await producer.SendAsync(OutgoingMessage.FromText("first") with { Key = "k", Properties = new Dictionary<string, string> { ["a"] = "b \"c\"" }, EventTime = at });
            await producer.SendAsync(OutgoingMessage.FromText("second"));
            await producer.SendAsync(OutgoingMessage.FromText("third"));
        }

        var peeked = await session.Subscriptions.PeekAsync(stream, "s", count: 2);
        Assert.Equal(["first", "second"], peeked.Select(message => message.Text));
        Assert.Equal(["second", "third"], (await session.Subscriptions.PeekAsync(stream, "s", count: 5, skip: 1)).Select(message => message.Text));
        Assert.Empty(await session.Subscriptions.PeekAsync(stream, "s", skip: 3));
        Assert.Equal(("k", at, "b \"c\""), (peeked[0].Key, peeked[0].EventTime, peeked[0].Properties["a"]));
        Assert.Equal((null, null, 0), (peeked[1].Key, peeked[1].EventTime, peeked[1].Properties.Count));
        await using var consumer = await session.SubscribeAsync(stream, "s");
        var received = await consumer.ReceiveAsync();
        Assert.Equal((peeked[0].Id, peeked[0].PublishTime, "s"), (received.Id, received.PublishTime, peeked[0].Subscription));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.Subscriptions.PeekAsync(stream, "s", count: 0));
    }

    [Theory, OnBoth]
    public async Task Messages_of_one_batch_are_peeked_one_by_one(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "keeper");
        await session.Subscriptions.CreateAsync(stream, "s");
        var place = servers[on] with { Place = $"{session.Tenant}/c8global._system" };
        MessageId receipt;
        await using (var producer = await place.ProducerAsync(stream.Topic, "batchingEnabled=true&batchingMaxMessages=3&batchingMaxPublishDelay=10000"))
        {
            await producer.SendAsync("""{"payload":"MQ==","properties":{"a":"b"},"key":"k"}""");
            await producer.SendAsync("""{"payload":"Mg==","eventTime":"2026-01-02T03:04:05.678Z"}""");
            await producer.SendAsync("""{"payload":"Mw=="}""");
            await producer.NextAsync();
            await producer.NextAsync();
            receipt = new MessageId((string)JsonNode.Parse(await producer.NextAsync())!["messageId"]!);
        }

        var peeked = await session.Subscriptions.PeekAsync(stream, "s", count: 10);
        Assert.Equal(["1", "2", "3"], peeked.Select(message => message.Text));
        Assert.Equal(("b", "k", null), (peeked[0].Properties["a"], peeked[0].Key, peeked[0].EventTime));
        Assert.Equal((0, null, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)), (peeked[1].Properties.Count, peeked[1].Key, peeked[1].EventTime));
        Assert.Equal(["3"], (await session.Subscriptions.PeekAsync(stream, "s", count: 10, skip: 2)).Select(message => message.Text));
        await using (var consumer = await session.SubscribeAsync(stream, "s"))
        {
            foreach (var message in peeked)
            {
                Assert.Equal(message.Id, (await consumer.ReceiveAsync()).Id);
            }
        }

        Assert.Equal(receipt, await session.Streams.GetLastMessageIdAsync(stream));
        await session.Subscriptions.ResetAsync(stream, "s", peeked[2].Id, isExcluded: true);
        Assert.Empty(await session.BacklogAsync(stream, "s"));
    }

    [Theory, OnBoth]
    public async Task What_is_asked_of_a_missing_subscription_fails_and_does_not_make_it(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        foreach (var call in new Func<Task>[]
        {
            () => session.Subscriptions.DeleteAsync(stream, "s"),
            () => session.Subscriptions.SkipAsync(stream, "s", 1),
            () => session.Subscriptions.SkipAllAsync(stream, "s"),
            () => session.Subscriptions.ResetAsync(stream, "s", MessageId.Earliest),
            () => session.Subscriptions.ResetAsync(stream, "s", DateTimeOffset.UnixEpoch),
            () => session.Subscriptions.ExpireAsync(stream, "s", TimeSpan.FromSeconds(1)),
            () => session.Subscriptions.PeekAsync(stream, "s"),
        })
        {
            await Sessions.FailsAsync(GdnErrorCode.SubscriptionNotFound, call);
        }

        Assert.Empty(await session.Subscriptions.ListAsync(stream));
    }

    private static async Task ExpireAsync(GdnSession session, StreamName stream, string? subscription)
    {
        try
        {
            await session.Subscriptions.ExpireAsync(stream, subscription, TimeSpan.FromSeconds(1));
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.SubscriptionBusy)
        {
            // The expiry before this one still runs.
        }
    }
}
