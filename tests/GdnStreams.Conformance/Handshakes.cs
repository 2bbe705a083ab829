namespace GdnStreams.Conformance;

public sealed class Handshakes(Servers servers)
{
    public static MatrixTheoryData<string, string> BadProducers => new(["ours", "pulsar"], [
        "messageRoutingMode=x", "hashingScheme=x", "compressionType=x", "sendTimeoutMillis=x", "sendTimeoutMillis=-1", "initialSequenceId=x", "producerName=",
    ]);

    public static MatrixTheoryData<string, string> BadConsumers => new(["ours", "pulsar"], [
        "subscriptionType=x", "subscriptionType=shared", "subscriptionMode=x", "subscriptionInitialPosition=x", "receiverQueueSize=x", "receiverQueueSize=-1",
        "ackTimeoutMillis=1", "ackTimeoutMillis=-1", "negativeAckRedeliveryDelay=x", "negativeAckRedeliveryDelay=-1", "consumerName=", "priorityLevel=x",
        "priorityLevel=-1", "maxRedeliverCount=0", "maxRedeliverCount=-1", "maxRedeliverCount=x", "deadLetterTopic=dead",
    ]);

    [Theory, MemberData(nameof(BadProducers))]
    public async Task A_producers_bad_query_is_refused_with_400(string on, string query) =>
        Assert.Equal(400, await servers[on].StatusAsync("producer", servers[on].NewTopic(), query));

    [Theory, MemberData(nameof(BadConsumers))]
    public async Task A_consumers_bad_query_is_refused_with_400(string on, string query) =>
        Assert.Equal(400, await servers[on].StatusAsync("consumer", servers[on].NewTopic() + "/s", query));

    [Theory, OnBoth]
    public async Task What_is_not_looked_at_is_ignored(string on)
    {
        Assert.Equal(101, await servers[on].StatusAsync("producer", servers[on].NewTopic(), "maxPendingMessages=x&batchingMaxMessages=x&batchingEnabled=maybe&unknown=1"));
        Assert.Equal(101, await servers[on].StatusAsync("consumer", servers[on].NewTopic() + "/s", "receiverQueueSize=0&pullMode=maybe&cryptoFailureAction=x&unknown=1"));
    }

    [Theory, OnBoth]
    public async Task A_consumer_without_subscription_is_refused_with_400(string on)
    {
        Assert.Equal(400, await servers[on].StatusAsync("consumer", servers[on].NewTopic() + "/", ""));
        Assert.Equal(400, await servers[on].StatusAsync("consumer", servers[on].NewTopic(), ""));
        Assert.Equal(400, await servers[on].StatusAsync("consumer", servers[on].NewTopic() + "/with-slash/s", ""));
    }

    [Theory, OnBoth]
    public async Task A_malformed_path_is_refused(string on)
    {
        // On purpose: Pulsar answers 500 to these mistakes of a client.
        var refused = servers[on].IsOurs ? 400 : 500;
        Assert.Equal(refused, await servers[on].StatusAsync("/ws/v2/producer/persistent/tenant", ""));
        Assert.Equal(refused, await servers[on].StatusAsync("/ws/v2/producer/lasting/" + servers[on].Place + "/t", ""));
        Assert.Equal(refused, await servers[on].StatusAsync("reader", servers[on].NewTopic(), "messageId=no-id"));
        Assert.Equal(refused, await servers[on].StatusAsync("reader", servers[on].NewTopic(), "receiverQueueSize=x"));
    }

    [Theory, OnBoth]
    public async Task An_unknown_kind_is_refused_with_404(string on) =>
        Assert.Equal(404, await servers[on].StatusAsync("/ws/v2/nope/persistent/" + servers[on].Place + "/t", ""));

    [Theory, OnBoth]
    public async Task A_plain_GET_is_refused_with_405(string on)
    {
        using var http = new HttpClient { BaseAddress = servers[on].Base };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", servers[on].Authorization);
        Assert.Equal(405, (int)(await http.GetAsync(new Uri($"/ws/v2/producer/persistent/{servers[on].Place}/t", UriKind.Relative))).StatusCode);
    }

    [Theory, OnBoth]
    public async Task An_exclusive_subscription_takes_one_consumer_and_one_type(string on)
    {
        var topic = servers[on].NewTopic();
        await using (await servers[on].ConsumerAsync(topic))
        {
            Assert.Equal(409, await servers[on].StatusAsync("consumer", topic + "/s", ""));
            Assert.Equal(409, await servers[on].StatusAsync("consumer", topic + "/s", "subscriptionType=Shared"));
        }

        Assert.Equal(101, await servers[on].StatusAsync("consumer", topic + "/s", "subscriptionType=Shared"));
    }
}
