using System.Text.Json.Nodes;
using GdnStreams.Conformance.Administration;

namespace GdnStreams.Conformance;

public sealed class Handshakes(Servers servers)
{
    public static MatrixTheoryData<string, string> BadProducers => new(OnBothAttribute.Names, [
        "messageRoutingMode=x", "hashingScheme=x", "compressionType=x", "sendTimeoutMillis=x", "sendTimeoutMillis=-1", "initialSequenceId=x", "producerName=",
    ]);

    public static MatrixTheoryData<string, string> BadConsumers => new(OnBothAttribute.Names, [
        "subscriptionType=x", "subscriptionType=shared", "subscriptionMode=x", "subscriptionInitialPosition=x", "receiverQueueSize=x", "receiverQueueSize=-1",
        "ackTimeoutMillis=1", "ackTimeoutMillis=-1", "negativeAckRedeliveryDelay=x", "negativeAckRedeliveryDelay=-1", "consumerName=", "priorityLevel=x",
        "priorityLevel=-1", "maxRedeliverCount=0", "maxRedeliverCount=-1", "maxRedeliverCount=x", "deadLetterTopic=dead",
    ]);

    public static MatrixTheoryData<string, string> GoodProducers => new(OnBothAttribute.Names, [
        "", "producerName=p", "initialSequenceId=-1", "initialSequenceId=5", "hashingScheme=JavaStringHash", "hashingScheme=Murmur3_32Hash", "sendTimeoutMillis=0",
        "messageRoutingMode=SinglePartition", "messageRoutingMode=RoundRobinPartition", "messageRoutingMode=CustomPartition", "compressionType=NONE", "compressionType=LZ4",
        "compressionType=ZLIB", "compressionType=ZSTD", "compressionType=SNAPPY", "batchingEnabled=true", "batchingEnabled=True&batchingMaxMessages=10",
        "maxPendingMessages=x", "batchingMaxMessages=x", "batchingMaxPublishDelay=x", "batchingMaxPublishDelayMs=10", "batchingEnabled=maybe", "unknown=1",
    ]);

    public static MatrixTheoryData<string, string> GoodConsumers => new(OnBothAttribute.Names, [
        "", "subscriptionType=Exclusive", "subscriptionType=Shared", "subscriptionType=Failover", "subscriptionType=Key_Shared", "subscriptionMode=NonDurable",
        "subscriptionInitialPosition=Earliest", "receiverQueueSize=0", "receiverQueueSize=100000", "ackTimeoutMillis=0", "ackTimeoutMillis=1000", "negativeAckRedeliveryDelay=0",
        "consumerName=c", "priorityLevel=3", "maxRedeliverCount=1", "maxRedeliverCount=1&deadLetterTopic=dead", "pullMode=maybe", "pullMode=TRUE", "cryptoFailureAction=x", "unknown=1",
    ]);

    [Theory, MemberData(nameof(BadProducers))]
    public async Task A_producers_bad_query_is_refused_with_400(string on, string query) =>
        Assert.Equal(400, await servers[on].StatusAsync("producer", servers[on].NewTopic(), query));

    [Theory, MemberData(nameof(BadConsumers))]
    public async Task A_consumers_bad_query_is_refused_with_400(string on, string query) =>
        Assert.Equal(400, await servers[on].StatusAsync("consumer", servers[on].NewTopic() + "/s", query));

    [Theory, MemberData(nameof(GoodProducers))]
    public async Task A_producers_good_query_and_what_is_not_looked_at_open(string on, string query) =>
        Assert.Equal(101, await servers[on].StatusAsync("producer", servers[on].NewTopic(), query));

    [Theory, MemberData(nameof(GoodConsumers))]
    public async Task A_consumers_good_query_and_what_is_not_looked_at_open(string on, string query) =>
        Assert.Equal(101, await servers[on].StatusAsync("consumer", servers[on].NewTopic() + "/s", query));

    [Theory, OnBoth]
    public async Task Sizes_of_batches_are_looked_at_where_batching_is_on(string on)
    {
        foreach (var query in new[] { "batchingMaxMessages=x", "batchingMaxPublishDelay=x", "maxPendingMessages=x" })
        {
            Assert.Equal(400, await servers[on].StatusAsync("producer", servers[on].NewTopic(), "batchingEnabled=true&" + query));
        }
    }

