namespace GdnStreams.Protocol;

/// <summary>Address of a producer socket with every query parameter of Pulsar's <c>ProducerHandler</c>. Null leaves the server's default.</summary>
public sealed record ProducerAddress : StreamSocketAddress
{
    /// <summary>A producer on a topic.</summary>
    public ProducerAddress(TopicName topic)
        : base(topic)
    {
    }

    /// <summary>Unique on the topic while connected, a second one gets 409. Default: made up by the server.</summary>
    public string? ProducerName { get; init; }

    /// <summary>The first message gets this plus one. Default -1. With deduplication, ids already stored are acknowledged and dropped.</summary>
    public long? InitialSequenceId { get; init; }

    /// <summary>How a key chooses a partition.</summary>
    public HashingScheme? HashingScheme { get; init; }

    /// <summary>Milliseconds after which the server gives up storing a message; 0 = never, default 30,000.</summary>
    public int? SendTimeoutMillis { get; init; }

    /// <summary>How a message without key chooses a partition.</summary>
    public MessageRoutingMode? MessageRoutingMode { get; init; }

    /// <summary>Whether the Pulsar broker stores several messages as one entry. Default false.</summary>
    public bool BatchingEnabled { get; init; }

    /// <summary>Most messages of a batch; read only with <see cref="BatchingEnabled"/>. Default 1,000.</summary>
    public int? BatchingMaxMessages { get; init; }

    /// <summary>Milliseconds a batch waits for more; read only with <see cref="BatchingEnabled"/>.</summary>
    public long? BatchingMaxPublishDelay { get; init; }

    /// <summary>Most sends in flight at the broker; read only with <see cref="BatchingEnabled"/>. Default 1,000.</summary>
    public int? MaxPendingMessages { get; init; }

    /// <summary>How the broker compresses what it stores.</summary>
    public CompressionType? CompressionType { get; init; }

    /// <summary>Names of encryption keys, comma separated, or Base64 of client-side key data.</summary>
    public string? EncryptionKeys { get; init; }

    private protected override string Kind => "producer";

    internal static ProducerAddress Read(TopicName topic, QueryReader query)
    {
        var batching = query.Flag("batchingEnabled");
        return new ProducerAddress(topic)
        {
            ProducerName = query.Name("producerName"),
            InitialSequenceId = query.Long("initialSequenceId"),
            HashingScheme = query.Choice("hashingScheme", WireNames.HashingSchemes),
            SendTimeoutMillis = query.Int("sendTimeoutMillis", 0),
            MessageRoutingMode = query.Choice("messageRoutingMode", WireNames.RoutingModes),
            BatchingEnabled = batching,
            BatchingMaxMessages = batching ? query.Int("batchingMaxMessages", 1) : null,
            BatchingMaxPublishDelay = batching ? query.Long("batchingMaxPublishDelay", 0) : null,
            MaxPendingMessages = batching ? query.Int("maxPendingMessages", 0) : null,
            CompressionType = query.Choice("compressionType", WireNames.CompressionTypes),
            EncryptionKeys = query.Text("encryptionKeys"),
        };
    }

    private protected override void WriteQuery(QueryWriter query) => query
        .Add("producerName", ProducerName)
        .Add("initialSequenceId", InitialSequenceId)
        .Add("hashingScheme", HashingScheme, WireNames.HashingSchemes)
        .Add("sendTimeoutMillis", SendTimeoutMillis)
        .Add("messageRoutingMode", MessageRoutingMode, WireNames.RoutingModes)
        .Add("batchingEnabled", BatchingEnabled)
        .Add("batchingMaxMessages", BatchingMaxMessages)
        .Add("batchingMaxPublishDelay", BatchingMaxPublishDelay)
        .Add("maxPendingMessages", MaxPendingMessages)
        .Add("compressionType", CompressionType, WireNames.CompressionTypes)
        .Add("encryptionKeys", EncryptionKeys);
}
