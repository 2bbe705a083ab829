using System.Globalization;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Http;

/// <summary>The engine's numbers in the shapes of Pulsar's statistics.</summary>
internal static class StatusBodies
{
    /// <param name="status">The numbers.</param>
    /// <param name="withSizes">Whether each subscription tells the size of its backlog; -1 otherwise, as in Pulsar.</param>
    public static StreamStats Stats(StreamStatus status, bool withSizes) => new()
    {
        MessageRateIn = status.In.MessageRate,
        ThroughputIn = status.In.ByteRate,
        MessageRateOut = status.Subscriptions.Sum(s => s.Out.MessageRate),
        ThroughputOut = status.Subscriptions.Sum(s => s.Out.ByteRate),
        MessagesIn = status.In.Messages,
        BytesIn = status.In.Bytes,
        MessagesOut = status.Subscriptions.Sum(s => s.Out.Messages),
        BytesOut = status.Subscriptions.Sum(s => s.Out.Bytes),
        AverageMessageSize = Average(status.In),
        StorageSize = status.Bytes,
        BacklogSize = status.Subscriptions.Select(s => Estimate(status, s.Backlog)).DefaultIfEmpty().Max(),
        Publishers = [.. status.Producers.Select(Publisher)],
        Subscriptions = status.Subscriptions.ToDictionary(s => s.Name, s => Subscription(s, withSizes ? Estimate(status, s.Backlog) : -1), StringComparer.Ordinal),
        DeduplicationStatus = "Enabled",
    };

    public static BacklogStats Backlog(StreamStatus status, DateTimeOffset now) => new()
    {
        StorageSize = status.Bytes,
        TotalMessages = status.Messages,
        MessageBacklog = status.Subscriptions.Sum(s => s.Backlog),
        BrokerName = "localhost",
        TopicName = $"{status.Topic.Tenant}/{status.Topic.Namespace}/persistent/{status.Topic.Topic}",
        DataLedgers = [new LedgerStats { LedgerId = status.Id, Entries = status.Messages, Size = status.Bytes }],
        Cursors = status.Subscriptions.ToDictionary(s => s.Name, s => new CursorStats { Backlog = s.Backlog, LedgerId = status.Id }, StringComparer.Ordinal),
        GeneratedAt = now.ToUnixTimeMilliseconds(),
    };

    private static PublisherStats Publisher(ProducerStatus producer, int number) => new()
    {
        ProducerId = number,
        ProducerName = producer.Name,
        MessageRateIn = producer.In.MessageRate,
        ThroughputIn = producer.In.ByteRate,
        AverageMessageSize = Average(producer.In),
        ConnectedSince = Time(producer.ConnectedSince),
        Address = producer.Address,
    };

    private static SubscriptionStats Subscription(SubscriptionStatus status, long backlogSize) => new()
    {
        Backlog = status.Backlog,
        BacklogSize = backlogSize,
        DelayedMessages = status.Delayed,
        MessageRateOut = status.Out.MessageRate,
        MessagesOut = status.Out.Messages,
        RedeliveryRate = status.Redelivered.MessageRate,
        UnacknowledgedMessages = status.Unacknowledged,
        Type = status.Type switch
        {
            SubscriptionType.KeyShared => "Key_Shared",
            { } type => type.ToString(),
            null => null,
        },
        ActiveConsumerName = status.Type is SubscriptionType.Exclusive or SubscriptionType.Failover ? status.ActiveConsumer : null,
        IsDurable = status.IsDurable,
        Consumers =
        [
            .. status.Consumers.Select(c => new ConsumerStats
            {
                ConsumerName = c.Name,
                MessageRateOut = c.Out.MessageRate,
                AvailablePermits = c.Permits,
                UnacknowledgedMessages = c.Unacknowledged,
                ConnectedSince = Time(c.ConnectedSince),
                Address = c.Address,
            }),
        ],
    };

    /// <summary>Bytes of so many messages of the stream, of average size: Pulsar estimates, too.</summary>
    private static long Estimate(StreamStatus status, long backlog) => status.Messages == 0 ? 0 : (long)((double)status.Bytes * Math.Min(backlog, status.Messages) / status.Messages);

    private static double Average(TrafficStatus traffic) => traffic.Messages == 0 ? 0 : (double)traffic.Bytes / traffic.Messages;

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
