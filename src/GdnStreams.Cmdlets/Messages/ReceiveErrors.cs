using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What can go wrong while messages are received, each with what to do.</summary>
internal static class ReceiveErrors
{
    /// <summary>What to do where no consumer can be connected; null where the code says it.</summary>
    public static string? Todo(GdnException error, SubscriptionType? type) => error.Code switch
    {
        GdnErrorCode.SubscriptionBusy when type is SubscriptionType.Shared or SubscriptionType.KeyShared or SubscriptionType.Failover =>
            "Its consumers use another type: Get-GdnSubscription shows it. Use that, or close them.",
        GdnErrorCode.SubscriptionBusy => "Close the other consumer, let all of them use -SubscriptionType Shared, or choose another subscription.",
        GdnErrorCode.StreamNotFound => "List the streams with Get-GdnStream, or create it with -Create or New-GdnStream.",
        _ => null,
    };

    /// <summary>What the pipeline sent of some messages was not stored.</summary>
    public static ErrorRecord NotForwarded(string source, string subscription, int messages) => ErrorRecords.Of(
        new GdnException(
            GdnErrorCode.Unavailable,
            $"Not acknowledged and delivered again: {ErrorRecords.Counted(messages, "message")} of {source}. What the pipeline sent of them was not stored."),
        subscription,
        "Correct what the errors of Send-GdnMessage name, and receive again.",
        "MessagesNotForwarded");

    /// <summary>Options were given that a consumer with messages in the script's hands does not have.</summary>
    public static GdnException OpenedOtherwise(HeldConsumer held, IReadOnlyList<string> missing) => new(
        GdnErrorCode.BadRequest,
        $"{InHands(held)}, and the consumer that holds them was opened without this {string.Join(", ", missing)}. "
        + $"Leave it out, or settle the messages first; where the script has lost them, Deny-GdnMessage {held.Stream.Name} {held.Subscription} * gives them back.");

    /// <summary>The server sends no more before something is settled.</summary>
    public static ErrorRecord Full(HeldConsumer held) => ErrorRecords.Of(
        new GdnException(
            GdnErrorCode.LimitExceeded,
            $"{InHands(held)}, and the server sends no more than {held.Options.ReceiverQueueSize} before one is: so its consumer was opened."),
        held.Subscription,
        $"Confirm or deny messages as they come; where the script has lost them, Deny-GdnMessage {held.Stream.Name} {held.Subscription} * gives them back. A consumer that is opened with a larger -ReceiverQueueSize takes more.");

    /// <summary>The time is up before there were as many messages as wanted.</summary>
    public static ErrorRecord TooFew(string subscription, int received, int wanted) => ErrorRecords.Of(
        new GdnException(GdnErrorCode.Timeout, $"The time is up, and {received} of {ErrorRecords.Counted(wanted, "message")} of the subscription {subscription} {(received == 1 ? "was" : "were")} received."),
        subscription,
        "Receive again for the rest, or allow more time. What was received was written, and counts.");

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

    /// <summary>A message that is not in the hands of the session's scripts.</summary>
    public static ErrorRecord NotHeld(string id, StreamName stream, string subscription) => ErrorRecords.Of(
        new GdnException(
            GdnErrorCode.MessageNotFound,
            $"This session has no message {id} of {stream}/{subscription} to confirm or deny: it is settled already, or another session or process has received it."),
        id,
        "Confirm or deny it in the session that has received it with -AckMode Manual, or receive it again here.");

    /// <summary>A message that was wanted as an object and is no JSON.</summary>
    public static ErrorRecord NoJson(GdnMessage message) => ErrorRecords.Of(
        new GdnException(GdnErrorCode.BadRequest, $"The message {message.MessageId} of {message.Stream} is not JSON. It is not acknowledged, and comes again."),
        message,
        "Receive it with -As Text, Bytes or Message, or let -MaxRedeliverCount take such messages to a dead letter stream.",
        "MessageNotJson");

    private static string InHands(HeldConsumer held) =>
        $"{ErrorRecords.Counted(held.Unsettled, "message")} of {held.Stream}/{held.Subscription} {(held.Unsettled == 1 ? "is" : "are")} neither confirmed nor denied";
}
