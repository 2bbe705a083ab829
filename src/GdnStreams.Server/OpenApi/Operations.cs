using GdnStreams.Protocol;

namespace GdnStreams.Server.OpenApi;

/// <summary>Every request that the server answers. A test compares it with the routes.</summary>
internal static class Operations
{
    private const string Global = "global boolean Whether the stream is global (default) or local.";
    private const string Either = "global boolean Only global or only local streams; both without it.";

    public static IReadOnlyList<Operation> All { get; } =
        [.. SignIn(), .. Users(), .. Permissions("/user/{user}", "user"), .. Permissions("/key/{key}", "key"), .. Places(), .. Streams(), .. Cursors("subscription"), .. Cursors("subscriptions"), .. Expiry(), .. Policies(), .. Health(), .. Sockets()];

    private static IEnumerable<Operation> SignIn() =>
    [
        new("POST /_open/auth", "Signs in with e-mail or tenant and user, and password; the token is good for 12 hours.", RestJson.Default.SignInReply) { Body = RestJson.Default.SignInRequest, IsOpen = true },
        new("POST /apid/otp", "A one-time password for one socket, good for 10 seconds.", RestJson.Default.OtpReply),
        new("POST /key/validate", "Whose key or token it is.", RestJson.Default.EnvelopeKeyValidation) { Body = RestJson.Default.KeyValidationRequest },
        new("POST /key", "Makes an API key; the answer shows it this once.", RestJson.Default.ApiKeyCreated) { Body = RestJson.Default.CreateApiKey },
        new("GET /key", "The tenant's API keys.", RestJson.Default.EnvelopeIReadOnlyListApiKeyItem),
        new("GET /key/{key}", "One API key.", RestJson.Default.UserAnswer),
        new("DELETE /key/{key}", "Removes an API key; it opens nothing any more.", RestJson.Default.EnvelopeString) { Status = 202 },
    ];

    private static IEnumerable<Operation> Users() =>
    [
        new("GET /user", "The tenant's users.", RestJson.Default.EnvelopeIReadOnlyListUserDetails),
        new("POST /user", "Adds a user.", RestJson.Default.UserAnswer) { Body = RestJson.Default.UserRequest, Status = 201 },
        new("GET /user/{user}", "One user.", RestJson.Default.UserAnswer),
        new("PATCH /user/{user}", "Changes a user's password, e-mail or whether they may sign in.", RestJson.Default.UserAnswer) { Body = RestJson.Default.UserRequest },
        new("DELETE /user/{user}", "Removes a user; their tokens open nothing any more.", RestJson.Default.EnvelopeString) { Status = 202 },
        new("GET /tenants", "The tenant of the caller.", RestJson.Default.EnvelopeIReadOnlyListTenantItem),
        new("GET /tenant/{tenant}", "One tenant.", RestJson.Default.EnvelopeTenantItem),
        new("GET /limits/tenant/{tenant}", "Limits of a tenant.", RestJson.Default.EnvelopeTenantLimits),
    ];

