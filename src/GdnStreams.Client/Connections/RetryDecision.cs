using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Whether a failed connection is tried again: decided here and nowhere else.</summary>
internal static class RetryDecision
{
    /// <param name="code">How the attempt or the open socket failed.</param>
    /// <param name="wasOpen">Whether the socket was open before; a first attempt fails at once, so that its caller learns why.</param>
    public static bool ShouldRetry(GdnErrorCode code, bool wasOpen) => (code, wasOpen) switch
    {
        (_, false) => false,
        (GdnErrorCode.ConnectionLost or GdnErrorCode.ConnectionFailed, true) => true,
        (GdnErrorCode.Unavailable or GdnErrorCode.Timeout or GdnErrorCode.LimitExceeded or GdnErrorCode.Internal, true) => true,

        // The server may not have noticed yet that the previous socket of this very client is gone.
        (GdnErrorCode.ProducerBusy or GdnErrorCode.SubscriptionBusy, true) => true,
        _ => false,
    };
}