    [Theory, OnBoth]
    public async Task A_refusal_says_what_was_wrong(string on)
    {
        Assert.Contains("Invalid query params: Invalid subscriptionType foo", await servers[on].RefusalAsync("consumer", servers[on].NewTopic() + "/s", "subscriptionType=foo"), StringComparison.Ordinal);
        var answer = await servers[on].RefusalAsync("consumer", servers[on].NewTopic() + "/s", "ackTimeoutMillis=1");
        Assert.Contains("Ack timeout should be greater than 1000 ms", answer, StringComparison.Ordinal);

        // On purpose: Pulsar's is a page in HTML.
        Assert.Equal(servers[on].SpeaksGdn, answer.StartsWith('{') && (int)JsonNode.Parse(answer)!["code"]! == 400);
        Assert.Contains("Invalid query params: Invalid compressionType foo", await servers[on].RefusalAsync("producer", servers[on].NewTopic(), "compressionType=foo"), StringComparison.Ordinal);
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
        var refused = servers[on].SpeaksGdn ? 400 : 500;
        Assert.Equal(refused, await servers[on].StatusAsync("/ws/v2/producer/persistent/tenant", ""));
        Assert.Equal(refused, await servers[on].StatusAsync("/ws/v2/producer/lasting/" + servers[on].Place + "/t", ""));
        Assert.Equal(refused, await servers[on].StatusAsync("reader", servers[on].NewTopic(), "messageId=no-id"));
        Assert.Equal(refused, await servers[on].StatusAsync("reader", servers[on].NewTopic(), "receiverQueueSize=x"));
    }

    [Theory, OnBoth]
    public async Task An_unknown_kind_is_refused_with_404(string on) =>
        Assert.Equal(404, await servers[on].StatusAsync("/ws/v2/nope/persistent/" + servers[on].Place + "/t", ""));

    [Theory, OnBoth]
    public async Task An_unknown_tenant_or_namespace_is_refused_with_404(string on)
    {
        var (peer, topic) = (servers[on], servers[on].NewTopic());
        var (tenant, space) = peer.Place.Split('/') is [var t, var n] ? (t, n) : throw new InvalidOperationException(peer.Place);
        foreach (var (kind, rest) in new[] { ("producer", topic), ("consumer", topic + "/s") })
        {
            Assert.Equal(404, await peer.StatusAsync($"/ws/v2/{kind}/persistent/{tenant}/c8global.nowhere/{rest}", ""));

            // On purpose: a credential of ours belongs to one tenant, and does not learn which others there are.
            Assert.Equal(peer.SpeaksGdn ? 403 : 404, await peer.StatusAsync($"/ws/v2/{kind}/persistent/nobody/{space}/{rest}", ""));
        }
    }

    [Theory, OnBoth]
    public async Task A_subscription_is_decoded_and_plus_is_a_space(string on)
    {
        var topic = servers[on].NewTopic();
        await using (await servers[on].ConsumerAsync(topic, "a+b%2Bc%2Fd"))
        {
            Assert.Equal(409, await servers[on].StatusAsync("consumer", topic + "/a%20b%2Bc%2Fd", ""));
            Assert.Equal(["a b+c/d"], (await servers[on].AskAsync(HttpMethod.Get, topic, "subscriptions"))!.AsArray().Select(name => (string)name!));
        }
    }

    [Theory, OnBoth]
    public async Task A_slash_after_a_producers_topic_is_not_part_of_it(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using var producer = await servers[on].ProducerAsync(topic + "/");
        await producer.PublishAsync("x");
        Assert.Equal("x", await consumer.TakeAsync());
    }

    [Theory, OnBoth]
    public async Task A_producer_of_a_terminated_topic_is_refused_with_503(string on)
    {
        var topic = servers[on].NewTopic();
        await (await servers[on].ConsumerAsync(topic)).DisposeAsync();
        await servers[on].AskAsync(HttpMethod.Post, topic, "terminate");
        Assert.Equal(503, await servers[on].StatusAsync("producer", topic, ""));
        if (servers[on].SpeaksGdn)
        {
            Assert.Contains("100023", await servers[on].RefusalAsync("producer", topic, ""), StringComparison.Ordinal);
        }

        await Sessions.UntilAsync(async () => await servers[on].StatusAsync("consumer", topic + "/s", "") == 101); // A Pulsar hears late that the one before has gone.
    }

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

        await Sessions.UntilAsync(async () => await servers[on].StatusAsync("consumer", topic + "/s", "subscriptionType=Shared") == 101); // A Pulsar hears late that the one before has gone.
    }
}
