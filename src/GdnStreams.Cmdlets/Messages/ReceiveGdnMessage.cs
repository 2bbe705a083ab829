using System.Diagnostics;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Receives messages of a subscription, which is created where it does not exist. A message is acknowledged when the pipeline has
/// processed it; if that fails, it is delivered again. It ends after -Count, -TimeoutSec or -IdleTimeoutSec, whichever comes first,
/// and without them with the pipeline; and with an error when as many messages as -ReceiverQueueSize wait to be confirmed or denied.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "GdnMessage")]
[OutputType(typeof(GdnMessage))]
public sealed class ReceiveGdnMessage : StreamCmdlet
{
    private readonly Stopwatch _elapsed = new();

    /// <summary>The stream; the server creates it where it does not exist and may.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>The subscription: it remembers what was acknowledged.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Subscription { get; set; } = "";

    /// <summary>Exclusive (default), Shared, Failover or KeyShared; the same for all consumers of the subscription.</summary>
    [Parameter]
    public SubscriptionType SubscriptionType { get; set; }

    /// <summary>Where a new subscription starts: Latest (default, what comes from now on) or Earliest.</summary>
    [Parameter]
    public InitialPosition InitialPosition { get; set; }

    /// <summary>Ends after this many messages.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Ends after this many seconds in all, with what was received by then.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e9)]
    public double? TimeoutSec { get; set; }

    /// <summary>Ends when no message has come for this many seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e9)]
    public double? IdleTimeoutSec { get; set; }

    /// <summary>AfterPipeline (default), or Manual with Confirm-GdnMessage and Deny-GdnMessage.</summary>
    [Parameter]
    public AckMode AckMode { get; set; }

    /// <summary>How many messages the server sends ahead, 1 to 1000. Default: 1000, or Count where that is less.</summary>
    [Parameter]
    [ValidateRange(1, ProtocolLimits.MaxReceiverQueueSize)]
    public int? ReceiverQueueSize { get; set; }

    /// <summary>Name of the consumer, which the server shows. Default: the server makes one up.</summary>
    [Parameter]
    public string? ConsumerName { get; set; }

    /// <summary>After how many seconds a denied message is delivered again. Default: 60, the protocol's.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double? NegativeAckDelaySec { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _elapsed.Start();
        HeldConsumer held;
        try
        {
            held = Await(SessionConsumers.Of(OpenSession).OpenAsync(StreamOf(Stream), Subscription, Options(), Cancelled));
        }
        catch (GdnException e)
        {
            throw Fail(e, Subscription);
        }

        var keep = false;
        try
        {
            for (var received = 0; received < Count && Next(held) is { } message; received++)
            {
                HandOut(held, new GdnMessage(message, held));
            }

            // Also AfterPipeline, which has settled its own: what an earlier Manual receive handed out is still in the user's hands.
            keep = true;
        }
        catch (GdnException e)
        {
            throw Fail(e, Subscription);
        }
        finally
        {
            // Not with the pipeline's token: this is what must happen when it is cancelled.
            Await(held.EndReceiveAsync(keep));
        }
    }

    private void HandOut(HeldConsumer held, GdnMessage message)
    {
        held.HandOut();

        // It returns when the pipeline below has processed the message, and throws what that threw.
        WriteObject(message);
        if (AckMode == AckMode.AfterPipeline && message.TrySettle())
        {
            Await(held.SettleAsync(message.Id, confirm: true, CancellationToken.None));
        }
    }

    /// <summary>The next message; null where the time is up, and where none can come.</summary>
    private ReceivedMessage? Next(HeldConsumer held)
    {
        if (Cancelled.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        if (held.Consumer.TryReceive(out var message))
        {
            return message;
        }

        if (!held.IsFull)
        {
            return Await(WaitAsync(held.Consumer));
        }

        // Who could settle one is this pipeline, which would wait for ever. What it has stays in the user's hands.
        WriteError(ErrorRecords.Of(
            new GdnException(
                GdnErrorCode.LimitExceeded,
                $"{held.Unsettled} messages of {held.Stream}/{held.Subscription} are neither confirmed nor denied, and the server sends no more until one is."),
            Subscription,
            "Confirm or deny messages as they come, or receive them with a larger -ReceiverQueueSize."));
        return null;
    }

    private async Task<ReceivedMessage?> WaitAsync(Consumer consumer)
    {
        var left = Math.Min(TimeoutSec - _elapsed.Elapsed.TotalSeconds ?? double.MaxValue, IdleTimeoutSec ?? double.MaxValue);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        if (left < double.MaxValue)
        {
            // At most the longest that a timer takes; who waits longer than 24 days is asked again.
            patience.CancelAfter(TimeSpan.FromMilliseconds(Math.Min(Math.Max(0, left * 1000), int.MaxValue - 1)));
        }

        try
        {
            return await consumer.ReceiveAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            return null;
        }
    }

    private ConsumerOptions Options() => new()
    {
        Type = SubscriptionType,
        InitialPosition = InitialPosition,
        ReceiverQueueSize = ReceiverQueueSize ?? Math.Min(Count, ProtocolLimits.MaxReceiverQueueSize),
        ConsumerName = ConsumerName,
        NegativeAckDelay = NegativeAckDelaySec is { } delay ? TimeSpan.FromSeconds(delay) : null,
    };
}
