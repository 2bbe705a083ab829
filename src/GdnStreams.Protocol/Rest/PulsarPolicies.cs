using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What is read and written of a namespace's policies in Pulsar. What is absent is the broker's default; a limit of 0 is none.</summary>
internal sealed record PulsarPolicies
{
    /// <summary>The clusters that it is replicated to.</summary>
    [JsonPropertyName("replication_clusters")]
    public IReadOnlyList<string>? ReplicationClusters { get; set; }

    /// <summary>Most topics.</summary>
    [JsonPropertyName("max_topics_per_namespace")]
    public long? MaxTopics { get; set; }

    /// <summary>Most producers of a topic.</summary>
    [JsonPropertyName("max_producers_per_topic")]
    public long? MaxProducers { get; set; }

    /// <summary>Most consumers of a topic.</summary>
    [JsonPropertyName("max_consumers_per_topic")]
    public long? MaxConsumers { get; set; }

    /// <summary>Most subscriptions of a topic.</summary>
    [JsonPropertyName("max_subscriptions_per_topic")]
    public long? MaxSubscriptions { get; set; }

    /// <summary>Seconds until a message in a backlog expires.</summary>
    [JsonPropertyName("message_ttl_in_seconds")]
    public long? MessageTtlInSeconds { get; set; }
}
