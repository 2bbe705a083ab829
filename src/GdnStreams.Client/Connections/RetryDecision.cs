using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Whether a failed connection is tried again: decided here and nowhere else.</summary>
internal static class RetryDecision
{
    private const int MostFirstAttempts = 6;

    /// <param name="code">How the attempt or the open socket failed.</param>
    /// <param name="attempts">What the attempts before it have shown.</param>
    public static bool ShouldRetry(GdnErrorCode code, FailedAttempts attempts) => (code, attempts) switch
    {
        (_, { AtLimit: true }) => false,

        // A token may expire between its check and its use, so one refusal proves little: the next attempt brings a new token.
        (GdnErrorCode.Unauthorized, { RefusedInARow: < 2 }) => true,

        // The server accepted this address before, so a 400 means that a broken connection cut the request short. A bad line does so again and again.
        (GdnErrorCode.BadRequest, { WasOpen: true, RefusedInARow: < 10 }) => true,

        // An answer of 500 says nothing about the caller: a Pulsar gives it for a moment while it moves the bundle that a topic is in.
        (GdnErrorCode.Internal, { WasOpen: false, Count: < MostFirstAttempts }) => true,

        // Otherwise a first attempt is not retried, so that the caller learns why at once.
        (_, { WasOpen: false }) => false,

        // The server may not have noticed yet that the previous socket of this very client is gone.
        (GdnErrorCode.ProducerBusy or GdnErrorCode.SubscriptionBusy, { BusyTooLong: false }) => true,
        (GdnErrorCode.ConnectionLost or GdnErrorCode.ConnectionFailed, _) => true,
        (GdnErrorCode.Unavailable or GdnErrorCode.Timeout or GdnErrorCode.LimitExceeded or GdnErrorCode.Internal, _) => true,
        _ => false,
    };
}
