using GdnStreams.Engine;
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

    public StreamPresence Presence(StreamStatus status, DateTimeOffset now)
    {
        status.Topic.TryGetStream(out var fabric, out var stream);
        SubscriptionPresence[] subscriptions =
        [
            .. status.Subscriptions.Where(s => Passes(_subscriptions, s.Name)).Select(s =>
            {
                string[] consumers = [.. s.Consumers.Select(c => c.Name).Where(name => Passes(_consumers, name))];
                return new SubscriptionPresence { Name = s.Name, ConsumerCount = consumers.Length, ConsumerNames = consumers };
            }),
        ];
        string[] producers = [.. status.Producers.Select(p => p.Name).Where(name => Passes(_producers, name))];
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
            Key = status.Topic.Topic,
            Tenant = status.Topic.Tenant,
            Fabric = fabric ?? "",
            Global = stream?.Scope == StreamScope.Global,
            TopicName = status.Topic.Topic,
            FullTopicName = status.Topic.ToString(),
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
