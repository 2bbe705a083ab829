using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>The backlog of a stream, in the shape of Pulsar's PersistentOfflineTopicStats.</summary>
public sealed record BacklogStats
{
    /// <summary>Bytes of payload stored.</summary>
    [JsonPropertyName("storageSize")]
    public long StorageSize { get; init; }

    /// <summary>Messages stored.</summary>
    [JsonPropertyName("totalMessages")]
    public long TotalMessages { get; init; }

    /// <summary>Messages that some subscription did not yet acknowledge, summed over the subscriptions.</summary>
    [JsonPropertyName("messageBacklog")]
    public long MessageBacklog { get; init; }

    /// <summary>Who answers.</summary>
    [JsonPropertyName("brokerName")]
    public string BrokerName { get; init; } = "";

    /// <summary><c>{tenant}/{namespace}/persistent/{topic}</c>.</summary>
    [JsonPropertyName("topicName")]
    public string TopicName { get; init; } = "";

    /// <summary>Where the messages lie.</summary>
    [JsonPropertyName("dataLedgerDetails")]
    public IReadOnlyList<LedgerStats> DataLedgers { get; init; } = [];

    /// <summary>Backlog by subscription.</summary>
    [JsonPropertyName("cursorDetails")]
    public IReadOnlyDictionary<string, CursorStats> Cursors { get; init; } = new Dictionary<string, CursorStats>();

    /// <summary>When these numbers were taken, in milliseconds since 1970.</summary>
    [JsonPropertyName("statGeneratedAt")]
    public long GeneratedAt { get; init; }
}
