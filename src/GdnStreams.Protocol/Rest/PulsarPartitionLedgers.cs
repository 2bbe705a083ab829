using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What is read of a partitioned topic's <c>partitioned-internalStats</c> in Pulsar.</summary>
internal sealed record PulsarPartitionLedgers
{
    /// <summary>The ledgers of each partition, by its full name.</summary>
    [JsonPropertyName("partitions")]
    public IReadOnlyDictionary<string, PulsarLedgers> Partitions { get; set; } = new Dictionary<string, PulsarLedgers>();
}
