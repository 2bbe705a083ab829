using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>How the last compaction of a stream goes, in Pulsar's words.</summary>
internal sealed record CompactionReply
{
    /// <summary><c>NOT_RUN</c>, <c>RUNNING</c>, <c>SUCCESS</c> or <c>ERROR</c>; this server tells <c>NOT_RUN</c> or <c>SUCCESS</c> only.</summary>
    [JsonPropertyName("status")]
    public string Status { get; set; } = "";

    /// <summary>Why it failed; empty where it did not.</summary>
    [JsonPropertyName("lastError")]
    public string LastError { get; set; } = "";
}
