using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>The backlog of a stream, in the shape of Pulsar's PersistentOfflineTopicStats.</summary>
internal sealed record BacklogStats
{
    /// <summary>Bytes of payload stored.</summary>
    [JsonPropertyName("storageSize")]
    public long StorageSize { get; set; }

    /// <summary>Messages stored.</summary>
    [JsonPropertyName("totalMessages")]
    public long TotalMessages { get; set; }

    /// <summary>Messages that some subscription did not yet acknowledge, summed over the subscriptions.</summary>
    [JsonPropertyName("messageBacklog")]
    public long MessageBacklog { get; set; }

    /// <summary>Who answers.</summary>
    [JsonPropertyName("brokerName")]
    public string BrokerName { get; set; } = "";

    /// <summary><c>{tenant}/{namespace}/persistent/{topic}</c>.</summary>
    [JsonPropertyName("topicName")]
    public string TopicName { get; set; } = "";

    /// <summary>Where the messages lie.</summary>
    [JsonPropertyName("dataLedgerDetails")]
    public IReadOnlyList<LedgerStats> DataLedgers { get; set; } = [];

    /// <summary>Backlog by subscription.</summary>
    [JsonPropertyName("cursorDetails")]
    public IReadOnlyDictionary<string, CursorStats> Cursors { get; set; } = new Dictionary<string, CursorStats>();

    /// <summary>When these numbers were taken, in milliseconds since 1970.</summary>
    [JsonPropertyName("statGeneratedAt")]
    public long GeneratedAt { get; set; }
}
