using System.Globalization;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Http;

/// <summary>The engine's numbers in the shapes of Pulsar's statistics.</summary>
internal static class StatusBodies
{
    public static StreamStats Stats(StreamStatus status) => new()
    {
        MessagesIn = status.MessagesIn,
        BytesIn = status.BytesIn,
        AverageMessageSize = status.MessagesIn == 0 ? 0 : (double)status.BytesIn / status.MessagesIn,
        StorageSize = status.Bytes,
        Publishers = [.. status.Producers.Select((p, i) => new PublisherStats { ProducerId = i, ProducerName = p.Name, ConnectedSince = Time(p.ConnectedSince) })],
        Subscriptions = status.Subscriptions.ToDictionary(s => s.Name, Subscription, StringComparer.Ordinal),
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

    private static SubscriptionStats Subscription(SubscriptionStatus status) => new()
    {
        Backlog = status.Backlog,
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
                AvailablePermits = c.Permits,
                UnacknowledgedMessages = c.Unacknowledged,
                ConnectedSince = Time(c.ConnectedSince),
            }),
        ],
    };

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
