using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Statistics of a stream at one moment. Rates are per second, sizes in bytes.</summary>
public sealed class GdnStreamStatistic : DisplayObject
{
    internal GdnStreamStatistic(StreamName stream, StreamStatistics stats, DateTimeOffset at)
    {
        (Name, Scope, TakenAt) = (stream.Name, stream.Scope, at);
        (MessageRateIn, ThroughputIn, MessageRateOut, ThroughputOut) = (stats.MessageRateIn, stats.ThroughputIn, stats.MessageRateOut, stats.ThroughputOut);
        (MessagesIn, BytesIn, MessagesOut, BytesOut) = (stats.MessagesIn, stats.BytesIn, stats.MessagesOut, stats.BytesOut);
        (AverageMessageSize, StorageSize, BacklogSize) = (stats.AverageMessageSize, stats.StorageSize, stats.BacklogSize);
        (Producers, Consumers) = (stats.Producers, [.. stats.Subscriptions.Values.SelectMany(subscription => subscription.Consumers)]);
        Subscriptions = [.. stats.Subscriptions.Select(pair => new GdnSubscription(stream, pair.Key, pair.Value))];
        Backlog = Subscriptions.Select(subscription => subscription.Backlog).DefaultIfEmpty().Max();
    }

    /// <summary>Name of the stream, without the prefix of its scope.</summary>
    public string Name { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>Messages published a second.</summary>
    public double MessageRateIn { get; }

    /// <summary>Bytes published a second.</summary>
    public double ThroughputIn { get; }

    /// <summary>Messages delivered a second.</summary>
    public double MessageRateOut { get; }

    /// <summary>Bytes delivered a second.</summary>
    public double ThroughputOut { get; }

    /// <summary>Messages published since the server has the stream in memory.</summary>
    public long MessagesIn { get; }

    /// <summary>Bytes published since then.</summary>
    public long BytesIn { get; }

    /// <summary>Messages delivered since then.</summary>
    public long MessagesOut { get; }

    /// <summary>Bytes delivered since then.</summary>
    public long BytesOut { get; }

    /// <summary>Mean size of a message.</summary>
    public double AverageMessageSize { get; }

    /// <summary>Bytes of payload stored.</summary>
    public long StorageSize { get; }

    /// <summary>Messages not acknowledged by the slowest subscription.</summary>
    public long Backlog { get; }

    /// <summary>Bytes not acknowledged by the slowest subscription.</summary>
    public long BacklogSize { get; }

    /// <summary>Connected producers.</summary>
    public IReadOnlyList<ProducerStatistics> Producers { get; }

    /// <summary>Connected consumers of all subscriptions.</summary>
    public IReadOnlyList<ConsumerStatistics> Consumers { get; }

    /// <summary>Its subscriptions.</summary>
    public IReadOnlyList<GdnSubscription> Subscriptions { get; }

    /// <summary>When these numbers were asked for.</summary>
    public DateTimeOffset TakenAt { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
