using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One subscription of a stream. Rates are per second, sizes in bytes.</summary>
public sealed record SubscriptionStatistics
{
    /// <summary>Messages not yet acknowledged.</summary>
    public long Backlog { get; init; }

    /// <summary>Bytes not yet acknowledged; null where the server does not tell.</summary>
    public long? BacklogSize { get; init; }

    /// <summary>Messages delivered and not yet acknowledged.</summary>
    public long UnacknowledgedMessages { get; init; }

    /// <summary>Messages that wait for their delivery time.</summary>
    public long DelayedMessages { get; init; }

    /// <summary>Messages delivered a second.</summary>
    public double MessageRateOut { get; init; }

    /// <summary>Messages delivered.</summary>
    public long MessagesOut { get; init; }

    /// <summary>Messages delivered again a second.</summary>
    public double RedeliveryRate { get; init; }

    /// <summary>Its type; null before the first consumer.</summary>
    public SubscriptionType? Type { get; init; }

    /// <summary>The consumer that receives, of an Exclusive or Failover subscription; null where there is none.</summary>
    public string? ActiveConsumer { get; init; }

    /// <summary>Connected consumers.</summary>
    public IReadOnlyList<ConsumerStatistics> Consumers { get; init; } = [];

    /// <summary>Whether it outlives its consumers.</summary>
    public bool IsDurable { get; init; } = true;

    internal static SubscriptionStatistics From(SubscriptionStats stats) => new()
    {
        Backlog = stats.Backlog,
        BacklogSize = stats.BacklogSize < 0 ? null : stats.BacklogSize,
        UnacknowledgedMessages = stats.UnacknowledgedMessages,
        DelayedMessages = stats.DelayedMessages,
        MessageRateOut = stats.MessageRateOut,
        MessagesOut = stats.MessagesOut,
        RedeliveryRate = stats.RedeliveryRate,

        // GDN leaves the type out before the first consumer, Pulsar says None.
        Type = stats.Type is { } type ? WireNames.Read(WireNames.SubscriptionTypes, type) : null,
        ActiveConsumer = stats.ActiveConsumerName is { Length: > 0 } name ? name : null,
        Consumers = [.. stats.Consumers.Select(ConsumerStatistics.From)],
        IsDurable = stats.IsDurable,
    };
}
