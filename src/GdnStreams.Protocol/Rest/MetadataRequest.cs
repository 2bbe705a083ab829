using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>PUT</c> and <c>PATCH /_api/database/metadata</c>.</summary>
internal sealed record MetadataRequest
{
    /// <summary>Free data.</summary>
    [JsonPropertyName("metadata")]
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; set; }
}
