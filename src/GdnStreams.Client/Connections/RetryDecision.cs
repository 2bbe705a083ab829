using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Whether a failed connection is tried again: decided here and nowhere else.</summary>
internal static class RetryDecision
{
    /// <param name="code">How the attempt or the open socket failed.</param>
    /// <param name="attempts">What the attempts before it have shown.</param>
    public static bool ShouldRetry(GdnErrorCode code, FailedAttempts attempts) => (code, attempts) switch
    {
        (_, { AtLimit: true }) => false,

        // A token may run out between its check and its use, so that one refusal says little: the next attempt brings a new one.
        (GdnErrorCode.Unauthorized, { RefusedInARow: < 2 }) => true,

        // A server took this address before: it says so of a request that a broken line cut short.
        (GdnErrorCode.BadRequest, { WasOpen: true, RefusedInARow: < 3 }) => true,

        // A first attempt fails at once, so that its caller learns why.
        (_, { WasOpen: false }) => false,

        // The server may not have noticed yet that the previous socket of this very client is gone.
        (GdnErrorCode.ProducerBusy or GdnErrorCode.SubscriptionBusy, { BusyTooLong: false }) => true,
        (GdnErrorCode.ConnectionLost or GdnErrorCode.ConnectionFailed, _) => true,
        (GdnErrorCode.Unavailable or GdnErrorCode.Timeout or GdnErrorCode.LimitExceeded or GdnErrorCode.Internal, _) => true,
        _ => false,
    };
}
