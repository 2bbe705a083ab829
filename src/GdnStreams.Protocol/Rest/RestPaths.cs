namespace GdnStreams.Protocol;

/// <summary>Every REST path, written once: the client sends them, the server matches the constants.</summary>
public static class RestPaths
{
    /// <summary>Sign in: POST.</summary>
    public const string SignIn = "/_open/auth";

    /// <summary>One-time password for a socket: POST.</summary>
    public const string Otp = "/apid/otp";

    /// <summary>Users of the tenant: GET. The prefix <c>/_api</c> is optional for the server.</summary>
    public const string Users = "/_api/user";

    /// <summary>The region that answers: GET.</summary>
    public const string LocalRegion = "/datacenter/local";

    /// <summary>All regions: GET.</summary>
    public const string Regions = "/datacenter/all";

    /// <summary>API keys of the tenant: GET, POST.</summary>
    public const string ApiKeys = "/_api/key";

    /// <summary>The tenant of the caller: GET.</summary>
    public const string Tenants = "/_api/tenants";

    /// <summary>Name and version of the server: GET.</summary>
    public const string Version = "/_api/version";

    /// <summary>Names of the fabrics: GET; a new one: POST.</summary>
    public const string Fabrics = "/_fabric/_system/_api/database";

    /// <summary>Header of every answer: the server's id of the request.</summary>
    public const string RequestIdHeader = "x-gdn-requestid";

    /// <summary>Tells tenant and owner of a key or token: POST.</summary>
    public static string ValidateKey(string fabric) => InFabric(fabric, "key/validate");

    /// <summary>One region: GET.</summary>
    public static string Region(string name) => "/datacenter/" + UrlText.Segment(name);

    /// <summary>The regions of a tenant: GET.</summary>
    public static string RegionsOfTenant(string tenant) => "/datacenter/_tenant/" + UrlText.Segment(tenant);

    /// <summary>One user: GET, PATCH, DELETE.</summary>
    public static string User(string user) => $"{Users}/{UrlText.Segment(user)}";

    /// <summary>One API key: GET, DELETE.</summary>
    public static string ApiKey(string keyId) => $"{ApiKeys}/{UrlText.Segment(keyId)}";

    /// <summary>What a user or a key may do, fabric by fabric: GET.</summary>
    /// <param name="holder">Path of the user or the key.</param>
    public static string Grants(string holder) => holder + "/database";

    /// <summary>What a user or a key may do in one fabric: GET, PUT, DELETE.</summary>
    public static string Grant(string holder, string fabric) => $"{Grants(holder)}/{UrlText.Segment(fabric)}";

    /// <summary>What a user or a key may do with the streams of a fabric: GET; with <paramref name="full"/> also those about which nothing was said.</summary>
    public static string StreamGrants(string holder, string fabric, bool full) => Grant(holder, fabric) + "/stream" + (full ? "?full=true" : "");

    /// <summary>What a user or a key may do with one stream: GET, PUT, DELETE.</summary>
    public static string StreamGrant(string holder, string fabric, StreamName name) =>
        $"{Grant(holder, fabric)}/stream/{UrlText.Segment(name.Topic)}{Global(name.Scope)}";

    /// <summary>One tenant: GET.</summary>
    public static string Tenant(string tenant) => "/_api/tenant/" + UrlText.Segment(tenant);

    /// <summary>Limits of a tenant: GET.</summary>
    public static string Limits(string tenant) => "/_api/limits/tenant/" + UrlText.Segment(tenant);

    /// <summary>One fabric: DELETE. Details are at <see cref="Fabric"/>.</summary>
    public static string FabricByName(string fabric) => $"{Fabrics}/{UrlText.Segment(fabric)}";

    /// <summary>A fabric with its free data: GET; PUT replaces and PATCH adds to it.</summary>
    public static string Metadata(string fabric) => InFabric(fabric, "database/metadata");

    /// <summary>A fabric's time to live of messages, one scope's: GET.</summary>
    public static string Ttl(string fabric, StreamScope scope) => InFabric(fabric, "streams/ttl") + Global(scope);

    /// <summary>Sets it, of one scope or of both (null): POST.</summary>
    public static string SetTtl(string fabric, StreamScope? scope, long seconds) => InFabric(fabric, $"streams/ttl/{seconds}") + Global(scope);

    /// <summary>A fabric's retention: GET of one scope, PUT of one or of both (null).</summary>
    public static string FabricRetention(string fabric, StreamScope? scope) => InFabric(fabric, "streams/retention") + Global(scope);

    /// <summary>A stream's own retention: GET, PUT.</summary>
    public static string Retention(string fabric, StreamName name) => InStream(fabric, name, "/retention") + Global(name.Scope);

    /// <summary>Ends a stream: POST.</summary>
    public static string Terminate(string fabric, StreamName name) => InStream(fabric, name, "/terminate") + Global(name.Scope);

    /// <summary>Id of the last message: GET.</summary>
    public static string LastMessageId(string fabric, StreamName name) => InStream(fabric, name, "/lastMessageId") + Global(name.Scope);

