using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>POST /_api/database</c>.</summary>
internal sealed record FabricRequest
{
    /// <summary>Name of the new fabric.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Where it lives.</summary>
    [JsonPropertyName("options")]
    public FabricRequestOptions? Options { get; set; }
}
