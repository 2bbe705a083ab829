using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Administration;

/// <summary>Streams with partitions are one stream wherever a Pulsar can add its parts up; our server has none.</summary>
public sealed class PartitionedStreams(Servers servers)
{
    [Fact]
    public async Task Are_not_on_a_server_of_one_machine()
    {
        await using var session = await servers["ours"].ConnectAsync();
        await Sessions.FailsAsync(GdnErrorCode.NotSupported, () => session.Streams.CreatePartitionedAsync(Sessions.NewName(), 2));
    }

    [Fact]
    public async Task Are_created_listed_once_and_deleted()
    {
        await using var session = await servers["pulsar"].ConnectToNewFabricAsync();
        var stream = await session.Streams.CreatePartitionedAsync(Sessions.NewName(), 4);
        await Sessions.FailsAsync(GdnErrorCode.StreamExists, () => session.Streams.CreatePartitionedAsync(stream, 4));
        var plain = await session.NewStreamAsync();
        Assert.Equal([(plain, 0), (stream, 4)], (await session.Streams.ListAsync()).Select(info => (info.Name, info.Partitions)).OrderBy(pair => pair.Partitions));
        Assert.True(await session.Streams.ExistsAsync(stream));
        await using (await session.CreateProducerAsync(stream))
        {
            await session.Streams.DeleteAsync(stream, force: true);
        }

        Assert.Equal([plain], (await session.Streams.ListAsync()).Select(info => info.Name));
        await Sessions.FailsAsync(GdnErrorCode.StreamNotFound, () => session.Streams.DeleteAsync(stream));
        await session.Streams.CreatePartitionedAsync(stream, 2);
        await session.Fabrics.DeleteAsync(session.Fabric);
    }

    [Fact]
    public async Task Are_listed_with_all_their_parts_where_one_is_gone_for_the_time_being()
    {
        await using var session = await servers["pulsar"].ConnectToNewFabricAsync();
        var stream = await session.Streams.CreatePartitionedAsync(Sessions.NewName(), 3);
        await session.Streams.DeleteAsync(StreamName.Create(stream.Name + "-partition-2", StreamScope.Global), force: true);
        Assert.Equal((stream, 3), (await session.Streams.ListAsync()).Select(info => (info.Name, info.Partitions)).Single());
    }

    [Fact]
    public async Task Have_statistics_and_a_backlog_of_all_their_parts()
    {
        await using var session = await servers["pulsar"].ConnectToNewFabricAsync();
        var stream = await FilledAsync(session);
        var stats = await session.Streams.GetStatsAsync(stream);
        Assert.Equal((20, 20), (stats.MessagesIn, stats.Subscriptions["s"].Backlog));
        var backlog = await session.Streams.GetBacklogAsync(stream);
        Assert.Equal((20, 20, 20), (backlog.TotalMessages, backlog.MessageBacklog, backlog.Subscriptions["s"]));
        Assert.Equal(20, backlog.Ledgers.Sum(ledger => ledger.Entries));
        Assert.Equal(["s"], await session.Subscriptions.ListAsync(stream));
    }

    [Fact]
    public async Task Have_cursors_that_move_to_the_ends_and_to_a_time()
    {
        await using var session = await servers["pulsar"].ConnectToNewFabricAsync();
        var stream = await FilledAsync(session);
        await session.Subscriptions.SkipAllAsync(stream, "s");
        await BacklogIsAsync(session, stream, 0);
        await session.Subscriptions.ResetAsync(stream, "s", MessageId.Earliest);
        await BacklogIsAsync(session, stream, 20);
        await session.Subscriptions.ResetAsync(stream, "s", MessageId.Latest);
        await BacklogIsAsync(session, stream, 0);
        await session.Subscriptions.ResetAsync(stream, "s", TimeProvider.System.GetUtcNow().AddHours(-1));
        await BacklogIsAsync(session, stream, 20);
        await session.Subscriptions.CreateAsync(stream, "t", MessageId.Earliest);
        Assert.Equal(20, (await session.Streams.GetBacklogAsync(stream)).Subscriptions["t"]);
        await session.Subscriptions.DeleteAsync(stream, "t");
        await session.Subscriptions.ClearBacklogAsync();
        await BacklogIsAsync(session, stream, 0);
    }

    [Fact]
    public async Task Say_what_is_asked_of_one_part()
    {
        await using var session = await servers["pulsar"].ConnectToNewFabricAsync();
        var stream = await FilledAsync(session);
        await Sessions.FailsAsync(GdnErrorCode.NotSupported, () => session.Subscriptions.SkipAsync(stream, "s", 1));
        await Sessions.FailsAsync(GdnErrorCode.NotSupported, () => session.Subscriptions.PeekAsync(stream, "s"));
        await Sessions.FailsAsync(GdnErrorCode.NotSupported, () => session.Subscriptions.ResetAsync(stream, "s", new MessagePosition(1, 1).ToMessageId()));
        await Sessions.FailsAsync(GdnErrorCode.NotSupported, () => session.Streams.GetLastMessageIdAsync(stream));
        await Sessions.FailsAsync(GdnErrorCode.NotSupported, () => session.Streams.GetMessageIdAsync(stream, TimeProvider.System.GetUtcNow()));
        var part = StreamName.Create(stream.Name + "-partition-0", StreamScope.Global);
        Assert.Equal((await session.Streams.GetStatsAsync(part)).Subscriptions["s"].Backlog, (await session.BacklogAsync(part, "s")).Count());
    }

    [Fact]
    public async Task Are_received_read_and_terminated_as_one()
    {
        await using var session = await servers["pulsar"].ConnectToNewFabricAsync();
        var stream = await FilledAsync(session);
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await using var reader = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (received, read) = (new HashSet<string>(), new HashSet<string>());
        for (var i = 0; i < 20; i++)
        {
            var message = await consumer.ReceiveAsync(limit.Token);
            received.Add(message.Text);
            await consumer.AcknowledgeAsync(message.Id);
            read.Add((await reader.ReceiveAsync(limit.Token)).Text);
        }

        Assert.Equal((20, 20), (received.Count, read.Count));
        await Sessions.UntilAsync(async () => (await session.Streams.GetStatsAsync(stream)).Subscriptions["s"].Backlog == 0);
        Assert.False(await session.Streams.IsTerminatedAsync(stream));
        await session.Streams.TerminateAsync(stream);
        Assert.True(await session.Streams.IsTerminatedAsync(stream));
    }

    /// <summary>A stream with three partitions, twenty messages in them, and a subscription before all.</summary>
    private static async Task<StreamName> FilledAsync(GdnSession session)
    {
        var stream = await session.Streams.CreatePartitionedAsync(Sessions.NewName(), 3);
        await session.Subscriptions.CreateAsync(stream, "s");
        await using var producer = await session.CreateProducerAsync(stream);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => producer.SendAsync(OutgoingMessage.FromText($"m{number}") with { Key = $"k{number}" })));
        return stream;
    }

    private static Task BacklogIsAsync(GdnSession session, StreamName stream, long expected) =>
        Sessions.UntilAsync(async () => (await session.Streams.GetBacklogAsync(stream)).Subscriptions["s"] == expected);
}