    /// <summary>Id of the first message published at a time, in milliseconds since 1970, or later: GET.</summary>
    public static string MessageIdAt(string fabric, StreamName name, long milliseconds) =>
        InStream(fabric, name, "/messageid/" + milliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture)) + Global(name.Scope);

    /// <summary>Compacts a stream: PUT.</summary>
    public static string Compaction(string fabric, StreamName name) => InStream(fabric, name, "/compaction") + Global(name.Scope);

    /// <summary>Details of a fabric: GET.</summary>
    public static string Fabric(string fabric) => InFabric(fabric, "database/current");

    /// <summary>Fabrics the user may use: GET.</summary>
    public static string UserFabrics(string fabric) => InFabric(fabric, "database/user");

    /// <summary>Streams of a fabric: GET, with <c>?global=</c> for one scope.</summary>
    public static string Streams(string fabric, StreamScope? scope = null) =>
        InFabric(fabric, "streams") + Global(scope);

    /// <summary>Creates a stream: POST. The only path that takes the name without its prefix.</summary>
    public static string CreateStream(string fabric, StreamName name) => InFabric(fabric, "streams/" + UrlText.Segment(name.Name)) + Global(name.Scope);

    /// <summary>One stream: DELETE.</summary>
    public static string Stream(string fabric, StreamName name, bool force = false) =>
        InStream(fabric, name, "") + Global(name.Scope) + (force ? "&force=true" : "");

    /// <summary>Statistics of a stream: GET.</summary>
    public static string Stats(string fabric, StreamName name) => InStream(fabric, name, "/stats") + Global(name.Scope);

    /// <summary>Backlog of a stream: GET.</summary>
    public static string Backlog(string fabric, StreamName name) => InStream(fabric, name, "/backlog") + Global(name.Scope);

    /// <summary>Subscriptions of a stream: GET.</summary>
    public static string Subscriptions(string fabric, StreamName name) => InStream(fabric, name, "/subscriptions") + Global(name.Scope);

    /// <summary>One subscription of a stream: PUT with a position, DELETE.</summary>
    public static string Subscription(string fabric, StreamName name, string subscription) => OfSubscription(fabric, name, subscription, "");

    /// <summary>Acknowledges the next messages: POST.</summary>
    public static string Skip(string fabric, StreamName name, string subscription, long messages) => OfSubscription(fabric, name, subscription, $"/skip/{messages}");

    /// <summary>Acknowledges everything: POST.</summary>
    public static string SkipAll(string fabric, StreamName name, string subscription) => OfSubscription(fabric, name, subscription, "/skip_all");

    /// <summary>Moves the cursor to a message: POST.</summary>
    public static string ResetCursor(string fabric, StreamName name, string subscription) => OfSubscription(fabric, name, subscription, "/resetcursor");

    /// <summary>Moves the cursor to a time in milliseconds since 1970: POST.</summary>
    public static string ResetCursor(string fabric, StreamName name, string subscription, long milliseconds) =>
        OfSubscription(fabric, name, subscription, $"/resetcursor/{milliseconds}");

    /// <summary>Acknowledges what is older, for one subscription or all (null): POST.</summary>
    public static string Expire(string fabric, StreamName name, string? subscription, long seconds) => subscription is null
        ? InStream(fabric, name, $"/expiry/{seconds}") + Global(name.Scope)
        : OfSubscription(fabric, name, subscription, $"/expireMessages/{seconds}");

    /// <summary>Looks at the backlog, the first message is 1: GET.</summary>
    public static string Peek(string fabric, StreamName name, string subscription, long position, int count) =>
        OfSubscription(fabric, name, subscription, $"/position/{position}") + $"&count={count}";

    /// <summary>Publishes the raw bytes of the body: POST.</summary>
    public static string Publish(string fabric, StreamName name) => InStream(fabric, name, "/publish") + Global(name.Scope);

    /// <summary>Removes a subscription from all streams of the fabric: DELETE.</summary>
    public static string Unsubscribe(string fabric, string subscription) => InFabric(fabric, "streams/subscription/" + UrlText.Segment(subscription));

    /// <summary>Clears the backlog of all subscriptions, or of one by name, on all streams of the fabric: POST.</summary>
    public static string ClearBacklog(string fabric, string? subscription = null) =>
        InFabric(fabric, "streams/clearbacklog" + (subscription is null ? "" : "/" + UrlText.Segment(subscription)));

    private static string OfSubscription(string fabric, StreamName name, string subscription, string rest) =>
        InStream(fabric, name, $"/subscriptions/{UrlText.Segment(subscription)}{rest}") + Global(name.Scope);

    private static string InFabric(string fabric, string rest) => $"/_fabric/{UrlText.Segment(fabric)}/_api/{rest}";

    private static string InStream(string fabric, StreamName name, string rest) => InFabric(fabric, "streams/" + UrlText.Segment(name.Topic) + rest);

    private static string Global(StreamScope? scope) => scope is null ? "" : scope == StreamScope.Global ? "?global=true" : "?global=false";
}
