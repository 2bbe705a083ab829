using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Result of creating a stream (recorded, with HTTP 202).</summary>
internal sealed record StreamCreated
{
    /// <summary>The name with its prefix.</summary>
    [JsonPropertyName("stream-id")]
    public string StreamId { get; set; } = "";
}
