using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The one place that makes error records: a stable id, a category and what to do for every code.</summary>
internal static class ErrorRecords
{
    /// <summary>There is no profile of this name.</summary>
    public static ErrorRecord OfMissingProfile(string name) =>
        Of(new GdnException(GdnErrorCode.BadRequest, $"There is no profile '{name}'."), name, "List the profiles with Get-GdnProfile, or make it with Set-GdnProfile.", "ProfileNotFound");

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
    public static string Counted(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <param name="error">The failure.</param>
    /// <param name="target">What it is about.</param>
    /// <param name="todo">What to do; null means what the code says.</param>
    /// <param name="id">Its id without <c>Gdn</c>; null means the code.</param>
    public static ErrorRecord Of(GdnException error, object? target, string? todo = null, string? id = null)
    {
        var (category, action) = error.Code switch
        {
            GdnErrorCode.BadRequest when id == "ProfileNotFound" => (ErrorCategory.ObjectNotFound, "Check the name."),
            GdnErrorCode.InvalidName or GdnErrorCode.BadRequest => (ErrorCategory.InvalidArgument, "Correct the value and try again."),
            GdnErrorCode.Unauthorized or GdnErrorCode.WrongCredentials => (ErrorCategory.AuthenticationError, "Check the credential and run Connect-Gdn again."),
            GdnErrorCode.Forbidden => (ErrorCategory.PermissionDenied, "Ask the tenant's administrator for the permission."),
            GdnErrorCode.SystemFabricOnly => (ErrorCategory.PermissionDenied, "Run Connect-Gdn -Fabric _system, and do it in the session that it gives."),
            GdnErrorCode.StreamNotFound => (ErrorCategory.ObjectNotFound, "List the streams with Get-GdnStream, or create it with New-GdnStream."),
            GdnErrorCode.SubscriptionNotFound => (ErrorCategory.ObjectNotFound, "List the subscriptions with Get-GdnSubscription."),
            GdnErrorCode.MessageNotFound => (ErrorCategory.ObjectNotFound, "Choose a message that the stream still has."),
            GdnErrorCode.FabricNotFound => (ErrorCategory.ObjectNotFound, "List the fabrics with Get-GdnFabric."),
            GdnErrorCode.TenantNotFound => (ErrorCategory.ObjectNotFound, "List the tenants with Get-GdnTenant."),
            GdnErrorCode.UserNotFound => (ErrorCategory.ObjectNotFound, "List the users with Get-GdnUser."),
            GdnErrorCode.ApiKeyNotFound => (ErrorCategory.ObjectNotFound, "List the API keys with Get-GdnApiKey."),
            GdnErrorCode.RegionNotFound => (ErrorCategory.ObjectNotFound, "List the regions with Get-GdnRegion."),
            GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.ProtocolViolation =>
                (ErrorCategory.ProtocolError, "Check that the address is a GDN streams server."),
            GdnErrorCode.PushNotFound => (ErrorCategory.ObjectNotFound, "List the pushes with Get-GdnPush, or make it with New-GdnPush."),
            GdnErrorCode.PushExists => (ErrorCategory.ResourceExists, "Change it with Set-GdnPush, or remove it first with Remove-GdnPush."),
            GdnErrorCode.StreamExists or GdnErrorCode.FabricExists or GdnErrorCode.UserExists or GdnErrorCode.ApiKeyExists
                or GdnErrorCode.SubscriptionExists => (ErrorCategory.ResourceExists, "Use it as it is, or choose another name."),
            GdnErrorCode.ProducerBusy => (ErrorCategory.ResourceBusy, "Close the other producer, or choose another -ProducerName or -DeduplicationId."),
            GdnErrorCode.SubscriptionBusy => (ErrorCategory.ResourceBusy, "Close the other consumers, or choose another subscription."),
            GdnErrorCode.ActiveConsumers => (ErrorCategory.ResourceBusy, "Close its producers and consumers, and try again."),
            GdnErrorCode.StreamTerminated => (ErrorCategory.InvalidOperation, "Send to another stream. What is in this one can still be received."),
            GdnErrorCode.MessageTooLarge => (ErrorCategory.LimitsExceeded, "Send it in parts, or a file by lines with -ByLine."),
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
