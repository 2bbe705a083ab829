using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>How a consumer takes part in a subscription.</summary>
public sealed record ConsumerSettings
{
    /// <summary>Name of the subscription; created where it does not exist, unless it <see cref="MustExist"/>.</summary>
    public required string Subscription { get; init; }

    /// <summary>Whether a subscription that does not exist is refused instead of created.</summary>
    public bool MustExist { get; init; }

    /// <summary>How its consumers share it.</summary>
    public SubscriptionType Type { get; init; }

    /// <summary>Whether it outlives its consumers.</summary>
    public SubscriptionMode Mode { get; init; }

    /// <summary>Where a new subscription starts.</summary>
    public InitialPosition InitialPosition { get; init; }

    /// <summary>Where a new subscription starts, after this message; wins over <see cref="InitialPosition"/>. For readers.</summary>
    public MessagePosition? StartAfter { get; init; }

    /// <summary>Name of the consumer; made up when null.</summary>
    public string? ConsumerName { get; init; }

    /// <summary>Lower is served first.</summary>
    public int PriorityLevel { get; init; }

    /// <summary>Most unacknowledged messages: at most 1,000 count, 0 means one.</summary>
    public int ReceiverQueueSize { get; init; } = ProtocolLimits.MaxReceiverQueueSize;

    /// <summary>Whether only <see cref="EngineConsumer.Permit"/> allows deliveries.</summary>
    public bool PullMode { get; init; }

    /// <summary>Whether a delivery counts as acknowledged at once and only <see cref="EngineConsumer.Permit"/> frees a place. For readers.</summary>
    public bool IsReader { get; init; }

    /// <summary>Unacknowledged messages are redelivered after this time; zero is never.</summary>
    public TimeSpan AckTimeout { get; init; }

    /// <summary>Time between a negative acknowledgement and the redelivery. Default one minute.</summary>
    public TimeSpan NegativeAckDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After this many redeliveries a message goes to <see cref="DeadLetterTopic"/> (Shared, Key_Shared); null is never.</summary>
    public int? MaxRedeliverCount { get; init; }

    /// <summary>Where dead letters go; null is <c>{topic}-{subscription}-DLQ</c>.</summary>
    public TopicName? DeadLetterTopic { get; init; }

    /// <summary>Where the consumer is, for the statistics only.</summary>
    public string Address { get; init; } = "";

    /// <summary>A reader's: a subscription of its own that leaves nothing behind. Each <see cref="EngineConsumer.Permit"/> frees a place.</summary>
    /// <param name="startAfter">It gets what comes after this.</param>
    /// <param name="receiverQueueSize">Most messages without a permit: at most 1,000 count, 0 means one.</param>
    /// <param name="name">Its name, or null for one made up.</param>
    public static ConsumerSettings Reader(MessagePosition startAfter, int receiverQueueSize, string? name) => new()
    {
        Subscription = "reader-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..10],
        Mode = SubscriptionMode.NonDurable,
        ConsumerName = name,
        StartAfter = startAfter,
        ReceiverQueueSize = receiverQueueSize,
        IsReader = true,
    };

    internal int Window => Math.Clamp(ReceiverQueueSize, 1, ProtocolLimits.MaxReceiverQueueSize);

    internal bool CountsRedeliveries => Type is SubscriptionType.Shared or SubscriptionType.KeyShared;
}
