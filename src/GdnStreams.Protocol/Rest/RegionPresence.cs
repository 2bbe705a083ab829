using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Who is connected to a stream in one region.</summary>
internal sealed record RegionPresence
{
    /// <summary>When it was looked at, in milliseconds since 1970.</summary>
    [JsonPropertyName("timestamp")]
    public long Timestamp { get; set; }

    /// <summary>Connected producers.</summary>
    [JsonPropertyName("producerCount")]
    public int ProducerCount { get; set; }

    /// <summary>Subscriptions.</summary>
    [JsonPropertyName("subscriptionCount")]
    public int SubscriptionCount { get; set; }

    /// <summary>Connected consumers.</summary>
    [JsonPropertyName("consumerCount")]
    public int ConsumerCount { get; set; }

    /// <summary>Names of the producers.</summary>
    [JsonPropertyName("producerNames")]
    public IReadOnlyList<string> ProducerNames { get; set; } = [];

    /// <summary>Subscriptions and their consumers.</summary>
    [JsonPropertyName("subscriptionStats")]
    public IReadOnlyList<SubscriptionPresence> Subscriptions { get; set; } = [];
}
