using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What is read of a cursor in Pulsar's <c>internalStats</c>.</summary>
internal sealed record PulsarCursor
{
    /// <summary>Ledger that keeps the cursor.</summary>
    [JsonPropertyName("cursorLedger")]
    public long LedgerId { get; set; }
}
