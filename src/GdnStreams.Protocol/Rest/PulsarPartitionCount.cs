using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What Pulsar tells of a topic's partitions.</summary>
internal sealed record PulsarPartitionCount
{
    /// <summary>How many there are; 0 where the topic has none.</summary>
    [JsonPropertyName("partitions")]
    public int Partitions { get; set; }
}
