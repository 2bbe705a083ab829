using System.Text;

namespace GdnStreams.Client;

/// <summary>A message to send. The payload must not change until it is acknowledged.</summary>
public sealed record OutgoingMessage
{
    /// <summary>The bytes; may be empty.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Key for partitions, Key_Shared order and compaction.</summary>
    public string? Key { get; init; }

    /// <summary>Properties that travel with the message.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>When the thing happened that the message tells of.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Deliver no sooner than this after the send (Shared and Key_Shared subscriptions only).</summary>
    public TimeSpan? DeliverAfter { get; init; }

    /// <summary>A message whose payload is the text in UTF-8.</summary>
    public static OutgoingMessage FromText(string text) => new() { Payload = Encoding.UTF8.GetBytes(text) };
}
