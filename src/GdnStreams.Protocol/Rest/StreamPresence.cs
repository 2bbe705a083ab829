using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Who is connected to a stream, as <c>GET /streams/{topic}/presence</c> tells it (c84j).</summary>
internal sealed record StreamPresence
{
    /// <summary>Key of the record: the topic.</summary>
    [JsonPropertyName("_key")]
    public string Key { get; set; } = "";

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>The fabric.</summary>
    [JsonPropertyName("fabric")]
    public string Fabric { get; set; } = "";

    /// <summary>Whether the stream is global.</summary>
    [JsonPropertyName("global")]
    public bool Global { get; set; }

    /// <summary>The name with its prefix.</summary>
    [JsonPropertyName("topicName")]
    public string TopicName { get; set; } = "";

    /// <summary><c>persistent://tenant/namespace/topic</c>.</summary>
    [JsonPropertyName("fullTopicName")]
    public string FullTopicName { get; set; } = "";

    /// <summary>When it was looked at, in milliseconds since 1970.</summary>
    [JsonPropertyName("updatedAt")]
    public long UpdatedAt { get; set; }

    /// <summary>Connected producers.</summary>
    [JsonPropertyName("producerCount")]
    public int ProducerCount { get; set; }

    /// <summary>Subscriptions.</summary>
    [JsonPropertyName("subscriptionCount")]
    public int SubscriptionCount { get; set; }

    /// <summary>Connected consumers.</summary>
    [JsonPropertyName("consumerCount")]
    public int ConsumerCount { get; set; }

    /// <summary>The same by region.</summary>
    [JsonPropertyName("regionStats")]
    public IReadOnlyDictionary<string, RegionPresence> Regions { get; set; } = new Dictionary<string, RegionPresence>();
}
