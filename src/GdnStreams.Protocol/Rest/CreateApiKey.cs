using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>POST /_api/key</c>.</summary>
internal sealed record CreateApiKey
{
    /// <summary>Id of the new key.</summary>
    [JsonPropertyName("keyid")]
    public string? KeyId { get; set; }
}
