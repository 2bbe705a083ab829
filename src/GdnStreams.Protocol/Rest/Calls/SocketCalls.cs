namespace GdnStreams.Protocol;

/// <summary>
/// The handshakes of the sockets, for the description of the API. They are no calls of <see cref="RestApi"/>: <see cref="StreamSocketAddress"/> writes and
/// reads their addresses.
/// </summary>
internal static class SocketCalls
{
    private const string Topic = "/persistent/{tenant}/{namespace}/{topic}";
    private static readonly RestQuery Queue = new("receiverQueueSize", "integer", "Most unacknowledged messages on the socket, 0 to 1000 (default).");
    private static readonly RestQuery Otp = new("otp", "string", "A one-time password, instead of the header.");

    public static RestCall Producer { get; } = new("GET", StreamSocketAddress.GdnPrefix + "/ws/v2/producer" + Topic, RestRight.StreamWrite, "WebSocket: takes messages, answers with their ids.")
    {
        Place = RestPlace.Root,
        Status = 101,
        Query = [Otp, new("producerName", "string", "Name for deduplication; one socket at a time."), new("initialSequenceId", "integer", "Sequence id before the first message.")],
    };

    public static RestCall Consumer { get; } = new(
        "GET", StreamSocketAddress.GdnPrefix + "/ws/v2/consumer" + Topic + "/{subscription}", RestRight.StreamRead, "WebSocket: delivers messages, takes acknowledgements.")
    {
        Place = RestPlace.Root,
        Status = 101,
        Query =
        [
            Otp, Queue,
            new("subscriptionType", "string", "Exclusive (default), Shared, Failover or Key_Shared."),
            new("subscriptionMode", "string", "Durable (default) or NonDurable."),
            new("subscriptionInitialPosition", "string", "Latest (default) or Earliest."),
            new("ackTimeoutMillis", "integer", "Milliseconds until an unacknowledged message is delivered again; 0 (default) is never, else at least 1000."),
            new("negativeAckRedeliveryDelay", "integer", "Milliseconds until a negatively acknowledged message is delivered again; 60000 without it."),
            new("consumerName", "string", "Name of the consumer."),
            new("priorityLevel", "integer", "Lower is served first."),
            new("maxRedeliverCount", "integer", "Redeliveries until the dead letter topic, on which the caller needs wo or rw."),
            new("deadLetterTopic", "string", "Name of the dead letter topic."),
            new("pullMode", "boolean", "Messages only on permit frames."),
        ],
    };

    public static RestCall Reader { get; } = new("GET", StreamSocketAddress.GdnPrefix + "/ws/v2/reader" + Topic, RestRight.StreamRead, "WebSocket: delivers messages without a subscription.")
    {
        Place = RestPlace.Root,
        Status = 101,
        Query =
        [
            Otp, Queue, new("messageId", "string", "earliest, latest (default) or the id of the message before the first."), new("readerName", "string", "Name of the reader."),
        ],
    };

    public static IReadOnlyList<RestCall> All { get; } = [Producer, Consumer, Reader];
}
