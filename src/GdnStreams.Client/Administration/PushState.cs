namespace GdnStreams.Client;

/// <summary>How a push is doing.</summary>
public enum PushState
{
    /// <summary>It delivers, or waits for messages.</summary>
    Delivering,

    /// <summary>The last attempt failed, and the message is tried again.</summary>
    Retrying,

    /// <summary>It gets no messages: somebody consumes the subscription in another way, or the server's store fails.</summary>
    Blocked,

    /// <summary>It was told not to deliver, or its server was.</summary>
    Paused,

    /// <summary>Something that this version of the library does not know.</summary>
    Unknown,
}
