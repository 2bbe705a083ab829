using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Administration;

public sealed class AdministeringStreams(Servers servers)
{
    [Theory, OnBoth]
    public async Task A_stream_is_created_once_listed_and_deleted(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = Sessions.NewName();
        Assert.False(await session.Streams.ExistsAsync(stream));
        Assert.Equal(stream, await session.Streams.CreateAsync(stream));
        await Sessions.FailsAsync(GdnErrorCode.StreamExists, () => session.Streams.CreateAsync(stream));
        Assert.True(await session.Streams.ExistsAsync(stream));
        var info = Assert.Single(await session.Streams.ListAsync(), info => info.Name == stream);
        Assert.Equal((session.Tenant, session.Fabric), (info.Tenant, info.Fabric));
        await session.Streams.DeleteAsync(stream);
        Assert.False(await session.Streams.ExistsAsync(stream));
        await Sessions.FailsAsync(GdnErrorCode.StreamNotFound, () => session.Streams.DeleteAsync(stream));
    }

    [Theory, OnBoth]
    public async Task Many_streams_are_created_each_for_itself(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        StreamName[] streams = [Sessions.NewName(), Sessions.NewName(StreamScope.Local), StreamName.Create("no spaces", StreamScope.Global), .. Enumerable.Range(0, 40).Select(_ => Sessions.NewName())];
        await session.Streams.CreateAsync(streams[0]);
        var created = await session.Streams.CreateManyAsync(streams);
        Assert.Equal(streams, created.Select(creation => creation.Stream));
        Assert.Equal([GdnErrorCode.StreamExists, null, GdnErrorCode.InvalidName, null], created.Take(4).Select(creation => creation.Failure?.Code));
        Assert.All(created.Skip(3), creation => Assert.Null(creation.Failure));
        Assert.Equal(streams.Where(stream => stream != streams[2]).OrderBy(stream => stream.Topic, StringComparer.Ordinal), (await session.Streams.ListAsync()).Select(info => info.Name).OrderBy(stream => stream.Topic, StringComparer.Ordinal));
    }

    [Theory, OnBoth]
    public async Task Global_and_local_streams_of_one_name_are_two(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        Assert.Empty(await session.Streams.ListAsync());
        var (global, local) = (StreamName.Create("twin", StreamScope.Global), StreamName.Create("twin", StreamScope.Local));
        await session.Streams.CreateAsync(global);
        Assert.Equal([global], (await session.Streams.ListAsync()).Select(info => info.Name));
        await session.Streams.CreateAsync(local);
        Assert.Equal([local], (await session.Streams.ListAsync(StreamScope.Local)).Select(info => info.Name));
        Assert.Equal([global], (await session.Streams.ListAsync(StreamScope.Global)).Select(info => info.Name));
        Assert.Equal(2, (await session.Streams.ListAsync()).Count);
    }

    [Theory, OnBoth]
    public async Task A_bad_name_is_refused(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        await Sessions.FailsAsync(GdnErrorCode.InvalidName, () => session.Streams.CreateAsync(StreamName.Create("no spaces", StreamScope.Global)));
        await Sessions.FailsAsync(GdnErrorCode.InvalidName, () => session.Subscriptions.DeleteAsync(Sessions.NewName(), ".."));
    }

