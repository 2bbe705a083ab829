using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What is read and written of a tenant in Pulsar.</summary>
internal sealed record PulsarTenant
{
    /// <summary>The clusters that it may use.</summary>
    [JsonPropertyName("allowedClusters")]
    public IReadOnlyList<string> AllowedClusters { get; set; } = [];
}
