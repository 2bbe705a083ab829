using GdnStreams.Protocol;
using Microsoft.Extensions.Primitives;

namespace GdnStreams.Server.Http;

/// <summary>Selects connected clients by name: a comma-separated list; empty means all.</summary>
internal sealed class PresenceFilter(IQueryCollection query)
{
    private readonly HashSet<string> _regions = Names(query["regionFilter"]);
    private readonly HashSet<string> _producers = Names(query["producerFilter"]);
    private readonly HashSet<string> _subscriptions = Names(query["subscriptionFilter"]);
    private readonly HashSet<string> _consumers = Names(query["consumerFilter"]);

    public StreamPresence Presence(TopicName topic, StreamStats stats, DateTimeOffset now)
    {
        topic.TryGetStream(out var fabric, out var stream);
        SubscriptionPresence[] subscriptions =
        [
            .. stats.Subscriptions.Where(s => Passes(_subscriptions, s.Key)).Select(s =>
            {
                string[] consumers = [.. s.Value.Consumers.Select(c => c.ConsumerName).Where(name => Passes(_consumers, name))];
                return new SubscriptionPresence { Name = s.Key, ConsumerCount = consumers.Length, ConsumerNames = consumers };
            }),
        ];
        string[] producers = [.. stats.Publishers.Select(p => p.ProducerName).Where(name => Passes(_producers, name))];
        var region = new RegionPresence
        {
            Timestamp = now.ToUnixTimeMilliseconds(),
            ProducerCount = producers.Length,
            SubscriptionCount = subscriptions.Length,
            ConsumerCount = subscriptions.Sum(s => s.ConsumerCount),
            ProducerNames = producers,
            Subscriptions = subscriptions,
        };
        return new StreamPresence
        {
            Key = topic.Topic,
            Tenant = topic.Tenant,
            Fabric = fabric ?? "",
            Global = stream?.Scope == StreamScope.Global,
            TopicName = topic.Topic,
            FullTopicName = topic.ToString(),
            UpdatedAt = region.Timestamp,
            ProducerCount = region.ProducerCount,
            SubscriptionCount = region.SubscriptionCount,
            ConsumerCount = region.ConsumerCount,
            Regions = Passes(_regions, RegionEndpoints.Region) ? new Dictionary<string, RegionPresence> { [RegionEndpoints.Region] = region } : [],
        };
    }

    private static bool Passes(HashSet<string> wanted, string name) => wanted.Count == 0 || wanted.Contains(name);

    private static HashSet<string> Names(StringValues given) =>
        [.. given.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
