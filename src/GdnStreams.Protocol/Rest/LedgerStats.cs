using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One ledger of a stream.</summary>
public sealed record LedgerStats
{
    /// <summary>Messages in it.</summary>
    [JsonPropertyName("entries")]
    public long Entries { get; init; }

    /// <summary>When it was closed, in milliseconds since 1970; 0 while open.</summary>
    [JsonPropertyName("timestamp")]
    public long Timestamp { get; init; }

    /// <summary>Bytes in it.</summary>
    [JsonPropertyName("size")]
    public long Size { get; init; }

    /// <summary>Its number.</summary>
    [JsonPropertyName("ledgerId")]
    public long LedgerId { get; init; }
}
