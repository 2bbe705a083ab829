namespace GdnStreams.Protocol;

/// <summary>Streams.</summary>
internal static class StreamCalls
{
    public static JsonCall<IReadOnlyList<StreamItem>> List { get; } = new(
        "GET", "/streams", RestRight.EachStream, "The fabric's streams that the caller may see.", json => json.EnvelopeIReadOnlyListStreamItem)
    {
        Place = RestPlace.Fabric,
        Query =
        [
            RestQuery.Scope, new("contains", "string", "Only streams with this text in their name."),
            new("after", "string", "Only streams behind this topic, in the order of their topics."), new("limit", "integer", "Most streams, the first ones in the order of their topics; all without it."),
        ],
    };

    public static JsonCall<IReadOnlyList<StreamItem>> ListPersistent { get; } = new(
        "GET", "/streams/persistent", RestRight.EachStream, "The fabric's streams, under their older path.", json => json.EnvelopeIReadOnlyListStreamItem)
    {
        Place = RestPlace.Fabric, Query = [new("local", "boolean", "Only local or only global streams; both without it.")],
    };

    /// <remarks>The only call that takes the name without its prefix.</remarks>
    public static JsonCall<StreamCreated> Create { get; } = new(
        "POST", "/streams/{name}", RestRight.StreamReadWrite, "Creates a stream.", json => json.EnvelopeStreamCreated)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global], Status = 202,
    };

    /// <remarks>This server's own, in the form of GDN's calls that take several documents.</remarks>
    public static JsonBodyCall<IReadOnlyList<string>, IReadOnlyList<StreamCreationItem>> CreateMany { get; } = new(
        "POST", "/streams", RestRight.EachStream, "Creates the streams of these names, at most 1000; the answer has an item for each, which says why it was not created.",
        json => json.IReadOnlyListString, json => json.EnvelopeIReadOnlyListStreamCreationItem)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global], Status = 202, BodyLimit = 256 * 1024,
    };

    public static JsonCall<string> Delete { get; } = new(
        "DELETE", "/streams/{topic}", RestRight.StreamReadWrite, "Removes a stream with its messages and subscriptions.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global, new("force", "boolean", "Also while producers or consumers are connected.")], Status = 202,
    };

    public static JsonCall<string> Publish { get; } = new(
        "POST", "/streams/{topic}/publish", RestRight.StreamWrite, "Publishes the body as one message; the answer is its id.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global], Status = 202, TakesBytes = true, BodyLimit = ProtocolLimits.MaxPublishBytes,
    };

    public static JsonCall<StreamStats> GetStats { get; } = new(
        "GET", "/streams/{topic}/stats", RestRight.StreamLook, "Rates, sizes, producers, subscriptions and their consumers.", json => json.EnvelopeStreamStats)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global, new("subscriptionBacklogSize", "boolean", "Whether each subscription tells the size of its backlog, too.")],
    };

    public static JsonCall<StreamPresence> GetPresence { get; } = new(
        "GET", "/streams/{topic}/presence", RestRight.StreamLook, "Who is connected.", json => json.EnvelopeStreamPresence)
    {
        Place = RestPlace.Fabric,
        Query =
        [
            new("regionFilter", "string", "Names of regions, with commas between; all without it."), new("producerFilter", "string", "Names of producers."),
            new("subscriptionFilter", "string", "Names of subscriptions."), new("consumerFilter", "string", "Names of consumers."),
        ],
    };

    public static JsonCall<BacklogStats> GetBacklog { get; } = new(
        "GET", "/streams/{topic}/backlog", RestRight.StreamLook, "Entries and the cursors on them.", json => json.EnvelopeBacklogStats)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonCall<string> Terminate { get; } = new(
        "POST", "/streams/{topic}/terminate", RestRight.StreamReadWrite, "Ends a stream: it takes no more messages; the answer is the last one's id.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonCall<string> GetLastMessageId { get; } = new(
        "GET", "/streams/{topic}/lastMessageId", RestRight.StreamRead, "Id of the last message.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonCall<string> GetMessageIdAt { get; } = new(
        "GET", "/streams/{topic}/messageid/{milliseconds}", RestRight.StreamRead, "Id of the first message published at a time, in milliseconds since 1970, or later.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonCall<long> Compact { get; } = new(
        "PUT", "/streams/{topic}/compaction", RestRight.StreamReadWrite, "Removes the older messages of each key that nobody waits for; the answer is how many.", json => json.EnvelopeInt64)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonCall<CompactionReply> GetCompaction { get; } = new(
        "GET", "/streams/{topic}/compaction", RestRight.StreamLook, "Whether the stream was compacted.", json => json.EnvelopeCompactionReply)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static IReadOnlyList<RestCall> All { get; } =
        [List, ListPersistent, Create, CreateMany, Delete, Publish, GetStats, GetPresence, GetBacklog, Terminate, GetLastMessageId, GetMessageIdAt, Compact, GetCompaction];
}
