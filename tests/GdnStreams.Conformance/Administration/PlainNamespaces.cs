using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Administration;

/// <summary>A session in one namespace of a Pulsar: its topics are the streams, by their own names.</summary>
public sealed class PlainNamespaces(Servers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Have_topics_for_streams()
    {
        await using var session = await ConnectToNewAsync();
        var (orders, local) = (StreamName.Create("orders", StreamScope.Global), StreamName.Create("orders", StreamScope.Local));
        await session.Streams.CreateAsync(orders);
        await session.Streams.CreateAsync(local);
        Assert.Equal($"persistent://public/{session.Fabric}/orders", session.TopicOf(orders).ToString());
        Assert.Equal([orders, local], (await session.Streams.ListAsync()).Select(info => info.Name).OrderBy(name => name.Scope));
        Assert.True(session.TryGetStream(session.TopicOf(local), out var found));
        Assert.Equal(local, found);
        Assert.False(session.TryGetStream(TopicName.Parse("persistent://public/other/orders"), out _));
        await session.PublishAsync(orders, "one");
        Assert.Equal(1, (await session.Streams.GetBacklogAsync(orders)).TotalMessages);
        await session.Fabrics.DeleteAsync(session.Fabric);
        await Sessions.FailsAsync(GdnErrorCode.FabricNotFound, () => session.Streams.ListAsync());
    }

    [Theory]
    [InlineData("dead")]
    [InlineData(null)]
    public async Task Keep_their_dead_letters(string? name)
    {
        await using var session = await ConnectToNewAsync();
        await DieAsync(session, await session.NewStreamAsync(), name);
    }

    [Theory]
    [InlineData("dead", StreamScope.Global)]
    [InlineData("dead", StreamScope.Local)]
    [InlineData("c8globals.dead", StreamScope.Global)]
    public async Task Are_not_where_a_fabrics_dead_letters_go(string name, StreamScope scope)
    {
        await using var session = await servers["pulsar"].ConnectToNewFabricAsync();
        await DieAsync(session, await session.NewStreamAsync(scope), name);
    }

    private static async Task DieAsync(GdnSession session, StreamName stream, string? name)
    {
        var dead = StreamName.Create(name ?? $"{stream.Name}-s-DLQ", stream.Scope);
        await session.Streams.CreateAsync(dead);
        await session.Subscriptions.CreateAsync(dead, "undertaker");
        await using var consumer = await session.SubscribeAsync(stream, "s", new ConsumerOptions
        {
            Type = SubscriptionType.Shared, MaxRedeliverCount = 1, DeadLetterTopic = name, NegativeAckDelay = TimeSpan.FromMilliseconds(100),
        });
        await session.PublishAsync(stream, "bad");
        for (var i = 0; i < 2; i++)
        {
            await consumer.NegativeAcknowledgeAsync((await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Id);
        }

        await Sessions.UntilAsync(async () => (await session.Streams.GetBacklogAsync(dead)).Subscriptions["undertaker"] == 1);
    }

    /// <summary>A session in a namespace of its own.</summary>
    private async Task<GdnSession> ConnectToNewAsync()
    {
        var options = new GdnSessionOptions { Url = servers["pulsar"].Base, Dialect = GdnDialect.Pulsar, Namespace = "default" };
        var name = "n" + Guid.NewGuid().ToString("N")[..10];
        await using (var session = await GdnSession.ConnectAsync(options))
        {
            await session.Fabrics.CreateAsync(name);
            await Sessions.FailsAsync(GdnErrorCode.FabricExists, () => session.Fabrics.CreateAsync(name));
            Assert.Contains(name, await session.Fabrics.ListNamesAsync());
        }

        return await GdnSession.ConnectAsync(options with { Namespace = name });
    }
}
