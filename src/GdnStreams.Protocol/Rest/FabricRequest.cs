using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>POST /_api/database</c>.</summary>
public sealed record FabricRequest
{
    /// <summary>Name of the new fabric.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Where it lives.</summary>
    [JsonPropertyName("options")]
    public FabricRequestOptions? Options { get; init; }
}
