namespace GdnStreams.Server.Pushing;

/// <summary>How a push is doing, as the wire writes it.</summary>
internal enum PushState
{
    /// <summary>It delivers, or waits for messages.</summary>
    Delivering,

    /// <summary>The last attempt failed; the message waits for the next.</summary>
    Retrying,

    /// <summary>It gets no messages: somebody consumes the subscription in another way, or the store fails.</summary>
    Blocked,

    /// <summary>It was told not to deliver, or the server was.</summary>
    Paused,
}
