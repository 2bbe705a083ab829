namespace GdnStreams.Protocol;

/// <summary>How a message without key chooses a partition (partitioned topics of a Pulsar cluster only).</summary>
public enum MessageRoutingMode
{
    /// <summary>One partition for all. The default of the WebSocket API.</summary>
    SinglePartition,

    /// <summary>One partition after the other.</summary>
    RoundRobinPartition,

    /// <summary>Accepted and treated as the default.</summary>
    CustomPartition,
}
