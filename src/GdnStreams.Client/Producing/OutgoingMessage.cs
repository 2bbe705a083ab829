using System.Text;

namespace GdnStreams.Client;

/// <summary>A message to send. The payload must not change until it is acknowledged.</summary>
/// <remarks>With all its properties it must fit into one frame of 1 MiB, Base64 included: about 786,000 bytes of payload.</remarks>
public readonly record struct OutgoingMessage
{
    /// <summary>The bytes; may be empty.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Key for partitions, Key_Shared order and compaction.</summary>
    public string? Key { get; init; }

    /// <summary>Properties that travel with the message. No value is null.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>When the event that the message describes happened; to the millisecond.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Deliver no sooner than this after the server has taken it; milliseconds, above zero (Shared and Key_Shared subscriptions only). A Pulsar delivers at once what waits less than its tick, 1 second. Wins over <see cref="DeliverAt"/>.</summary>
    public TimeSpan? DeliverAfter { get; init; }

    /// <summary>Deliver not before this instant; milliseconds (Shared and Key_Shared subscriptions only).</summary>
    public DateTimeOffset? DeliverAt { get; init; }

    /// <summary>Clusters (regions) to replicate this message to. Null (default) is all of them.</summary>
    public IReadOnlyList<string>? ReplicationClusters { get; init; }

    /// <summary>A message whose payload is the text in UTF-8.</summary>
    public static OutgoingMessage FromText(string text) => new() { Payload = Encoding.UTF8.GetBytes(text) };
}
