using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>The frame that publishes one message: client to server on a producer socket.</summary>
/// <remarks>Pulsar has further fields (sequenceId, schemaVersion...) that its socket parses and ignores; they are not here.</remarks>
public sealed record ProducerMessage
{
    internal const string PayloadName = "payload";
    internal const string PropertiesName = "properties";
    internal const string ContextName = "context";
    internal const string KeyName = "key";
    internal const string ReplicationClustersName = "replicationClusters";
    internal const string EventTimeName = "eventTime";
    internal const string DeliverAtName = "deliverAt";
    internal const string DeliverAfterMsName = "deliverAfterMs";

    /// <summary>The bytes of the message; Base64 on the wire. Required, may be empty.</summary>
    [JsonPropertyName(PayloadName), JsonConverter(typeof(PayloadConverter))]
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>User's properties. Numbers and booleans on the wire are read as text.</summary>
    [JsonPropertyName(PropertiesName), JsonConverter(typeof(PropertiesConverter))]
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>Comes back in the acknowledgement; the only way to tell which message it is for.</summary>
    [JsonPropertyName(ContextName), JsonConverter(typeof(LenientTextConverter))]
    public string? Context { get; init; }

    /// <summary>Key for partitions, Key_Shared order and compaction.</summary>
    [JsonPropertyName(KeyName), JsonConverter(typeof(LenientTextConverter))]
    public string? Key { get; init; }

    /// <summary>Clusters to replicate this message to; all when null.</summary>
    [JsonPropertyName(ReplicationClustersName)]
    public IReadOnlyList<string>? ReplicationClusters { get; init; }

    /// <summary>When the thing happened that the message tells of; ISO 8601 with offset on the wire.</summary>
    [JsonPropertyName(EventTimeName), JsonConverter(typeof(EventTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Deliver not before this instant, in milliseconds since 1970; used when above 0 (Shared and Key_Shared only).</summary>
    [JsonPropertyName(DeliverAtName)]
    public long? DeliverAt { get; init; }

    /// <summary>Deliver not before this many milliseconds from now; used when above 0, and then wins over <see cref="DeliverAt"/>.</summary>
    [JsonPropertyName(DeliverAfterMsName)]
    public long? DeliverAfterMs { get; init; }
}
