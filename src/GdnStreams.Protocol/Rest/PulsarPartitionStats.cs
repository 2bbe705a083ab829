using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What is read of a partitioned topic's <c>partitioned-stats</c> in Pulsar.</summary>
internal sealed record PulsarPartitionStats
{
    /// <summary>The statistics of each partition, by its full name.</summary>
    [JsonPropertyName("partitions")]
    public IReadOnlyDictionary<string, StreamStats> Partitions { get; set; } = new Dictionary<string, StreamStats>();
}
