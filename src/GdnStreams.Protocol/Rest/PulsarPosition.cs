using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>A place in a topic as Pulsar's administration writes it: Pulsar's <c>ResetCursorData</c> and <c>MessageIdImpl</c>.</summary>
public sealed record PulsarPosition
{
    /// <summary>Ledger.</summary>
    [JsonPropertyName("ledgerId")]
    public long LedgerId { get; init; }

    /// <summary>Entry within the ledger.</summary>
    [JsonPropertyName("entryId")]
    public long EntryId { get; init; }

    /// <summary>-1: the topic has no partitions.</summary>
    [JsonPropertyName("partitionIndex")]
    public int PartitionIndex { get; init; } = -1;

    /// <summary>-1: the entry is one message.</summary>
    [JsonPropertyName("batchIndex")]
    public int BatchIndex { get; init; } = -1;

    /// <summary>Whether to start after it.</summary>
    [JsonPropertyName("isExcluded")]
    public bool IsExcluded { get; init; }

    /// <summary>The place as the rest of this library knows it.</summary>
    public MessagePosition ToPosition() => new(LedgerId, EntryId);

    /// <summary>A place in Pulsar's words.</summary>
    public static PulsarPosition Of(MessagePosition position, bool isExcluded) =>
        new() { LedgerId = position.LedgerId, EntryId = position.EntryId, IsExcluded = isExcluded };
}
