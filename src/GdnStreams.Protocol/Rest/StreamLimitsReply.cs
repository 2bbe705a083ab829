using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Limits of one scope's streams, as <c>GET /_api/limits/tenant/{tenant}</c> tells them.</summary>
internal sealed record StreamLimitsReply
{
    /// <summary>Most streams; -1 is no limit.</summary>
    [JsonPropertyName("maxStreamsCount")]
    public long MaxStreamsCount { get; set; } = -1;

    /// <summary>Most producers of a stream; -1 is no limit.</summary>
    [JsonPropertyName("maxProducersCount")]
    public long MaxProducersCount { get; set; } = -1;

    /// <summary>Most consumers of a stream; -1 is no limit.</summary>
    [JsonPropertyName("maxConsumersCount")]
    public long MaxConsumersCount { get; set; } = -1;

    /// <summary>Most subscriptions of a stream; -1 is no limit.</summary>
    [JsonPropertyName("maxSubscriptionsCount")]
    public long MaxSubscriptionsCount { get; set; } = -1;

    /// <summary>Minutes until a message in a backlog expires; -1 is never.</summary>
    [JsonPropertyName("maxBacklogMessageTTLMin")]
    public long MaxBacklogMessageTTLMin { get; set; } = -1;

    /// <summary>Most megabytes of backlog; -1 is no limit.</summary>
    [JsonPropertyName("maxBacklogStorageSizeMB")]
    public long MaxBacklogStorageSizeMB { get; set; } = -1;

    /// <summary>Most bytes a second to consumers; -1 is no limit.</summary>
    [JsonPropertyName("maxDispatchThrottlingRateInByte")]
    public long MaxDispatchThrottlingRateInByte { get; set; } = -1;
}
