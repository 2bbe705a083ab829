using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Addresses of a Pulsar cluster.</summary>
internal sealed record PulsarCluster
{
    /// <summary>Web address over http.</summary>
    [JsonPropertyName("serviceUrl")]
    public string? ServiceUrl { get; set; }

    /// <summary>Web address over https.</summary>
    [JsonPropertyName("serviceUrlTls")]
    public string? ServiceUrlTls { get; set; }
}
