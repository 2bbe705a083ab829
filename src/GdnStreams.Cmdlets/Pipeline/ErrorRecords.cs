using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The one place that makes error records: a stable id, a category and what to do for every code.</summary>
internal static class ErrorRecords
{
    /// <summary>Acknowledgements of a consumer that could not be delivered, as one error; null where there are none.</summary>
    public static ErrorRecord? OfLost(HeldConsumer source)
    {
        var (count, reason) = source.TakeLost();
        return count == 0 ? null : OfLost(count, source.Stream, source.Subscription, reason);
    }

    /// <inheritdoc cref="OfLost(HeldConsumer)"/>
    public static ErrorRecord OfLost(int count, StreamName stream, string subscription, string? reason) => Of(
        new GdnException(
            GdnErrorCode.ConnectionLost,
            $"{Counted(count, "acknowledgement")} of {stream}/{subscription} may not have reached the server: what they acknowledge is delivered again. {reason}".TrimEnd()),
        subscription,
        "Check that the server runs and can be reached, and expect these messages once more.",
        "AcknowledgementsLost");

    /// <summary>Messages that waited in vain to be stored, as one error about their inputs.</summary>
    public static ErrorRecord OfLate(IReadOnlyList<object?> inputs, StreamName stream, TimeSpan patience, GdnException? interruption) => Of(
        new GdnException(
            GdnErrorCode.Timeout,
            $"{Counted(inputs.Count, "message")} to {stream} had no acknowledgement within {patience.TotalSeconds:0.###} s, and may be stored all the same. {interruption?.Message}".TrimEnd()),
        inputs.Count == 1 ? inputs[0] : inputs.ToArray(),
        "Check that the server runs and can be reached, or allow more time with -TimeoutSec.");

    /// <summary>A number with its noun.</summary>
    public static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <param name="error">The failure.</param>
    /// <param name="target">What it is about.</param>
    /// <param name="todo">What to do; null means what the code says.</param>
    /// <param name="id">Its id without <c>Gdn</c>; null means the code.</param>
    public static ErrorRecord Of(GdnException error, object? target, string? todo = null, string? id = null)
    {
        var (category, action) = error.Code switch
        {
            GdnErrorCode.InvalidName or GdnErrorCode.BadRequest => (ErrorCategory.InvalidArgument, "Correct the value and try again."),
            GdnErrorCode.Unauthorized or GdnErrorCode.WrongCredentials => (ErrorCategory.AuthenticationError, "Check the credential and run Connect-Gdn again."),
            GdnErrorCode.Forbidden or GdnErrorCode.SystemFabricOnly => (ErrorCategory.PermissionDenied, "Ask the tenant's administrator for the permission."),
            GdnErrorCode.StreamNotFound => (ErrorCategory.ObjectNotFound, "List the streams with Get-GdnStream, or create it with New-GdnStream."),
            GdnErrorCode.SubscriptionNotFound => (ErrorCategory.ObjectNotFound, "List the subscriptions with Get-GdnSubscription."),
            GdnErrorCode.FabricNotFound or GdnErrorCode.TenantNotFound or GdnErrorCode.UserNotFound or GdnErrorCode.ApiKeyNotFound
                or GdnErrorCode.RegionNotFound or GdnErrorCode.MessageNotFound => (ErrorCategory.ObjectNotFound, "Check the name."),
            GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.ProtocolViolation =>
                (ErrorCategory.ProtocolError, "Check that the address is a GDN streams server."),
            GdnErrorCode.StreamExists or GdnErrorCode.FabricExists or GdnErrorCode.UserExists or GdnErrorCode.ApiKeyExists
                or GdnErrorCode.SubscriptionExists => (ErrorCategory.ResourceExists, "Use it as it is, or choose another name."),
            GdnErrorCode.ProducerBusy or GdnErrorCode.SubscriptionBusy or GdnErrorCode.ActiveConsumers =>
                (ErrorCategory.ResourceBusy, "Close the other consumer or producer, or choose another name."),
            GdnErrorCode.StreamTerminated => (ErrorCategory.InvalidOperation, "Send to another stream. What is in this one can still be received."),
            GdnErrorCode.MessageTooLarge => (ErrorCategory.LimitsExceeded, "Send less at a time."),
            GdnErrorCode.LimitExceeded => (ErrorCategory.LimitsExceeded, "Remove what is not needed any more, or ask the server's operator to raise the limit that the message names."),
            GdnErrorCode.BacklogQuotaExceeded => (ErrorCategory.LimitsExceeded, "Receive messages, or clear backlogs with Clear-GdnSubscription."),
            GdnErrorCode.ConnectionFailed or GdnErrorCode.ConnectionLost =>
                (ErrorCategory.ConnectionError, "Check that the server runs and can be reached."),
            GdnErrorCode.Unavailable => (ErrorCategory.ConnectionError, "Correct what the message names, or try again later."),
            GdnErrorCode.Timeout => (ErrorCategory.OperationTimeout, "Try again, or allow more time."),
            GdnErrorCode.NotSupported => (ErrorCategory.NotImplemented, "Use a GDN streams server for this."),
            GdnErrorCode.Closed when target is GdnMessage => (ErrorCategory.InvalidOperation, "Receive the message again, and confirm or deny that one."),
            GdnErrorCode.Closed => (ErrorCategory.InvalidOperation, "Run Connect-Gdn, and use the session that it gives."),
            _ => (ErrorCategory.NotSpecified, "See the inner exception."),
        };
        var record = new ErrorRecord(error, "Gdn" + (id ?? error.Code.ToString()), category, target)
        {
            ErrorDetails = new ErrorDetails(DisplayText.Lines(error.Message)) { RecommendedAction = todo ?? action },
        };
        record.CategoryInfo.TargetName = DisplayText.Of(record.CategoryInfo.TargetName);
        return record;
    }
}
