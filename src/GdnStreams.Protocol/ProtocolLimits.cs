namespace GdnStreams.Protocol;

/// <summary>Sizes and times that both ends of the wire share.</summary>
public static class ProtocolLimits
{
    /// <summary>Largest text frame a server accepts, in bytes of JSON (Pulsar's <c>webSocketMaxTextFrameSize</c>): 1,048,576. More closes the socket with 1009.</summary>
    public const int MaxFrameBytes = 1024 * 1024;

    /// <summary>Largest frame a client must be able to receive, in bytes: a native producer may store 5 MiB, which Base64 makes 7.</summary>
    public const int MaxReceiveBytes = 8 * 1024 * 1024;

    /// <summary>Largest message that is published over HTTP, in bytes (Pulsar's <c>maxMessageSize</c>): 5,242,880.</summary>
    public const int MaxPublishBytes = 5 * 1024 * 1024;

    /// <summary>Most messages a server keeps unacknowledged on one socket (Pulsar's cap of <c>receiverQueueSize</c>): 1,000.</summary>
    public const int MaxReceiverQueueSize = 1000;

    /// <summary>Longest stream name without its prefix, in characters: 230 (GDN's OpenAPI).</summary>
    public const int MaxStreamNameLength = 230;

    /// <summary>Most streams that one request creates: 1,000.</summary>
    public const int MaxStreamsOfRequest = 1000;

    /// <summary>Seconds a one-time password lives: 10 (jsC8's guide).</summary>
    public const int OtpLifetimeSeconds = 10;

    /// <summary>Seconds a JSON web token lives: 43,200, which is 12 hours (recorded).</summary>
    public const int TokenLifetimeSeconds = 43_200;

    /// <summary>
    /// Milliseconds that the end of a consumer's socket stays behind the proof of its last acknowledgement on a Pulsar: 150. Its WebSocket service sends acknowledgements on
    /// each 100 ms, or at the end of the socket; where the two meet, it loses them.
    /// </summary>
    /// <remarks>Measured with 4.0.8: once in 7,200 sockets that ended about 100 ms after they were opened. PersistentAcknowledgmentsGroupingTracker.flush takes no lock.</remarks>
    public const int PulsarSettlingMilliseconds = 150;

    /// <summary>Seconds after which a server closes a socket without traffic (Pulsar's <c>webSocketSessionIdleTimeoutMillis</c>): 300.</summary>
    public const int IdleTimeoutSeconds = 300;
}
