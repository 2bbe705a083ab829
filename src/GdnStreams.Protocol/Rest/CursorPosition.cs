using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>A place in a stream: body of creating a subscription and of resetting its cursor.</summary>
internal sealed record CursorPosition
{
    /// <summary>The message to start at, or <c>earliest</c>, or <c>latest</c>.</summary>
    [JsonPropertyName("messageId")]
    public MessageId? MessageId { get; set; }

    /// <summary>Whether to start after it instead.</summary>
    [JsonPropertyName("isExcluded")]
    public bool IsExcluded { get; set; }
}