    [Theory, OnBoth]
    public async Task Bytes_are_published_without_a_producer(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "s");
        byte[] bytes = [0, 255, 128, 10];
        var id = await session.Streams.PublishAsync(stream, bytes);
        var message = Assert.Single(await session.Subscriptions.PeekAsync(stream, "s"));
        Assert.Equal(bytes, message.Payload.ToArray());
        Assert.Equal(id, message.Id);
        Assert.Equal(id, await session.Streams.GetLastMessageIdAsync(stream));
    }

    [Theory, OnBoth]
    public async Task Statistics_and_backlog_count_what_waits(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "one");
        await session.PublishAsync(stream, "1", "2", "3");
        await session.Subscriptions.CreateAsync(stream, "two");
        await using var consumer = await session.SubscribeAsync(stream, "one", new ConsumerOptions { Type = SubscriptionType.Shared, ConsumerName = "reader" });
        await using var producer = await session.CreateProducerAsync(stream, new ProducerOptions { ProducerName = "writer" });
        var stats = await session.Streams.GetStatsAsync(stream);
        Assert.Equal((3, 0), (stats.Subscriptions["one"].Backlog, stats.Subscriptions["two"].Backlog));
        Assert.Equal((SubscriptionType.Shared, null), (stats.Subscriptions["one"].Type, stats.Subscriptions["two"].Type));
        Assert.Equal("reader", Assert.Single(stats.Subscriptions["one"].Consumers).Name);
        Assert.Equal("writer", Assert.Single(stats.Producers, other => other.Name == "writer").Name);
        Assert.Equal(3, stats.MessagesIn);
        Assert.True(stats.StorageSize >= 3);

        var backlog = await session.Streams.GetBacklogAsync(stream);
        Assert.Equal((3, 3), (backlog.TotalMessages, backlog.MessageBacklog));
        Assert.Equal((3, 0), (backlog.Subscriptions["one"], backlog.Subscriptions["two"]));
        Assert.Equal(3, backlog.Ledgers.Sum(ledger => ledger.Entries));
        Assert.True(backlog.TakenAt > DateTimeOffset.UnixEpoch);
    }

    [Theory, OnBoth]
    public async Task A_stream_in_use_is_deleted_by_force_only(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await Sessions.FailsAsync(GdnErrorCode.ActiveConsumers, () => session.Streams.DeleteAsync(stream));
        await session.Streams.DeleteAsync(stream, force: true);
    }

    [Theory, OnBoth]
    public async Task A_terminated_stream_is_read_and_takes_nothing_more(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "s");
        var ids = await session.PublishAsync(stream, "1", "2");
        Assert.Equal(ids[1], await session.Streams.TerminateAsync(stream));
        Assert.Equal(ids[1], await session.Streams.TerminateAsync(stream));
        await Sessions.FailsAsync(GdnErrorCode.StreamTerminated, () => session.Streams.PublishAsync(stream, new byte[] { 1 }));
        Assert.Equal(["1", "2"], await session.BacklogAsync(stream, "s"));
    }

    [Theory, OnBoth]
    public async Task Compaction_leaves_the_last_of_each_key_and_a_Pulsar_keeps_that_apart(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using (var producer = await session.CreateProducerAsync(stream))
        {
            foreach (var (key, text) in new[] { ("k", "1"), ("other", "2"), ("k", "3"), ("k", "4") })
            {
                await producer.SendAsync(OutgoingMessage.FromText(text) with { Key = key });
            }
        }

        await CompactAsync(on, session, stream, removes: 2);

        // On purpose: Pulsar's WebSocket service has no way to ask for the compacted copy, and reads all.
        string[] left = servers[on].IsOurs ? ["2", "4"] : ["1", "2", "3", "4"];
        await session.Subscriptions.CreateAsync(stream, "s", MessageId.Earliest);
        Assert.Equal(left, await session.BacklogAsync(stream, "s"));
        await session.PublishAsync(stream, "end");
        await using var reader = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        foreach (var text in left.Append("end"))
        {
            Assert.Equal(text, (await reader.ReceiveAsync()).Text);
        }
    }

    [Theory, OnBoth]
    public async Task What_is_asked_of_a_missing_stream_fails(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        await session.NewStreamAsync();
        var stream = Sessions.NewName();
        foreach (var call in new Func<Task>[]
        {
            () => session.Streams.GetStatsAsync(stream),
            () => session.Streams.GetBacklogAsync(stream),
            () => session.Streams.GetLastMessageIdAsync(stream),
            () => session.Streams.TerminateAsync(stream),
            () => session.Streams.CompactAsync(stream),
            () => session.Policies.GetRetentionAsync(stream),
            () => session.Policies.SetRetentionAsync(stream, new RetentionPolicy { TimeInMinutes = 1, SizeInMegabytes = -1 }),
            () => session.Subscriptions.ListAsync(stream),
            () => session.Subscriptions.CreateAsync(stream, "s"),
            () => session.Subscriptions.DeleteAsync(stream, "s"),
            () => session.Subscriptions.SkipAsync(stream, "s", 1),
            () => session.Subscriptions.SkipAllAsync(stream, "s"),
            () => session.Subscriptions.ResetAsync(stream, "s", MessageId.Earliest),
            () => session.Subscriptions.ResetAsync(stream, "s", DateTimeOffset.UnixEpoch),
            () => session.Subscriptions.ExpireAsync(stream, "s", TimeSpan.FromSeconds(1)),
            () => session.Subscriptions.ExpireAsync(stream, null, TimeSpan.FromSeconds(1)),
            () => session.Subscriptions.PeekAsync(stream, "s"),
        })
        {
            await Sessions.FailsAsync(GdnErrorCode.StreamNotFound, call);
        }

        Assert.False(await session.Streams.ExistsAsync(stream));
    }

    /// <summary>Compacts, and waits until that is done.</summary>
    private async Task CompactAsync(string on, GdnSession session, StreamName stream, long removes)
    {
        var removed = await session.Streams.CompactAsync(stream);
        if (servers[on].IsOurs)
        {
            // On purpose: our server compacts before it answers.
            Assert.Equal(removes, removed);
            Assert.Equal(CompactionState.Succeeded, (await session.Streams.GetCompactionStatusAsync(stream)).State);
        }
        else if (servers[on].SpeaksGdn)
        {
            // A gateway's Pulsar only begins with it, and the answer is a number.
            Assert.Equal(0, removed);
            await Sessions.UntilAsync(async () => (await session.Streams.GetCompactionStatusAsync(stream)).State == CompactionState.Succeeded);
        }
        else
        {
            Assert.Null(removed);
            await Sessions.UntilAsync(async () => (await session.Streams.GetCompactionStatusAsync(stream)).State == CompactionState.Succeeded);
        }
    }
}
