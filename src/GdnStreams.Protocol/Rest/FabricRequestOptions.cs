using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Options of a new fabric; this server has one region.</summary>
internal sealed record FabricRequestOptions
{
    /// <summary>Spot region.</summary>
    [JsonPropertyName("spotDc")]
    public string? SpotDc { get; set; }
}
