using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Whether a stream was compacted, as <c>GET /streams/{topic}/compaction</c> tells it.</summary>
public sealed record CompactionStatus
{
    /// <summary><c>NOT_RUN</c> or <c>SUCCESS</c>, as in Pulsar; a compaction that fails answers its own request.</summary>
    [JsonPropertyName("status")]
    public string Status { get; init; } = "";
}
