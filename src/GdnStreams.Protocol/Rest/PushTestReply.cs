using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>How a test delivery went.</summary>
internal sealed record PushTestReply
{
    /// <summary>HTTP status of the answer; 0 where there was none.</summary>
    [JsonPropertyName("status")]
    public int Status { get; set; }

    /// <summary>Milliseconds until the answer or the failure.</summary>
    [JsonPropertyName("timeInMilliseconds")]
    public double TimeInMilliseconds { get; set; }

    /// <summary>What went wrong; absent where the address took it.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; set; }
}
