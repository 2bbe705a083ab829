using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>PUT .../database/{fabric}[/stream/{topic}]</c>.</summary>
public sealed record GrantRequest
{
    /// <summary>rw, ro, wo or none.</summary>
    [JsonPropertyName("grant")]
    public string? Grant { get; init; }
}
