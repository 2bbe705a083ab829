using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>A place in a topic as Pulsar's administration writes it: Pulsar's <c>ResetCursorData</c> and <c>MessageIdImpl</c>.</summary>
internal sealed record PulsarPosition
{
    /// <summary>Ledger.</summary>
    [JsonPropertyName("ledgerId")]
    public long LedgerId { get; set; }

    /// <summary>Entry within the ledger.</summary>
    [JsonPropertyName("entryId")]
    public long EntryId { get; set; }

    /// <summary>-1: the topic has no partitions.</summary>
    [JsonPropertyName("partitionIndex")]
    public int PartitionIndex { get; set; } = -1;

    /// <summary>Place of the message within its entry; -1: the entry is one message.</summary>
    [JsonPropertyName("batchIndex")]
    public int BatchIndex { get; set; } = -1;

    /// <summary>Whether to start after it.</summary>
    [JsonPropertyName("isExcluded")]
    public bool IsExcluded { get; set; }

    /// <summary>The id of the message there, as a producer's receipt tells it.</summary>
    public MessageId ToMessageId() => new MessagePosition(LedgerId, EntryId).ToMessageId(BatchIndex, 0);

    /// <summary>A place in Pulsar's words.</summary>
    /// <remarks>Pulsar heeds <see cref="IsExcluded"/> only within an entry of several messages; after its last message is at the next entry.</remarks>
    public static PulsarPosition Of(MessagePosition position, int batchIndex, int batchSize, bool isExcluded) =>
        isExcluded && (batchIndex < 0 || batchIndex == batchSize - 1) && position.EntryId is >= 0 and < long.MaxValue
        ? new() { LedgerId = position.LedgerId, EntryId = position.EntryId + 1 }
        : new() { LedgerId = position.LedgerId, EntryId = position.EntryId, BatchIndex = batchIndex, IsExcluded = isExcluded };
}
