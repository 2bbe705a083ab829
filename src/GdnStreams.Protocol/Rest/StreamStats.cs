using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Statistics of a stream, in the shape of Pulsar's TopicStats. Rates are per second, sizes in bytes.</summary>
internal sealed record StreamStats
{
    /// <summary>Messages published a second.</summary>
    [JsonPropertyName("msgRateIn")]
    public double MessageRateIn { get; set; }

    /// <summary>Bytes published a second.</summary>
    [JsonPropertyName("msgThroughputIn")]
    public double ThroughputIn { get; set; }

    /// <summary>Messages delivered a second.</summary>
    [JsonPropertyName("msgRateOut")]
    public double MessageRateOut { get; set; }

    /// <summary>Bytes delivered a second.</summary>
    [JsonPropertyName("msgThroughputOut")]
    public double ThroughputOut { get; set; }

    /// <summary>Messages published since the server started.</summary>
    [JsonPropertyName("msgInCounter")]
    public long MessagesIn { get; set; }

    /// <summary>Bytes published since the server started.</summary>
    [JsonPropertyName("bytesInCounter")]
    public long BytesIn { get; set; }

    /// <summary>Messages delivered since the server started.</summary>
    [JsonPropertyName("msgOutCounter")]
    public long MessagesOut { get; set; }

    /// <summary>Bytes delivered since the server started.</summary>
    [JsonPropertyName("bytesOutCounter")]
    public long BytesOut { get; set; }

    /// <summary>Mean size of a message.</summary>
    [JsonPropertyName("averageMsgSize")]
    public double AverageMessageSize { get; set; }

    /// <summary>Bytes of payload stored.</summary>
    [JsonPropertyName("storageSize")]
    public long StorageSize { get; set; }

    /// <summary>Bytes not yet acknowledged by the slowest subscription.</summary>
    [JsonPropertyName("backlogSize")]
    public long BacklogSize { get; set; }

    /// <summary>Connected producers.</summary>
    [JsonPropertyName("publishers")]
    public IReadOnlyList<PublisherStats> Publishers { get; set; } = [];

    /// <summary>Subscriptions by name.</summary>
    [JsonPropertyName("subscriptions")]
    public IReadOnlyDictionary<string, SubscriptionStats> Subscriptions { get; set; } = new Dictionary<string, SubscriptionStats>();

    /// <summary>Replication to other regions; empty on one machine.</summary>
    [JsonPropertyName("replication")]
    public IReadOnlyDictionary<string, JsonElement> Replication { get; set; } = new Dictionary<string, JsonElement>();

    /// <summary><c>Enabled</c> or <c>Disabled</c>.</summary>
    [JsonPropertyName("deduplicationStatus")]
    public string DeduplicationStatus { get; set; } = "Disabled";
}
