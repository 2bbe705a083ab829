using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Gives received messages back: their subscription delivers them again, after its delay or to the next consumer. Or it moves them to the dead letters.</summary>
[Cmdlet(VerbsLifecycle.Deny, "GdnMessage", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(GdnMessage))]
public sealed class DenyGdnMessage : SettleCmdlet
{
    private DeadLetters? _deadLetters;
    private bool _hasWarned;

    /// <summary>After which time the messages come again: seconds, a TimeSpan, or text such as <c>5m</c>; at least the -NegativeAckDelaySec that they were received with, at most 11 days. Default: that.</summary>
    [Parameter]
    [Duration(MaxSeconds = 1e6)]
    public TimeSpan? Delay { get; set; }

    /// <summary>Moves the messages to the dead letter stream at once, and acknowledges each when it is stored there.</summary>
    [Parameter]
    public SwitchParameter DeadLetter { get; set; }

    /// <summary>The dead letter stream, which is created where it does not exist. Default: that of -DeadLetterStream when they were received, else <c>{stream}-{subscription}-DLQ</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DeadLetterStream { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Delay is not null && (DeadLetter || DeadLetterStream is not null))
        {
            throw Fail(GdnErrorCode.BadRequest, "-Delay says when a message comes again, and a dead letter does not. Leave one of them out.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _deadLetters?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override bool MaySettle(HeldConsumer source, GdnMessage message) => ShouldProcess(
        $"{message.MessageId} of {source.Stream}/{source.Subscription}", DeadLetter || DeadLetterStream is not null ? "Move message to the dead letters" : "Give message back");

    private protected override void Settle(HeldConsumer source, GdnMessage message)
    {
        if (DeadLetter || DeadLetterStream is not null)
        {
            SendDeadLetter(source, message);
            return;
        }

        WarnOfAll(source);
        if (Delay is not { } delay)
        {
            Await(source.SettleAsync(message, confirm: false, Cancelled));
        }
        else if (delay < source.DenyDelay)
        {
            message.Unsettle();
            throw new GdnException(
                GdnErrorCode.BadRequest,
                $"-Delay is {delay.TotalSeconds:0.###} s, and {source.Stream}/{source.Subscription} delivers a denied message again after {source.DenyDelay.TotalSeconds:0.###} s at the soonest: so it was received. Give a longer -Delay, or receive with a shorter -NegativeAckDelaySec.");
        }
        else
        {
            _ = source.DenyLaterAsync(message, delay);
        }
    }

    private void SendDeadLetter(HeldConsumer source, GdnMessage message)
    {
        // Where the pipeline of a Receive-GdnMessage works on a message, that one is not acknowledged when this fails.
        var delivery = Delivery.Current;
        delivery?.Begin();
        var isStored = false;
        try
        {
            (_deadLetters ??= new DeadLetters(this, DeadLetterStream)).Store(source, message);
            isStored = true;
        }
        finally
        {
            if (!isStored)
            {
                message.Unsettle();
            }

            delivery?.End(isStored);
        }

        Await(source.SettleAsync(message, confirm: true, Cancelled));
    }

    private void WarnOfAll(HeldConsumer source)
    {
        if (!_hasWarned && !source.CountsRedeliveries && source.InHands.Count > 1)
        {
            _hasWarned = true;
            WriteWarning($"{source.Stream}/{source.Subscription} is {source.Options.Type}: all its messages that are not confirmed come again, not only the denied ones. On Shared and KeyShared it is the denied ones alone.");
        }
    }
}
