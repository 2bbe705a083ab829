namespace GdnStreams.Protocol;

/// <summary>Pulsar's <c>WebSocketError</c>. Only 3, 7 and 8 occur on a producer socket.</summary>
public enum FrameErrorCode
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The producer could not be created.</summary>
    CreateProducer = 1,

    /// <summary>The subscription could not be created.</summary>
    Subscribe = 2,

    /// <summary>The frame is not the expected JSON.</summary>
    Deserialize = 3,

    /// <summary>The frame could not be written.</summary>
    Serialize = 4,

    /// <summary>The credential is not valid.</summary>
    Authenticate = 5,

    /// <summary>The credential does not allow it.</summary>
    NotAuthorized = 6,

    /// <summary>Missing or bad Base64 payload, or a bad event time.</summary>
    PayloadEncoding = 7,

    /// <summary>Everything else that keeps a message from being stored.</summary>
    Unknown = 8,
}
