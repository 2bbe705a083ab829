using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What can go wrong while messages are received, each with what to do.</summary>
internal static class ReceiveErrors
{
    /// <summary>What to do where the subscription takes no consumer; null where the code says it.</summary>
    public static string? Todo(GdnException error, SubscriptionType? type) => error.Code switch
    {
        GdnErrorCode.SubscriptionBusy when type is SubscriptionType.Shared or SubscriptionType.KeyShared or SubscriptionType.Failover =>
            "Its consumers use another type: Get-GdnSubscription shows it. Use that, or close them.",
        GdnErrorCode.SubscriptionBusy => "Close the other consumer, let all of them use -SubscriptionType Shared, or choose another subscription.",
        GdnErrorCode.StreamNotFound => "List the streams with Get-GdnStream, or create it with -Create or New-GdnStream.",
        _ => null,
    };

    /// <summary>What the pipeline sent of some messages was not stored.</summary>
    public static ErrorRecord NotForwarded(HeldConsumer held, int messages) => ErrorRecords.Of(
        new GdnException(
            GdnErrorCode.Unavailable,
            $"Not acknowledged and delivered again: {ErrorRecords.Counted(messages, "message")} of {held.Stream}/{held.Subscription}. What the pipeline sent of them was not stored."),
        held.Subscription,
        "Correct what the errors of Send-GdnMessage name, and receive again.",
        "MessagesNotForwarded");

    /// <summary>The server sends no more before something is settled.</summary>
    public static ErrorRecord Full(HeldConsumer held) => ErrorRecords.Of(
        new GdnException(
            GdnErrorCode.LimitExceeded,
            $"{held.Unsettled} messages of {held.Stream}/{held.Subscription} are neither confirmed nor denied, and the server sends no more until one is."),
        held.Subscription,
        "Confirm or deny messages as they come, or receive them with a larger -ReceiverQueueSize.");

    /// <summary>The time is up while the connection is lost.</summary>
    public static ErrorRecord Unknown(string source, GdnException? interruption) => ErrorRecords.Of(
        new GdnException(
            GdnErrorCode.ConnectionLost,
            $"The time is up, and the connection of {source} is lost: whether there are more messages is not known. {interruption?.Message}".TrimEnd()),
        source);

    /// <summary>A message that was read without receiving it.</summary>
    public static GdnException NotReceived(GdnMessage message) => new(
        GdnErrorCode.BadRequest,
        $"The message {message.MessageId} of {message.Stream} was read and not received: no subscription waits for it to be confirmed or denied. Receive-GdnMessage receives messages.");
}
