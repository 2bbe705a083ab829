namespace GdnStreams.Protocol;

/// <summary>Subscriptions and their cursors. <c>subscription</c> and <c>subscriptions</c> are the same: early GDN has the one, Pulsar the other.</summary>
internal static class SubscriptionCalls
{
    private const string One = "/streams/{topic}/subscriptions/{subscription}";
    private const string Older = "/streams/{topic}/subscription/{subscription}";

    public static JsonCall<IReadOnlyList<string>> List { get; } = new(
        "GET", "/streams/{topic}/subscriptions", RestRight.StreamLook, "Names of the durable subscriptions.", json => json.EnvelopeIReadOnlyListString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonBodyCall<CursorPosition, string> Create { get; } = new(
        "PUT", One, RestRight.StreamRead, "Creates a subscription, at the position of the query or of the body.", json => json.CursorPosition, json => json.EnvelopeString)
    {
        HasOptionalBody = true, Place = RestPlace.Fabric, Aliases = [Older], Query = [RestQuery.Global, new("position", "string", "earliest, latest (default) or a message id; instead of the body.")],
    };

    public static JsonCall<string> Delete { get; } = new("DELETE", One, RestRight.StreamReadWrite, "Removes a subscription without consumers.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonCall<string> Skip { get; } = new("POST", One + "/skip/{messages}", RestRight.StreamReadWrite, "Acknowledges the next messages.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Aliases = [Older + "/skip/{messages}"], Query = [RestQuery.Global],
    };

    public static JsonCall<string> SkipAll { get; } = new("POST", One + "/skip_all", RestRight.StreamReadWrite, "Acknowledges everything.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Aliases = [Older + "/skip_all"], Query = [RestQuery.Global],
    };

    public static JsonBodyCall<CursorPosition, string> Reset { get; } = new(
        "POST", One + "/resetcursor", RestRight.StreamReadWrite, "Moves the cursor to a message, that of the query or of the body.", json => json.CursorPosition, json => json.EnvelopeString)
    {
        HasOptionalBody = true, Place = RestPlace.Fabric, Aliases = [Older + "/resetcursor"], Query = [RestQuery.Global, new("position", "string", "earliest, latest (default) or a message id; instead of the body.")],
    };

    public static JsonCall<string> ResetToTime { get; } = new(
        "POST", One + "/resetcursor/{milliseconds}", RestRight.StreamReadWrite, "Moves the cursor to the first message published at a time, in milliseconds since 1970.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Aliases = [Older + "/resetcursor/{milliseconds}"], Query = [RestQuery.Global],
    };

    public static JsonCall<string> Expire { get; } = new("POST", One + "/expireMessages/{seconds}", RestRight.StreamReadWrite, "Acknowledges what is older.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Aliases = [Older + "/expireMessages/{seconds}"], Query = [RestQuery.Global],
    };

    public static JsonCall<string> ExpireAll { get; } = new(
        "POST", "/streams/{topic}/expiry/{seconds}", RestRight.StreamReadWrite, "Acknowledges what is older, for every subscription.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Aliases = ["/streams/{topic}/all_subscription/expireMessages/{seconds}"], Query = [RestQuery.Global],
    };

    public static JsonCall<IReadOnlyList<ConsumerMessage>> Peek { get; } = new(
        "GET", One + "/position/{position}", RestRight.StreamRead, "Looks at unacknowledged messages, the first is 1; nothing is delivered or acknowledged.", json => json.EnvelopeIReadOnlyListConsumerMessage)
    {
        Place = RestPlace.Fabric, Aliases = [Older + "/position/{position}"], Query = [RestQuery.Global, new("count", "integer", "How many, at most 1000; 1 without it.")],
    };

    public static JsonCall<string> Unsubscribe { get; } = new(
        "DELETE", "/streams/subscription/{subscription}", RestRight.EachStream, "Removes a subscription from every stream of the fabric on which the caller has rw.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Scope],
    };

    public static JsonCall<string> UnsubscribeOlder { get; } = new(
        "POST", "/streams/unsubscribe/{subscription}", RestRight.EachStream, "The same, under its older path.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Scope],
    };

    public static JsonCall<string> ClearBacklogs { get; } = new(
        "POST", "/streams/clearbacklog", RestRight.EachStream, "Acknowledges everything for every subscription of the streams on which the caller has rw.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Scope],
    };

    public static JsonCall<string> ClearBacklog { get; } = new(
        "POST", "/streams/clearbacklog/{subscription}", RestRight.EachStream, "Acknowledges everything for one subscription of the streams on which the caller has rw.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Scope],
    };

    public static IReadOnlyList<RestCall> All { get; } =
        [List, Create, Delete, Skip, SkipAll, Reset, ResetToTime, Expire, ExpireAll, Peek, Unsubscribe, UnsubscribeOlder, ClearBacklogs, ClearBacklog];
}
