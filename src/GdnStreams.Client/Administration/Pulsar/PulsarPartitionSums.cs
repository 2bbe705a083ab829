using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Adds up the statistics of partitions. Pulsar's own sum forgets the names of producers and consumers.</summary>
internal static class PulsarPartitionSums
{
    public static StreamStats Of(IReadOnlyCollection<StreamStats> parts) => new()
    {
        MessageRateIn = parts.Sum(part => part.MessageRateIn),
        ThroughputIn = parts.Sum(part => part.ThroughputIn),
        MessageRateOut = parts.Sum(part => part.MessageRateOut),
        ThroughputOut = parts.Sum(part => part.ThroughputOut),
        MessagesIn = parts.Sum(part => part.MessagesIn),
        BytesIn = parts.Sum(part => part.BytesIn),
        MessagesOut = parts.Sum(part => part.MessagesOut),
        BytesOut = parts.Sum(part => part.BytesOut),
        AverageMessageSize = Mean(parts.Select(part => (part.AverageMessageSize, part.MessageRateIn))),
        StorageSize = parts.Sum(part => part.StorageSize),
        BacklogSize = parts.Sum(part => part.BacklogSize),
        Publishers = [.. parts.SelectMany(part => part.Publishers).GroupBy(publisher => publisher.ProducerName).Select(Publisher)],
        Subscriptions = parts.SelectMany(part => part.Subscriptions).GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal).ToDictionary(group => group.Key, Subscription, StringComparer.Ordinal),
        DeduplicationStatus = parts.FirstOrDefault()?.DeduplicationStatus ?? "Disabled",
    };

    /// <summary>One producer has a connection to each partition.</summary>
    private static PublisherStats Publisher(IGrouping<string, PublisherStats> parts) => parts.First() with
    {
        MessageRateIn = parts.Sum(part => part.MessageRateIn),
        ThroughputIn = parts.Sum(part => part.ThroughputIn),
        AverageMessageSize = Mean(parts.Select(part => (part.AverageMessageSize, part.MessageRateIn))),
    };

    private static SubscriptionStats Subscription(IGrouping<string, SubscriptionStats> parts) => parts.First() with
    {
        Backlog = parts.Sum(part => part.Backlog),
        BacklogSize = parts.All(part => part.BacklogSize >= 0) ? parts.Sum(part => part.BacklogSize) : -1,
        UnacknowledgedMessages = parts.Sum(part => part.UnacknowledgedMessages),
        DelayedMessages = parts.Sum(part => part.DelayedMessages),
        MessageRateOut = parts.Sum(part => part.MessageRateOut),
        MessagesOut = parts.Sum(part => part.MessagesOut),
        RedeliveryRate = parts.Sum(part => part.RedeliveryRate),
        Type = parts.Select(part => part.Type).FirstOrDefault(type => type is not (null or "None")),
        ActiveConsumerName = parts.Select(part => part.ActiveConsumerName).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
        Consumers = [.. parts.SelectMany(part => part.Consumers).GroupBy(consumer => consumer.ConsumerName).Select(Consumer)],
    };

    private static ConsumerStats Consumer(IGrouping<string, ConsumerStats> parts) => parts.First() with
    {
        MessageRateOut = parts.Sum(part => part.MessageRateOut),
        AvailablePermits = parts.Sum(part => part.AvailablePermits),
        UnacknowledgedMessages = parts.Sum(part => part.UnacknowledgedMessages),
    };

    /// <summary>The mean size, where more messages weigh more; where none came just now, each part weighs the same.</summary>
    private static double Mean(IEnumerable<(double Size, double Rate)> parts)
    {
        var all = parts.Where(part => part.Size > 0).ToArray();
        var rates = all.Sum(part => part.Rate);
        return all.Length == 0 ? 0 : rates > 0 ? all.Sum(part => part.Size * part.Rate) / rates : all.Average(part => part.Size);
    }
}
