using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>How a consumer receives. Null leaves the server's default.</summary>
public sealed record ConsumerOptions
{
    /// <summary>How consumers share the subscription. Default Exclusive.</summary>
    public SubscriptionType Type { get; init; } = SubscriptionType.Exclusive;

    /// <summary>Whether the subscription outlives its consumers. Default Durable.</summary>
    public SubscriptionMode SubscriptionMode { get; init; } = SubscriptionMode.Durable;

    /// <summary>Where a new subscription starts. Default Latest.</summary>
    public InitialPosition InitialPosition { get; init; } = InitialPosition.Latest;

    /// <summary>Most messages received and not acknowledged, 1 to 1,000. Default 1,000.</summary>
    public int ReceiverQueueSize { get; init; } = ProtocolLimits.MaxReceiverQueueSize;

    /// <summary>Most bytes of payload buffered here; above it the server must wait. At least 1; one larger message passes alone. Default 64 MiB.</summary>
    public long MaxBufferedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Name of this consumer. Default: made up by the server.</summary>
    public string? ConsumerName { get; init; }

    /// <summary>Redelivers what is not acknowledged in this time, at least 1 second; milliseconds. Default, and zero: never.</summary>
    public TimeSpan? AckTimeout { get; init; }

    /// <summary>Time from a negative acknowledgement to the redelivery, zero to 24 days; milliseconds. Default 1 minute.</summary>
    public TimeSpan? NegativeAckDelay { get; init; }

    /// <summary>Lower is served first (Shared, Failover); at least 0. Default 0.</summary>
    public int? PriorityLevel { get; init; }

    /// <summary>After so many redeliveries a message goes to the dead letter topic (Shared, Key_Shared); at least 1. Default: never.</summary>
    public int? MaxRedeliverCount { get; init; }

    /// <summary>The topic that dead letters go to, by its full name or by that of a stream of the session; needs <see cref="MaxRedeliverCount"/>. Default <c>{topic}-{subscription}-DLQ</c>.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>Whether the server sends only as many messages as permits allow, one for each free place in the buffer. Default false.</summary>
    public bool PullMode { get; init; }

    /// <summary>What the server does with messages it cannot decrypt. Default: it fails.</summary>
    public CryptoFailureAction? CryptoFailureAction { get; init; }
}
