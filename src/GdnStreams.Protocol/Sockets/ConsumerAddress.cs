namespace GdnStreams.Protocol;

/// <summary>Address of a consumer socket with every query parameter of Pulsar's <c>ConsumerHandler</c>. Null leaves the server's default.</summary>
public sealed record ConsumerAddress : StreamSocketAddress
{
    /// <summary>A consumer of a subscription on a topic.</summary>
    public ConsumerAddress(TopicName topic, string subscription)
        : base(topic) => Subscription = subscription ?? throw new ArgumentNullException(nameof(subscription));

    /// <summary>Name of the subscription; created where it does not exist.</summary>
    public string Subscription { get; init; }

    /// <summary>How consumers share the subscription. Default Exclusive.</summary>
    public SubscriptionType? SubscriptionType { get; init; }

    /// <summary>Whether the subscription outlives its consumers. Default Durable.</summary>
    public SubscriptionMode? SubscriptionMode { get; init; }

    /// <summary>Where a new subscription starts. Default Latest.</summary>
    public InitialPosition? SubscriptionInitialPosition { get; init; }

    /// <summary>Most unacknowledged messages on the socket: at most 1,000 count, 0 means one at a time. Default 1,000.</summary>
    public int? ReceiverQueueSize { get; init; }

    /// <summary>Milliseconds after which an unacknowledged message is redelivered; 0 (default) is never, else at least 1,000.</summary>
    public long? AckTimeoutMillis { get; init; }

    /// <summary>Milliseconds between a negative acknowledgement and the redelivery. Default 60,000.</summary>
    public int? NegativeAckRedeliveryDelay { get; init; }

    /// <summary>Name of this consumer; need not be unique. Default: made up by the server.</summary>
    public string? ConsumerName { get; init; }

    /// <summary>Lower is served first (Shared, Failover). Default 0.</summary>
    public int? PriorityLevel { get; init; }

    /// <summary>After this many redeliveries a message goes to the dead letter topic (Shared, Key_Shared). At least 1; default off.</summary>
    public int? MaxRedeliverCount { get; init; }

    /// <summary>Where dead letters go; needs <see cref="MaxRedeliverCount"/>. Default <c>{topic}-{subscription}-DLQ</c>.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>Whether the server sends only as many messages as <c>permit</c> frames allow. Default false.</summary>
    public bool PullMode { get; init; }

    /// <summary>What happens to messages that cannot be decrypted.</summary>
    public CryptoFailureAction? CryptoFailureAction { get; init; }

    private protected override string Kind => "consumer";

    private protected override string SubscriptionPath => "/" + UrlText.Encode(Subscription);

    internal static ConsumerAddress Read(TopicName topic, string subscription, QueryReader query)
    {
        var address = new ConsumerAddress(topic, subscription)
        {
            SubscriptionType = query.Choice("subscriptionType", WireNames.SubscriptionTypes),
            SubscriptionMode = query.Choice("subscriptionMode", WireNames.SubscriptionModes),
            SubscriptionInitialPosition = query.Choice("subscriptionInitialPosition", WireNames.InitialPositions),
            ReceiverQueueSize = query.Int("receiverQueueSize", 0),
            AckTimeoutMillis = query.Long("ackTimeoutMillis", 0),
            NegativeAckRedeliveryDelay = query.Int("negativeAckRedeliveryDelay", 0),
            ConsumerName = query.Name("consumerName"),
            PriorityLevel = query.Int("priorityLevel", 0),
            MaxRedeliverCount = query.Int("maxRedeliverCount", 1),
            DeadLetterTopic = query.Name("deadLetterTopic"),
            PullMode = query.Flag("pullMode"),
            CryptoFailureAction = query.Text("cryptoFailureAction") is { } action ? WireNames.Read(WireNames.CryptoFailureActions, action) : null,
        };
        if (address.AckTimeoutMillis is > 0 and < 1000)
        {
            throw QueryReader.Bad("Ack timeout should be greater than 1000 ms");
        }

        return address.DeadLetterTopic is not null && address.MaxRedeliverCount is null
            ? throw QueryReader.Bad("MaxRedeliverCount must be > 0 when a deadLetterTopic is given")
            : address;
    }

    private protected override void WriteQuery(QueryWriter query) => query
        .Add("subscriptionType", SubscriptionType, WireNames.SubscriptionTypes)
        .Add("subscriptionMode", SubscriptionMode, WireNames.SubscriptionModes)
        .Add("subscriptionInitialPosition", SubscriptionInitialPosition, WireNames.InitialPositions)
        .Add("receiverQueueSize", ReceiverQueueSize)
        .Add("ackTimeoutMillis", AckTimeoutMillis)
        .Add("negativeAckRedeliveryDelay", NegativeAckRedeliveryDelay)
        .Add("consumerName", ConsumerName)
        .Add("priorityLevel", PriorityLevel)
        .Add("maxRedeliverCount", MaxRedeliverCount)
        .Add("deadLetterTopic", DeadLetterTopic)
        .Add("pullMode", PullMode)
        .Add("cryptoFailureAction", CryptoFailureAction, WireNames.CryptoFailureActions);
}
