using GdnStreams.Conformance.Credentials;

namespace GdnStreams.Conformance;

/// <summary>Rules that show only where a server is set up to refuse.</summary>
[Collection(StrictServers.Name)]
public sealed class BeingStrict(StrictServers servers)
{
    [Theory, OnBoth]
    public async Task A_handshake_without_a_good_credential_is_refused_with_401(string on)
    {
        var topic = servers[on].NewTopic();
        foreach (var credential in new[] { null, "Bearer a.b.c", "Basic eA==" })
        {
            var stranger = servers[on] with { Authorization = credential };
            Assert.Equal(401, await stranger.StatusAsync("producer", topic, ""));
            Assert.Equal(401, await stranger.StatusAsync("consumer", topic + "/s", ""));
            Assert.Equal(401, await stranger.StatusAsync("reader", topic, ""));
        }
    }

    [Theory, OnBoth]
    public async Task A_credential_is_not_taken_from_a_query_named_Authorization(string on)
    {
        var stranger = servers[on] with { Authorization = null };
        Assert.Equal(401, await stranger.StatusAsync("producer", stranger.NewTopic(), "Authorization=" + Uri.EscapeDataString(servers[on].Authorization!)));
    }

    [Theory, OnBoth]
    public async Task A_topic_that_does_not_exist_is_refused_with_404_where_sockets_do_not_create(string on)
    {
        var topic = servers[on].NewTopic();
        Assert.Equal(404, await servers[on].StatusAsync("producer", topic, ""));
        Assert.Equal(404, await servers[on].StatusAsync("consumer", topic + "/s", ""));
        await servers[on].CreateTopicAsync(topic);
        Assert.Equal(101, await servers[on].StatusAsync("producer", topic, ""));
        Assert.Equal(101, await servers[on].StatusAsync("consumer", topic + "/s", ""));
    }

    [Theory, OnBoth]
    public async Task A_socket_without_frames_is_closed_with_1001(string on)
    {
        var topic = servers[on].NewTopic();
        await servers[on].CreateTopicAsync(topic);
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using var producer = await servers[on].ProducerAsync(topic);
        Assert.Equal("closed 1001", await producer.NextAsync());
        Assert.Equal("closed 1001", await consumer.NextAsync());
    }
}
