using System.Diagnostics;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>A message from a stream.</summary>
public sealed record ReceivedMessage
{
    /// <summary>What to acknowledge.</summary>
    public required MessageId Id { get; init; }

    /// <summary>The stream it came from.</summary>
    public required StreamName Stream { get; init; }

    /// <summary>The subscription it came by; null from a reader.</summary>
    public string? Subscription { get; init; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The payload read as UTF-8; decoded at every call.</summary>
    public string Text =>
#if NETSTANDARD2_0
        Encoding.UTF8.GetString(Payload.ToArray());
#else
        Encoding.UTF8.GetString(Payload.Span);
#endif

    /// <summary>The publisher's key; null where none was given.</summary>
    public string? Key { get; init; }

    /// <summary>The publisher's properties; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = ConsumerMessage.NoProperties;

    /// <summary>When the server took the message, to the millisecond.</summary>
    public DateTimeOffset PublishTime { get; init; }

    /// <summary>The publisher's event time, to the millisecond; null where none was given.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>How many times it was delivered before; counted for Shared and Key_Shared subscriptions only.</summary>
    public int RedeliveryCount { get; init; }

    /// <summary>The trace that the message was sent in (W3C <c>traceparent</c> in its properties); default where it carries none.</summary>
    public ActivityContext TraceContext => ClientTracing.Extract(Properties);

    internal static ReceivedMessage From(ConsumerMessage frame, StreamName stream, string? subscription) => new()
    {
        Id = frame.MessageId,
        Stream = stream,
        Subscription = subscription,
        Payload = frame.Payload,
        Key = frame.Key,
        Properties = frame.Properties,
        PublishTime = frame.PublishTime,
        EventTime = frame.EventTime,
        RedeliveryCount = frame.RedeliveryCount,
    };
}
