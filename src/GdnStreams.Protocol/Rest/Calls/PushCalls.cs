namespace GdnStreams.Protocol;

/// <summary>Pushes: subscriptions that the server delivers to an address. GDN has none, so they stand under a word that is none of GDN's.</summary>
internal static class PushCalls
{
    private const string One = "/gdnstreams/pushes/{topic}/{subscription}";

    public static JsonCall<IReadOnlyList<PushItem>> List { get; } = new(
        "GET", "/gdnstreams/pushes", RestRight.Administrator, "The fabric's pushes, and how they are doing.", json => json.EnvelopeIReadOnlyListPushItem)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonCall<PushItem> Get { get; } = new("GET", One, RestRight.Administrator, "The push of a subscription.", json => json.EnvelopePushItem)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonBodyCall<PushBody, PushItem> Create { get; } = new(
        "POST", One, RestRight.Administrator, "Lets the server deliver a durable subscription to an address.", json => json.PushBody, json => json.EnvelopePushItem)
    {
        Place = RestPlace.Fabric, Status = 201,
    };

    public static JsonBodyCall<PushBody, PushItem> Change { get; } = new(
        "PATCH", One, RestRight.Administrator, "Changes a push, or stops and resumes it; a message that waits for its next attempt is tried at once.", json => json.PushBody, json => json.EnvelopePushItem)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonCall<string> Delete { get; } = new("DELETE", One, RestRight.Administrator, "Ends a push; the subscription stays.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonCall<PushTestReply> Test { get; } = new(
        "POST", One + "/test", RestRight.Administrator, "Sends one test delivery now and tells what came of it; no message is touched.", json => json.EnvelopePushTestReply)
    {
        Place = RestPlace.Fabric,
    };

    public static IReadOnlyList<RestCall> All { get; } = [List, Get, Create, Change, Delete, Test];
}
