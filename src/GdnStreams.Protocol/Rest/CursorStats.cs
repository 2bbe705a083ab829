using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>The cursor of one subscription.</summary>
internal sealed record CursorStats
{
    /// <summary>Messages not yet acknowledged.</summary>
    [JsonPropertyName("cursorBacklog")]
    public long Backlog { get; set; }

    /// <summary>Ledger that keeps the cursor.</summary>
    [JsonPropertyName("cursorLedgerId")]
    public long LedgerId { get; set; }
}
