using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>The statistics that the client library reads of a Pulsar, in the shapes of this server's answers.</summary>
internal static class PulsarStatistics
{
    /// <summary>Of a stream.</summary>
    public static StreamStats Of(StreamStatistics stats, bool withSizes) => new()
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
        Publishers = [.. stats.Producers.Select(Publisher)],
        Subscriptions = stats.Subscriptions.ToDictionary(pair => pair.Key, pair => Subscription(pair.Value, withSizes), StringComparer.Ordinal),
        DeduplicationStatus = stats.IsDeduplicated ? "Enabled" : "Disabled",
    };

    /// <summary>Of what is left to the subscriptions of a stream.</summary>
    public static BacklogStats Of(TopicName topic, StreamBacklog backlog) => new()
    {
        StorageSize = backlog.StorageSize,
        TotalMessages = backlog.TotalMessages,
        MessageBacklog = backlog.MessageBacklog,
        BrokerName = "pulsar",
        TopicName = $"{topic.Tenant}/{topic.Namespace}/persistent/{topic.Topic}",
        DataLedgers =
        [
            .. backlog.Ledgers.Select(ledger => new LedgerStats
            {
                LedgerId = ledger.Id, Entries = ledger.Entries, Size = ledger.Size, Timestamp = ledger.ClosedAt?.ToUnixTimeMilliseconds() ?? 0,
            }),
        ],
        Cursors = backlog.Subscriptions.ToDictionary(pair => pair.Key, pair => new CursorStats { Backlog = pair.Value }, StringComparer.Ordinal),
        GeneratedAt = backlog.TakenAt.ToUnixTimeMilliseconds(),
    };

    private static PublisherStats Publisher(ProducerStatistics producer, int number) => new()
    {
        ProducerId = number,
        ProducerName = producer.Name,
        MessageRateIn = producer.MessageRateIn,
        ThroughputIn = producer.ThroughputIn,
        AverageMessageSize = producer.AverageMessageSize,
        ConnectedSince = Time(producer.ConnectedSince),
        Address = producer.Address,
    };

    private static SubscriptionStats Subscription(SubscriptionStatistics subscription, bool withSizes) => new()
    {
        Backlog = subscription.Backlog,
        BacklogSize = withSizes ? subscription.BacklogSize ?? -1 : -1,
        UnacknowledgedMessages = subscription.UnacknowledgedMessages,
        DelayedMessages = subscription.DelayedMessages,
        MessageRateOut = subscription.MessageRateOut,
        MessagesOut = subscription.MessagesOut,
        RedeliveryRate = subscription.RedeliveryRate,
        Type = subscription.Type is SubscriptionType.KeyShared ? "Key_Shared" : subscription.Type?.ToString(),
        ActiveConsumerName = subscription.ActiveConsumer,
        IsDurable = subscription.IsDurable,
        Consumers =
        [
            .. subscription.Consumers.Select(consumer => new ConsumerStats
            {
                ConsumerName = consumer.Name,
                MessageRateOut = consumer.MessageRateOut,
                AvailablePermits = consumer.AvailablePermits,
                UnacknowledgedMessages = consumer.UnacknowledgedMessages,
                ConnectedSince = Time(consumer.ConnectedSince),
                Address = consumer.Address,
            }),
        ],
    };

    private static string Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture) ?? "";
}
