using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What is read of a topic's <c>internalStats</c> in Pulsar.</summary>
public sealed record PulsarLedgers
{
    /// <summary><c>Terminated</c> once the topic is; the other states are of no interest here.</summary>
    [JsonPropertyName("state")]
    public string State { get; init; } = "";

    /// <summary>Entries stored.</summary>
    [JsonPropertyName("numberOfEntries")]
    public long Entries { get; init; }

    /// <summary>Bytes stored.</summary>
    [JsonPropertyName("totalSize")]
    public long Size { get; init; }

    /// <summary>Entries of the ledger that is written to; in the list they are 0.</summary>
    [JsonPropertyName("currentLedgerEntries")]
    public long CurrentEntries { get; init; }

    /// <summary>Bytes of the ledger that is written to; in the list they are 0.</summary>
    [JsonPropertyName("currentLedgerSize")]
    public long CurrentSize { get; init; }

    /// <summary>The ledgers, oldest first; the last one is written to.</summary>
    [JsonPropertyName("ledgers")]
    public IReadOnlyList<LedgerStats> Ledgers { get; init; } = [];

    /// <summary>The cursors, by subscription.</summary>
    [JsonPropertyName("cursors")]
    public IReadOnlyDictionary<string, PulsarCursor> Cursors { get; init; } = new Dictionary<string, PulsarCursor>();
}
