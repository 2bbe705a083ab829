using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One ledger of a stream.</summary>
internal sealed record LedgerStats
{
    /// <summary>Messages in it.</summary>
    [JsonPropertyName("entries")]
    public long Entries { get; set; }

    /// <summary>When it was closed, in milliseconds since 1970; 0 while open.</summary>
    [JsonPropertyName("timestamp")]
    public long Timestamp { get; set; }

    /// <summary>Bytes in it.</summary>
    [JsonPropertyName("size")]
    public long Size { get; set; }

    /// <summary>Its number.</summary>
    [JsonPropertyName("ledgerId")]
    public long LedgerId { get; set; }
}