    private static IEnumerable<Operation> Permissions(string subject, string word) =>
    [
        new($"GET {subject}/database", $"What a {word} may do, fabric by fabric: none, ro, wo or rw.", RestJson.Default.EnvelopeIReadOnlyDictionaryStringString),
        new($"GET {subject}/database/{{fabric}}", $"What a {word} may do in a fabric.", RestJson.Default.EnvelopeString),
        new($"PUT {subject}/database/{{fabric}}", $"Says what a {word} may do in a fabric.", RestJson.Default.EnvelopeIReadOnlyDictionaryStringString) { Body = RestJson.Default.GrantRequest },
        new($"DELETE {subject}/database/{{fabric}}", $"Takes back what was said of a {word} and a fabric.", RestJson.Default.EnvelopeString) { Status = 202 },
        new($"GET {subject}/database/{{fabric}}/stream", $"What a {word} may do with the streams of a fabric.", RestJson.Default.EnvelopeIReadOnlyDictionaryStringString)
        {
            Query = ["full boolean Also streams about which nothing was said."],
        },
        new($"GET {subject}/database/{{fabric}}/stream/{{topic}}", $"What a {word} may do with a stream.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new($"PUT {subject}/database/{{fabric}}/stream/{{topic}}", $"Says what a {word} may do with a stream.", RestJson.Default.EnvelopeIReadOnlyDictionaryStringString)
        {
            Body = RestJson.Default.GrantRequest,
            Query = [Global],
        },
        new($"DELETE {subject}/database/{{fabric}}/stream/{{topic}}", $"Takes back what was said of a {word} and a stream.", RestJson.Default.EnvelopeString) { Query = [Global], Status = 202 },
    ];

    private static IEnumerable<Operation> Places() =>
    [
        new("GET /database", "Names of the fabrics.", RestJson.Default.EnvelopeIReadOnlyListString),
        new("POST /database", "Makes a fabric.", RestJson.Default.EnvelopeBoolean) { Body = RestJson.Default.FabricRequest, Status = 201 },
        new("DELETE /database/{fabric}", "Removes a fabric with its streams.", RestJson.Default.EnvelopeBoolean),
        new("PUT /database/{region}", "Says in which region this fabric keeps its spot data.", RestJson.Default.EnvelopeBoolean),
        new("GET /database/user", "The fabrics that the caller may use.", RestJson.Default.EnvelopeIReadOnlyListFabricDetails),
        new("GET /database/current", "This fabric.", RestJson.Default.EnvelopeFabricDetails),
        new("GET /database/metadata", "This fabric with its free data.", RestJson.Default.EnvelopeFabricDetails),
        new("PUT /database/metadata", "Sets this fabric's free data.", RestJson.Default.EnvelopeBoolean) { Body = RestJson.Default.MetadataRequest, Status = 201 },
        new("PATCH /database/metadata", "Adds to this fabric's free data.", RestJson.Default.EnvelopeBoolean) { Body = RestJson.Default.MetadataRequest, Status = 201 },
        new("GET /version", "Name and version of the server.", RestJson.Default.ServerVersion) { IsOpen = true },
        new("GET /datacenter/local", "This region; its tags.url is where the server answers.", RestJson.Default.RegionDetails),
        new("GET /datacenter/all", "All regions.", RestJson.Default.IReadOnlyListRegionDetails),
        new("GET /datacenter/{name}", "One region.", RestJson.Default.RegionDetails),
        new("PUT /datacenter/{name}/{isSpot}", "Says whether fabrics may keep their spot data in a region.", RestJson.Default.ResultAnswer),
        new("GET /datacenter/_tenant/{tenant}", "The regions of a tenant.", RestJson.Default.IReadOnlyListTenantRegions),
    ];

    private static IEnumerable<Operation> Streams() =>
    [
        new("GET /streams", "The fabric's streams.", RestJson.Default.EnvelopeIReadOnlyListStreamItem) { Query = [Either] },
        new("GET /streams/persistent", "The fabric's streams, under its older path.", RestJson.Default.EnvelopeIReadOnlyListStreamItem) { Query = ["local boolean Only local or only global streams; both without it."] },
        new("POST /streams/{name}", "Creates a stream.", RestJson.Default.EnvelopeStreamCreated) { Query = [Global], Status = 202 },
        new("DELETE /streams/{topic}", "Removes a stream with its messages and subscriptions.", RestJson.Default.EnvelopeString)
        {
            Query = [Global, "force boolean Also while producers or consumers are connected."],
            Status = 202,
        },
        new("POST /streams/{topic}/publish", "Publishes the body as one message; the answer is its id.", RestJson.Default.EnvelopeString) { Query = [Global], TakesBytes = true, Status = 202 },
        new("GET /streams/{topic}/stats", "Rates, sizes, producers, subscriptions and their consumers.", RestJson.Default.EnvelopeStreamStats)
        {
            Query = [Global, "subscriptionBacklogSize boolean Whether each subscription tells the size of its backlog, too."],
        },
        new("GET /streams/{topic}/presence", "Who is connected.", RestJson.Default.EnvelopeStreamPresence)
        {
            Query =
            [
                "regionFilter string Names of regions, with commas between; all without it.", "producerFilter string Names of producers.",
                "subscriptionFilter string Names of subscriptions.", "consumerFilter string Names of consumers.",
            ],
        },
        new("GET /streams/{topic}/backlog", "Entries and the cursors on them.", RestJson.Default.EnvelopeBacklogStats) { Query = [Global] },
        new("GET /streams/{topic}/subscriptions", "Names of the durable subscriptions.", RestJson.Default.EnvelopeIReadOnlyListString) { Query = [Global] },
        new("DELETE /streams/{topic}/subscriptions/{subscription}", "Removes a subscription without consumers.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new("DELETE /streams/subscription/{subscription}", "Removes a subscription from every stream of the fabric.", RestJson.Default.EnvelopeString) { Query = [Either] },
        new("POST /streams/unsubscribe/{subscription}", "Removes a subscription from every stream of the fabric.", RestJson.Default.EnvelopeString) { Query = [Either] },
        new("POST /streams/clearbacklog", "Acknowledges everything for every subscription of the fabric.", RestJson.Default.EnvelopeString) { Query = [Either] },
        new("POST /streams/clearbacklog/{subscription}", "Acknowledges everything for one subscription on every stream of the fabric.", RestJson.Default.EnvelopeString) { Query = [Either] },
    ];

    /// <summary>Under GDN's word and under Pulsar's.</summary>
    private static IEnumerable<Operation> Cursors(string word) =>
    [
        new($"PUT /streams/{{topic}}/{word}/{{subscription}}", "Creates a subscription.", RestJson.Default.EnvelopeString)
        {
            Query = [Global, "position string earliest, latest (default) or a message id; instead of the body."],
            Body = RestJson.Default.CursorPosition,
        },
        new($"POST /streams/{{topic}}/{word}/{{subscription}}/skip/{{messages}}", "Acknowledges the next messages.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new($"POST /streams/{{topic}}/{word}/{{subscription}}/skip_all", "Acknowledges everything.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new($"POST /streams/{{topic}}/{word}/{{subscription}}/resetcursor", "Moves the cursor to a message.", RestJson.Default.EnvelopeString) { Query = [Global], Body = RestJson.Default.CursorPosition },
        new($"POST /streams/{{topic}}/{word}/{{subscription}}/resetcursor/{{milliseconds}}", "Moves the cursor to the first message published at a time, in milliseconds since 1970.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new($"POST /streams/{{topic}}/{word}/{{subscription}}/expireMessages/{{seconds}}", "Acknowledges what is older.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new($"GET /streams/{{topic}}/{word}/{{subscription}}/position/{{position}}", "Looks at unacknowledged messages, the first is 1; nothing is delivered or acknowledged.", RestJson.Default.EnvelopeIReadOnlyListConsumerMessage)
        {
            Query = [Global, "count integer How many, at most 1000; 1 without it."],
        },
    ];

    private static IEnumerable<Operation> Expiry() =>
    [
        new("POST /streams/{topic}/all_subscription/expireMessages/{seconds}", "Acknowledges what is older, for every subscription.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new("POST /streams/{topic}/expiry/{seconds}", "Acknowledges what is older, for every subscription.", RestJson.Default.EnvelopeString) { Query = [Global] },
    ];

    private static IEnumerable<Operation> Policies() =>
    [
        new("GET /streams/ttl", "The fabric's time to live of messages, in seconds; 0 is for ever.", RestJson.Default.EnvelopeInt64) { Query = [Global] },
        new("POST /streams/ttl/{seconds}", "Sets the fabric's time to live of messages.", RestJson.Default.EnvelopeString) { Query = [Either] },
        new("GET /streams/retention", "The fabric's retention of acknowledged messages.", RestJson.Default.EnvelopeRetentionPolicy) { Query = [Global] },
        new("PUT /streams/retention", "Sets the fabric's retention.", RestJson.Default.EnvelopeString) { Query = [Either], Body = RestJson.Default.RetentionPolicy },
        new("GET /streams/{topic}/retention", "A stream's retention.", RestJson.Default.EnvelopeRetentionPolicy) { Query = [Global] },
        new("PUT /streams/{topic}/retention", "Sets a stream's retention.", RestJson.Default.EnvelopeString) { Query = [Global], Body = RestJson.Default.RetentionPolicy },
        new("POST /streams/{topic}/terminate", "Ends a stream: it takes no more messages; the answer is the last one's id.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new("GET /streams/{topic}/lastMessageId", "Id of the last message.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new("GET /streams/{topic}/compaction", "Whether the stream was compacted.", RestJson.Default.EnvelopeCompactionStatus) { Query = [Global] },
        new("GET /streams/{topic}/messageid/{milliseconds}", "Id of the first message published at a time, in milliseconds since 1970, or later.", RestJson.Default.EnvelopeString) { Query = [Global] },
        new("PUT /streams/{topic}/compaction", "Removes the older messages of each key that nobody waits for; the answer is how many.", RestJson.Default.EnvelopeInt64) { Query = [Global] },
    ];

    private static IEnumerable<Operation> Health() =>
    [
        new("GET /healthz", "The server lives.", null) { IsOpen = true },
        new("GET /readyz", "The server and its store answer.", null) { IsOpen = true },
        new("GET /metrics", "Figures for Prometheus.", null) { IsOpen = true },
        new("GET /openapi.json", "This document.", null) { IsOpen = true },
    ];

    private static IEnumerable<Operation> Sockets()
    {
        const string Topic = "/persistent/{tenant}/{namespace}/{topic}";
        const string Queue = "receiverQueueSize integer Most unacknowledged messages on the socket, 0 to 1000 (default).";
        const string Otp = "otp string A one-time password, instead of the header.";
        return
        [
            new($"GET /_ws/ws/v2/producer{Topic}", "WebSocket: takes messages, answers with their ids.", null)
            {
                Status = 101,
                Query = [Otp, "producerName string Name for deduplication; one socket at a time.", "initialSequenceId integer Sequence id before the first message."],
            },
            new($"GET /_ws/ws/v2/consumer{Topic}/{{subscription}}", "WebSocket: delivers messages, takes acknowledgements.", null)
            {
                Status = 101,
                Query =
                [
                    Otp, Queue,
                    "subscriptionType string Exclusive (default), Shared, Failover or Key_Shared.",
                    "subscriptionMode string Durable (default) or NonDurable.",
                    "subscriptionInitialPosition string Latest (default) or Earliest.",
                    "ackTimeoutMillis integer Milliseconds until an unacknowledged message is delivered again; 0 (default) is never, else at least 1000.",
                    "negativeAckRedeliveryDelay integer Milliseconds until a negatively acknowledged message is delivered again; 60000 without it.",
                    "consumerName string Name of the consumer.",
                    "priorityLevel integer Lower is served first.",
                    "maxRedeliverCount integer Redeliveries until the dead letter topic.",
                    "deadLetterTopic string Name of the dead letter topic.",
                    "pullMode boolean Messages only on permit frames.",
                ],
            },
            new($"GET /_ws/ws/v2/reader{Topic}", "WebSocket: delivers messages without a subscription.", null)
            {
                Status = 101,
                Query = [Otp, Queue, "messageId string earliest, latest (default) or the id of the message before the first.", "readerName string Name of the reader."],
            },
        ];
    }
}
