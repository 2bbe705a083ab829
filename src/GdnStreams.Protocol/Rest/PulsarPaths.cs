namespace GdnStreams.Protocol;

/// <summary>Every path of Pulsar's administration that this product uses, written once.</summary>
internal static class PulsarPaths
{
    /// <summary>Version of the broker: GET, bare text.</summary>
    public const string Version = Root + "brokers/version";

    /// <summary>Names of the clusters: GET.</summary>
    public const string Clusters = Root + "clusters";

    /// <summary>Names of the tenants: GET.</summary>
    public const string Tenants = Root + "tenants";

    private const string Root = "/admin/v2/";

    /// <summary>Addresses of one cluster: GET.</summary>
    public static string Cluster(string cluster) => $"{Clusters}/{UrlText.Segment(cluster)}";

    /// <summary>Roles and clusters of one tenant: GET.</summary>
    public static string Tenant(string tenant) => $"{Tenants}/{UrlText.Segment(tenant)}";

    /// <summary>Names of a tenant's namespaces, as <c>tenant/namespace</c>: GET.</summary>
    public static string Namespaces(string tenant) => $"{Root}namespaces/{UrlText.Segment(tenant)}";

    /// <summary>One namespace: PUT, DELETE.</summary>
    public static string Namespace(string tenant, string name) => $"{Namespaces(tenant)}/{UrlText.Segment(name)}";

    /// <summary>The clusters that a namespace is replicated to: GET.</summary>
    public static string Replication(string tenant, string name) => Namespace(tenant, name) + "/replication";

    /// <summary>Free data of a namespace, texts by name: GET, PUT (adds), DELETE.</summary>
    public static string Properties(string tenant, string name) => Namespace(tenant, name) + "/properties";

    /// <summary>Retention of a namespace: GET, POST, DELETE.</summary>
    public static string NamespaceRetention(string tenant, string name) => Namespace(tenant, name) + "/retention";

    /// <summary>Time to live of a namespace's messages, a bare number of seconds: GET, POST, DELETE.</summary>
    public static string NamespaceTtl(string tenant, string name) => Namespace(tenant, name) + "/messageTTL";

    /// <summary>Whether sockets create missing topics of a namespace: POST.</summary>
    public static string AutoTopicCreation(string tenant, string name) => Namespace(tenant, name) + "/autoTopicCreation";

    /// <summary>Clears the backlog of every subscription in a namespace: POST.</summary>
    public static string ClearBacklog(string tenant, string name) => Namespace(tenant, name) + "/clearBacklog";

    /// <summary>Full names of the persistent topics of a namespace: GET.</summary>
    public static string Topics(string tenant, string name) => $"{Root}persistent/{UrlText.Segment(tenant)}/{UrlText.Segment(name)}";

    /// <summary>Full names of the topics of a namespace that have partitions: GET.</summary>
    public static string PartitionedTopics(string tenant, string name) => Topics(tenant, name) + "/partitioned";

    /// <summary>One topic: PUT, DELETE.</summary>
    public static string Topic(TopicName topic, bool force = false) =>
        $"{Root}{topic.Domain}/{UrlText.Segment(topic.Tenant)}/{UrlText.Segment(topic.Namespace)}/{UrlText.Segment(topic.Topic)}" + (force ? "?force=true" : "");

    /// <summary>The partitions of a topic: GET, PUT with a bare number, DELETE.</summary>
    public static string Partitions(TopicName topic, bool force = false) => Topic(topic) + "/partitions" + (force ? "?force=true" : "");

    /// <summary>Statistics of a topic, backlogs counted message by message: GET.</summary>
    public static string Stats(TopicName topic) => Topic(topic) + "/stats?getPreciseBacklog=true&subscriptionBacklogSize=true";

    /// <summary>The same of each partition of a topic: GET.</summary>
    public static string PartitionedStats(TopicName topic) => Topic(topic) + "/partitioned-stats?perPartition=true&getPreciseBacklog=true&subscriptionBacklogSize=true";

    /// <summary>Ledgers and cursors of a topic: GET.</summary>
    public static string Ledgers(TopicName topic) => Topic(topic) + "/internalStats";

    /// <summary>Ledgers and cursors of each partition of a topic: GET.</summary>
    public static string PartitionedLedgers(TopicName topic) => Topic(topic) + "/partitioned-internalStats";

    /// <summary>Where the last message is: GET.</summary>
    public static string LastMessageId(TopicName topic) => Topic(topic) + "/lastMessageId";

    /// <summary>Where the first message published at a time, in milliseconds since 1970, or later is: GET.</summary>
    public static string MessageIdAt(TopicName topic, long milliseconds) =>
        Topic(topic) + "/messageid/" + milliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Ends a topic: POST.</summary>
    public static string Terminate(TopicName topic) => Topic(topic) + "/terminate";

    /// <summary>Ends every partition of a topic: POST.</summary>
    public static string TerminatePartitions(TopicName topic) => Terminate(topic) + "/partitions";

    /// <summary>Compaction of a topic: PUT starts it, GET tells how it goes.</summary>
    public static string Compaction(TopicName topic) => Topic(topic) + "/compaction";

    /// <summary>A topic's own retention: GET, POST, DELETE.</summary>
    public static string Retention(TopicName topic) => Topic(topic) + "/retention";

    /// <summary>A topic's own time to live: GET and DELETE; POST with the seconds in the query.</summary>
    public static string Ttl(TopicName topic, long? seconds = null) => Topic(topic) + "/messageTTL" + (seconds is { } s ? $"?messageTTL={s}" : "");

    /// <summary>Names of the subscriptions of a topic: GET.</summary>
    public static string Subscriptions(TopicName topic) => Topic(topic) + "/subscriptions";

    /// <summary>One subscription: PUT with a position, DELETE.</summary>
    public static string Subscription(TopicName topic, string subscription, bool force = false) => OfSubscription(topic, subscription, "") + (force ? "?force=true" : "");

    /// <summary>Acknowledges the next messages: POST.</summary>
    public static string Skip(TopicName topic, string subscription, long messages) => OfSubscription(topic, subscription, $"/skip/{messages}");

    /// <summary>Acknowledges everything: POST.</summary>
    public static string SkipAll(TopicName topic, string subscription) => OfSubscription(topic, subscription, "/skip_all");

    /// <summary>Moves the cursor to a position: POST.</summary>
    public static string ResetCursor(TopicName topic, string subscription) => OfSubscription(topic, subscription, "/resetcursor");

    /// <summary>Moves the cursor to a time in milliseconds since 1970: POST.</summary>
    public static string ResetCursor(TopicName topic, string subscription, long milliseconds) => OfSubscription(topic, subscription, $"/resetcursor/{milliseconds}");

    /// <summary>Acknowledges what is older: POST.</summary>
    public static string Expire(TopicName topic, string subscription, long seconds) => OfSubscription(topic, subscription, $"/expireMessages/{seconds}");

    /// <summary>The nth entry of the backlog, the first is 1: GET, the body is the payload, the rest is in headers.</summary>
    public static string Peek(TopicName topic, string subscription, long position) => OfSubscription(topic, subscription, $"/position/{position}");

    private static string OfSubscription(TopicName topic, string subscription, string rest) => $"{Topic(topic)}/subscription/{UrlText.SegmentDecodedTwice(subscription)}{rest}";
}
