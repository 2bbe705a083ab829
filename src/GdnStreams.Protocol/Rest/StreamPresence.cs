using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Who is connected to a stream, as <c>GET /streams/{topic}/presence</c> tells it (c84j).</summary>
public sealed record StreamPresence
{
    /// <summary>Key of the record: the topic.</summary>
    [JsonPropertyName("_key")]
    public string Key { get; init; } = "";

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; init; } = "";

    /// <summary>The fabric.</summary>
    [JsonPropertyName("fabric")]
    public string Fabric { get; init; } = "";

    /// <summary>Whether the stream is global.</summary>
    [JsonPropertyName("global")]
    public bool Global { get; init; }

    /// <summary>The name with its prefix.</summary>
    [JsonPropertyName("topicName")]
    public string TopicName { get; init; } = "";

    /// <summary><c>persistent://tenant/namespace/topic</c>.</summary>
    [JsonPropertyName("fullTopicName")]
    public string FullTopicName { get; init; } = "";

    /// <summary>When it was looked at, in milliseconds since 1970.</summary>
    [JsonPropertyName("updatedAt")]
    public long UpdatedAt { get; init; }

    /// <summary>Connected producers.</summary>
    [JsonPropertyName("producerCount")]
    public int ProducerCount { get; init; }

    /// <summary>Subscriptions.</summary>
    [JsonPropertyName("subscriptionCount")]
    public int SubscriptionCount { get; init; }

    /// <summary>Connected consumers.</summary>
    [JsonPropertyName("consumerCount")]
    public int ConsumerCount { get; init; }

    /// <summary>The same by region.</summary>
    [JsonPropertyName("regionStats")]
    public IReadOnlyDictionary<string, RegionPresence> Regions { get; init; } = new Dictionary<string, RegionPresence>();
}
