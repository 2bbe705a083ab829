using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Who is connected to one subscription.</summary>
internal sealed record SubscriptionPresence
{
    /// <summary>Name of the subscription.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>Connected consumers.</summary>
    [JsonPropertyName("consumerCount")]
    public int ConsumerCount { get; set; }

    /// <summary>Names of the consumers.</summary>
    [JsonPropertyName("consumerNames")]
    public IReadOnlyList<string> ConsumerNames { get; set; } = [];
}
