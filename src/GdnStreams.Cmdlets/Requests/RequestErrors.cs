using System.Globalization;
using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What can go wrong with a request, each with what to do.</summary>
internal static class RequestErrors
{
    /// <summary>Nobody could ever see the request.</summary>
    public static GdnException NobodyListens(StreamName stream) => new(
        GdnErrorCode.SubscriptionNotFound, $"Nobody listens to {stream}: it has no subscription, and a request would wait for none.");

    /// <summary>No reply in time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stream">Where it was sent.</param>
    /// <param name="time">How long it waited.</param>
    /// <param name="listeners">How many consumers the stream has; null where that cannot be seen.</param>
    public static ErrorRecord NoReply(PendingRequest request, StreamName stream, TimeSpan time, int? listeners) => ErrorRecords.Of(
        new GdnException(
            GdnErrorCode.Timeout,
            $"There was no reply from {stream} within {time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s. "
            + (listeners == 0 ? "Nobody is connected to it who could answer." : "The request may be handled all the same.")),
        request.Input,
        listeners == 0 ? "Start Invoke-GdnHandler on the stream, and try again." : "Look at the status or the log of the handler, or allow more time with -TimeoutSec.",
        "NoReply");

    /// <summary>The handler's error.</summary>
    public static ErrorRecord Failed(PendingRequest request, StreamName stream, string error) => ErrorRecords.Of(
        new GdnException(GdnErrorCode.Internal, $"The handler of {stream} failed: {error}"),
        request.Input,
        "Correct the request, or the script block of the handler.",
        "RequestFailed");
}
