using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Statistics of a stream. Rates are per second, sizes in bytes.</summary>
/// <remarks>The server keeps rates and counts in memory: they start again when it does, and when nobody has used the stream for a while.</remarks>
public sealed record StreamStatistics
{
    /// <summary>Messages published a second.</summary>
    public double MessageRateIn { get; init; }

    /// <summary>Bytes published a second.</summary>
    public double ThroughputIn { get; init; }

    /// <summary>Messages delivered a second.</summary>
    public double MessageRateOut { get; init; }

    /// <summary>Bytes delivered a second.</summary>
    public double ThroughputOut { get; init; }

    /// <summary>Messages published.</summary>
    public long MessagesIn { get; init; }

    /// <summary>Bytes published.</summary>
    public long BytesIn { get; init; }

    /// <summary>Messages delivered.</summary>
    public long MessagesOut { get; init; }

    /// <summary>Bytes delivered.</summary>
    public long BytesOut { get; init; }

    /// <summary>Mean size of a message.</summary>
    public double AverageMessageSize { get; init; }

    /// <summary>Bytes of payload stored.</summary>
    public long StorageSize { get; init; }

    /// <summary>Bytes not yet acknowledged by the slowest subscription.</summary>
    public long BacklogSize { get; init; }

    /// <summary>Whether the stream stores a message that is sent again only once.</summary>
    public bool IsDeduplicated { get; init; }

    /// <summary>Connected producers.</summary>
    public IReadOnlyList<ProducerStatistics> Producers { get; init; } = [];

    /// <summary>Subscriptions by name.</summary>
    public IReadOnlyDictionary<string, SubscriptionStatistics> Subscriptions { get; init; } = new Dictionary<string, SubscriptionStatistics>();

    internal static StreamStatistics From(StreamStats stats) => new()
    {
        MessageRateIn = stats.MessageRateIn,
        ThroughputIn = stats.ThroughputIn,
        MessageRateOut = stats.MessageRateOut,
        ThroughputOut = stats.ThroughputOut,
        MessagesIn = stats.MessagesIn,
        BytesIn = stats.BytesIn,
        MessagesOut = stats.MessagesOut,
        BytesOut = stats.BytesOut,
        AverageMessageSize = stats.AverageMessageSize,
        StorageSize = stats.StorageSize,
        BacklogSize = stats.BacklogSize,
        IsDeduplicated = stats.DeduplicationStatus == "Enabled",
        Producers = [.. stats.Publishers.Select(ProducerStatistics.From)],
        Subscriptions = stats.Subscriptions.ToDictionary(pair => pair.Key, pair => SubscriptionStatistics.From(pair.Value), StringComparer.Ordinal),
    };
}
