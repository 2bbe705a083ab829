using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What is read of a topic's <c>internalStats</c> in Pulsar.</summary>
internal sealed record PulsarLedgers
{
    /// <summary><c>Terminated</c> once the topic is; the other states are of no interest here.</summary>
    [JsonPropertyName("state")]
    public string State { get; set; } = "";

    /// <summary>Entries stored.</summary>
    [JsonPropertyName("numberOfEntries")]
    public long Entries { get; set; }

    /// <summary>Bytes stored.</summary>
    [JsonPropertyName("totalSize")]
    public long Size { get; set; }

    /// <summary>Entries of the ledger that is written to; in the list they are 0.</summary>
    [JsonPropertyName("currentLedgerEntries")]
    public long CurrentEntries { get; set; }

    /// <summary>Bytes of the ledger that is written to; in the list they are 0.</summary>
    [JsonPropertyName("currentLedgerSize")]
    public long CurrentSize { get; set; }

    /// <summary>The ledgers, oldest first; the last one is written to.</summary>
    [JsonPropertyName("ledgers")]
    public IReadOnlyList<LedgerStats> Ledgers { get; set; } = [];

    /// <summary>The ledgers with what the last one has so far.</summary>
    public IEnumerable<LedgerStats> Counted() =>
        Ledgers.Select((ledger, i) => i < Ledgers.Count - 1 ? ledger : ledger with { Entries = CurrentEntries, Size = CurrentSize });

    /// <summary>The cursors, by subscription.</summary>
    [JsonPropertyName("cursors")]
    public IReadOnlyDictionary<string, PulsarCursor> Cursors { get; set; } = new Dictionary<string, PulsarCursor>();
}
