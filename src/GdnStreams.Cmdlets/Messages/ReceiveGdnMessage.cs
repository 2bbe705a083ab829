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
    private readonly Stopwatch _idle = new();
    private HeldConsumer _held = null!;
    private Deliveries _deliveries = null!;
    private ConnectionWatch _watch = null!;
    private Action<GdnMessage>? _write;

    /// <summary>The stream; takes what Get-GdnSubscription and Get-GdnStream write, one after the other.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>The subscription: it remembers what was acknowledged.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Subscription { get; set; } = "";

    /// <summary>Exclusive (default), Shared, Failover or KeyShared; the same for all consumers of the subscription.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    public SubscriptionType? SubscriptionType { get; set; }

    /// <summary>Creates the stream where it does not exist, which is an error else.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <summary>Where a new subscription starts: Latest (default, what comes from now on) or Earliest.</summary>
    [Parameter]
    public InitialPosition InitialPosition { get; set; }

    /// <summary>Ends after this many messages.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Ends after this time in all, with what was received by then: seconds, a TimeSpan, or text such as <c>5m</c>.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? TimeoutSec { get; set; }

    /// <summary>Ends when no message has come for this time: seconds, a TimeSpan, or text such as <c>30s</c>.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? IdleTimeoutSec { get; set; }

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

    /// <summary>After which time a denied message is delivered again: seconds, a TimeSpan, or text such as <c>5m</c>; at most 11 days. Default: 60 seconds, the protocol's.</summary>
    [Parameter]
    [Duration(MaxSeconds = 1e6)]
    public TimeSpan? NegativeAckDelaySec { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (AckMode == AckMode.AfterPipeline && MyInvocation.BoundParameters.ContainsKey("OutBuffer"))
        {
            throw Fail(GdnErrorCode.BadRequest, "With -OutBuffer the pipeline processes messages later than they are acknowledged. Leave it out, or use -AckMode Manual.");
        }

        _elapsed.Restart();
        WriteVerbose($"Receiving {Stream}/{Subscription} from {OpenSession}.");
        try
        {
            _held = Await(SessionConsumers.Of(OpenSession).OpenAsync(StreamOf(Stream), Subscription, Options(), Create, Cancelled));
        }
        catch (GdnException e)
        {
            throw Fail(e, Subscription, ReceiveErrors.Todo(e, SubscriptionType));
        }

        _watch = new ConnectionWatch($"Receive-GdnMessage from {_held.Stream}/{_held.Subscription}");
        _deliveries = new Deliveries(_held, _watch);
        _held.Consumer.StateChanged += _watch.Changed;
        _watch.Take(_held.Consumer.State, _held.Consumer.Interruption);
        try
        {
            Receive();
        }
        catch (GdnException e)
        {
            throw Fail(e, Subscription);
        }
        finally
        {
            _held.Consumer.StateChanged -= _watch.Changed;
        }
    }

    private void Receive()
    {
        var keep = false;
        try
        {
            for (var received = 0; received < Count && Next() is { } message; received++)
            {
                HandOut(new GdnMessage(message, _held));
            }

            Await(_deliveries.WhenAllAsync(Cancelled), _watch);

            // Also AfterPipeline, which has settled its own: what an earlier Manual receive handed out is still in the user's hands.
            keep = true;
        }
        finally
        {
            // Not with the pipeline's token: this is what must happen when it is cancelled.
            Await(keep ? EndAsync() : AbandonAsync());
        }

        Report();
    }

    private void HandOut(GdnMessage message)
    {
        _held.HandOut();
        if (AckMode == AckMode.AfterPipeline)
        {
            _deliveries.Begin(message).Run(_write ??= WriteObject);
        }
        else
        {
            WriteObject(message);
        }
    }

    private async Task EndAsync()
    {
        _deliveries.Close();
        foreach (var message in _deliveries.Failed.Where(message => message.TrySettle()))
        {
            await _held.GiveBackAsync(message.Id).ConfigureAwait(false);
        }

        await _held.EndReceiveAsync(Cancelled).ConfigureAwait(false);
    }

    /// <summary>What is stored in a moment is still acknowledged; everything else is delivered again.</summary>
    private async Task AbandonAsync()
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        moment.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            await _deliveries.WhenAllAsync(moment.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The moment is over.
        }

        _deliveries.Close();
        await _held.CloseAsync().ConfigureAwait(false);
    }

    private void Report()
    {
        if (_deliveries.Failed.Count is > 0 and var failed)
        {
            WriteError(ReceiveErrors.NotForwarded(_held, failed));
        }

        if (ErrorRecords.OfLost(_held) is { } lost)
        {
            WriteError(lost);
        }
    }

    /// <summary>The next message; null where the time is up, and where none can come.</summary>
    private ReceivedMessage? Next()
    {
        _idle.Restart();
        while (true)
        {
            if (Cancelled.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }

            _watch.Tell(this);
            if (TimeoutSec is { Ticks: > 0 } most && _elapsed.Elapsed >= most)
            {
                TellLost();
                return null; // Also where more has arrived: what is not handed out goes back to the subscription.
            }

            if (_held.Consumer.TryReceive(out var message))
            {
                return message;
            }

            var settled = _deliveries.Changed;
            if (_held.IsFull && _deliveries.Open == 0)
            {
                TellFull();
                return null;
            }

            var left = Math.Min((TimeoutSec - _elapsed.Elapsed)?.TotalSeconds ?? double.MaxValue, (IdleTimeoutSec - _idle.Elapsed)?.TotalSeconds ?? double.MaxValue);
            if (Await(WaitAsync(left, settled)) is { } arrived)
            {
                return arrived;
            }

            if (left <= 0)
            {
                TellLost();
                return null;
            }
        }
    }

    /// <summary>Who could settle one is this pipeline, which would wait for ever. What it has stays in the user's hands.</summary>
    private void TellFull()
    {
        if (_deliveries.Failed.Count == 0)
        {
            WriteError(ReceiveErrors.Full(_held));
        }
    }

    /// <summary>No message in the given time is no answer where the server could not be asked.</summary>
    private void TellLost()
    {
        _watch.Tell(this);
        if (_held.Consumer.State != ConnectionState.Open)
        {
            WriteError(ReceiveErrors.Unknown($"{_held.Stream}/{_held.Subscription}", _held.Consumer.Interruption));
        }
    }

    /// <summary>Waits for a message, but only until the time is up or there is something else to look at: a lost connection, or a settled message where the window is full.</summary>
    private async Task<ReceivedMessage?> WaitAsync(double seconds, Task settled)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        if (seconds < double.MaxValue)
        {
            // At most the longest that a timer takes; who waits longer than 24 days is asked again.
            patience.CancelAfter(TimeSpan.FromMilliseconds(Math.Min(Math.Max(0, seconds * 1000), int.MaxValue - 1)));
        }

        var message = _held.Consumer.ReceiveAsync(patience.Token).AsTask();
        await (_held.IsFull ? Task.WhenAny(message, _watch.Noted, settled) : Task.WhenAny(message, _watch.Noted)).ConfigureAwait(false);
        if (!message.IsCompleted)
        {
            patience.Cancel();
        }

        try
        {
            return await message.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            return null;
        }
    }

    private ConsumerOptions Options() => new()
    {
        Type = SubscriptionType ?? default,
        InitialPosition = InitialPosition,
        ReceiverQueueSize = ReceiverQueueSize ?? Math.Min(Count, ProtocolLimits.MaxReceiverQueueSize),
        ConsumerName = ConsumerName,
        NegativeAckDelay = NegativeAckDelaySec,
    };
}
