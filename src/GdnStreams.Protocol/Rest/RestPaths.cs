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

    /// <summary>Header of every answer: the server's id of the request.</summary>
    public const string RequestIdHeader = "x-gdn-requestid";

    /// <summary>Tells tenant and owner of a key or token: POST.</summary>
    public static string ValidateKey(string fabric) => InFabric(fabric, "key/validate");

    /// <summary>Details of a fabric: GET.</summary>
    public static string Fabric(string fabric) => InFabric(fabric, "database/current");

    /// <summary>Fabrics the user may use: GET.</summary>
    public static string UserFabrics(string fabric) => InFabric(fabric, "database/user");

    /// <summary>Streams of a fabric: GET, with <c>?global=</c> for one scope.</summary>
    public static string Streams(string fabric, StreamScope? scope = null) =>
        InFabric(fabric, "streams") + (scope is { } s ? Global(s) : "");

    /// <summary>Creates a stream: POST. The only path that takes the name without its prefix.</summary>
    public static string CreateStream(string fabric, StreamName name) => InFabric(fabric, "streams/" + UrlText.Encode(name.Name)) + Global(name.Scope);

    /// <summary>One stream: DELETE.</summary>
    public static string Stream(string fabric, StreamName name, bool force = false) =>
        InStream(fabric, name, "") + Global(name.Scope) + (force ? "&force=true" : "");

    /// <summary>Statistics of a stream: GET.</summary>
    public static string Stats(string fabric, StreamName name) => InStream(fabric, name, "/stats") + Global(name.Scope);

    /// <summary>Backlog of a stream: GET.</summary>
    public static string Backlog(string fabric, StreamName name) => InStream(fabric, name, "/backlog") + Global(name.Scope);

    /// <summary>Subscriptions of a stream: GET.</summary>
    public static string Subscriptions(string fabric, StreamName name) => InStream(fabric, name, "/subscriptions") + Global(name.Scope);

    /// <summary>One subscription of a stream: DELETE.</summary>
    public static string Subscription(string fabric, StreamName name, string subscription) =>
        InStream(fabric, name, "/subscriptions/" + UrlText.Encode(subscription)) + Global(name.Scope);

    /// <summary>Publishes the raw bytes of the body: POST.</summary>
    public static string Publish(string fabric, StreamName name) => InStream(fabric, name, "/publish") + Global(name.Scope);

    /// <summary>Removes a subscription from all streams of the fabric: DELETE.</summary>
    public static string Unsubscribe(string fabric, string subscription) => InFabric(fabric, "streams/subscription/" + UrlText.Encode(subscription));

    /// <summary>Clears the backlog of all subscriptions, or of one by name, on all streams of the fabric: POST.</summary>
    public static string ClearBacklog(string fabric, string? subscription = null) =>
        InFabric(fabric, "streams/clearbacklog" + (subscription is null ? "" : "/" + UrlText.Encode(subscription)));

    private static string InFabric(string fabric, string rest) => $"/_fabric/{UrlText.Encode(fabric)}/_api/{rest}";

    private static string InStream(string fabric, StreamName name, string rest) => InFabric(fabric, "streams/" + UrlText.Encode(name.Topic) + rest);

    private static string Global(StreamScope scope) => scope == StreamScope.Global ? "?global=true" : "?global=false";
}
