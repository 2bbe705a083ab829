using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Who is connected to one subscription.</summary>
public sealed record SubscriptionPresence
{
    /// <summary>Name of the subscription.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>Connected consumers.</summary>
    [JsonPropertyName("consumerCount")]
    public int ConsumerCount { get; init; }

    /// <summary>Names of the consumers.</summary>
    [JsonPropertyName("consumerNames")]
    public IReadOnlyList<string> ConsumerNames { get; init; } = [];
}
