using FsCheck;
using FsCheck.Xunit;

namespace GdnStreams.Protocol.Tests;

public sealed class SocketAddresses
{
    private static readonly TopicName Topic = new("demo", "c8global._system", "c8globals.x");

    [Fact]
    public void Of_a_consumer_are_written_as_GDN_expects() => Assert.Equal(
        "/_ws/ws/v2/consumer/persistent/demo/c8global._system/c8globals.x/my%20sub?subscriptionType=Key_Shared&receiverQueueSize=10&otp=secret",
        new ConsumerAddress(Topic, "my sub") { SubscriptionType = SubscriptionType.KeyShared, ReceiverQueueSize = 10, Otp = "secret" }
            .ToPathAndQuery(StreamSocketAddress.GdnPrefix));

    [Fact]
    public void Of_a_producer_keep_every_parameter() => ComesBack(new ProducerAddress(Topic)
    {
        ProducerName = "p 1",
        InitialSequenceId = -1,
        HashingScheme = HashingScheme.Murmur3,
        SendTimeoutMillis = 0,
        MessageRoutingMode = MessageRoutingMode.RoundRobinPartition,
        BatchingEnabled = true,
        BatchingMaxMessages = 5,
        BatchingMaxPublishDelay = 10,
        MaxPendingMessages = 7,
        CompressionType = CompressionType.Zstd,
        EncryptionKeys = "a,b",
        Otp = "o+/=",
        Token = "t",
    });

    [Fact]
    public void Of_a_consumer_keep_every_parameter() => ComesBack(new ConsumerAddress(Topic, "s/1+2 %")
    {
        SubscriptionType = SubscriptionType.Failover,
        SubscriptionMode = SubscriptionMode.NonDurable,
        SubscriptionInitialPosition = InitialPosition.Earliest,
        ReceiverQueueSize = 0,
        AckTimeoutMillis = 1000,
        NegativeAckRedeliveryDelay = 0,
        ConsumerName = "c",
        PriorityLevel = 2,
        MaxRedeliverCount = 3,
        DeadLetterTopic = "dlq",
        PullMode = true,
        CryptoFailureAction = CryptoFailureAction.Consume,
    });

    [Fact]
    public void Of_a_reader_keep_every_parameter() => ComesBack(new ReaderAddress(Topic)
    {
        ReaderName = "r",
        ReceiverQueueSize = 1000,
        MessageId = new MessagePosition(3, 62).ToMessageId(),
    });

    [Property]
    public void Carry_any_topic_and_subscription(NonEmptyString topic, NonEmptyString subscription)
    {
        if (IsText(topic.Get) && IsText(subscription.Get))
        {
            ComesBack(new ConsumerAddress(Topic with { Topic = topic.Get }, subscription.Get));
        }
    }

    [Theory]
    [InlineData("producer", "sendTimeoutMillis=-1")]
    [InlineData("producer", "sendTimeoutMillis=x")]
    [InlineData("producer", "initialSequenceId=x")]
    [InlineData("producer", "messageRoutingMode=x")]
    [InlineData("producer", "hashingScheme=x")]
    [InlineData("producer", "compressionType=lz4")]
    [InlineData("producer", "producerName=")]
    [InlineData("producer", "batchingEnabled=true&batchingMaxMessages=x")]
    [InlineData("consumer", "subscriptionType=shared")]
    [InlineData("consumer", "subscriptionMode=x")]
    [InlineData("consumer", "subscriptionInitialPosition=x")]
    [InlineData("consumer", "receiverQueueSize=-1")]
    [InlineData("consumer", "receiverQueueSize=99999999999")]
    [InlineData("consumer", "ackTimeoutMillis=1")]
    [InlineData("consumer", "ackTimeoutMillis=-1")]
    [InlineData("consumer", "negativeAckRedeliveryDelay=-1")]
    [InlineData("consumer", "consumerName=")]
    [InlineData("consumer", "priorityLevel=-1")]
    [InlineData("consumer", "maxRedeliverCount=0")]
    [InlineData("consumer", "deadLetterTopic=alone")]
    [InlineData("reader", "messageId=!")]
    [InlineData("reader", "receiverQueueSize=x")]
    public void With_a_bad_parameter_are_refused(string kind, string query) =>
        Assert.Equal(GdnErrorCode.BadRequest, Refusal(Path(kind), query).Code);

    [Theory]
    [InlineData("producer", "maxPendingMessages=x&batchingMaxMessages=x&batchingEnabled=maybe&unknown=1")]
    [InlineData("consumer", "receiverQueueSize=0&ackTimeoutMillis=1000&pullMode=maybe&cryptoFailureAction=x&unknown=1")]
    public void With_what_Pulsar_ignores_are_accepted(string kind, string query) => Assert.NotNull(StreamSocketAddress.Parse(Path(kind), query));

    [Theory]
    [InlineData("/ws/v2/producer/persistent/t/n", GdnErrorCode.BadRequest)]
    [InlineData("/ws/v2/producer/nope/t/n/x", GdnErrorCode.BadRequest)]
    [InlineData("/ws/v2/consumer/persistent/t/n/x", GdnErrorCode.BadRequest)]
    [InlineData("/ws/v2/consumer/persistent/t/n/x/", GdnErrorCode.BadRequest)]
    [InlineData("/ws/v2/consumer/persistent/t/n/a/b/s", GdnErrorCode.BadRequest)]
    [InlineData("/ws/v2/consumer/persistent/t/n/x/%2E%2e", GdnErrorCode.BadRequest)]
    [InlineData("/ws/v2/reader/persistent/t/n/.", GdnErrorCode.BadRequest)]
    [InlineData("/ws/v2/nope/persistent/t/n/x", GdnErrorCode.RouteNotFound)]
    public void With_a_bad_path_are_refused(string path, GdnErrorCode code) => Assert.Equal(code, Refusal(path, "").Code);

    [Fact]
    public void Of_a_producer_may_have_slashes_and_a_trailing_one() =>
        Assert.Equal("a/b", StreamSocketAddress.Parse("/ws/v2/producer/persistent/t/n/a/b/", "").Topic.Topic);

    [Fact]
    public void Do_not_show_their_secrets()
    {
        var text = new ProducerAddress(Topic) { Otp = "hidden1", Token = "hidden2" }.ToString();
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
    }

    private static string Path(string kind) => $"/_ws/ws/v2/{kind}/persistent/t/n/x" + (kind == "consumer" ? "/s" : "");

    private static GdnException Refusal(string path, string query) => Assert.Throws<GdnException>(() => StreamSocketAddress.Parse(path, query));

    /// <summary>Not half a surrogate pair, and no step within the path: these are refused.</summary>
    private static bool IsText(string text) => !text.Any(char.IsSurrogate) && text is not ("." or "..");

    private static void ComesBack(StreamSocketAddress address)
    {
        foreach (var prefix in new[] { StreamSocketAddress.GdnPrefix, "" })
        {
            var parts = address.ToPathAndQuery(prefix).Split('?', 2);
            Assert.Equal(address, StreamSocketAddress.Parse(parts[0], parts.Length == 2 ? parts[1] : ""));
        }
    }
}
