using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Receives messages of a subscription, which is created where it does not exist. A message is acknowledged when the pipeline has
/// processed it; if that fails, it is delivered again. It ends after -Count, -TimeoutSec, -IdleTimeoutSec, -Until or -UntilCaughtUp, whichever comes
/// first, and without them with the pipeline; and with an error when as many messages as -ReceiverQueueSize wait to be confirmed or denied.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "GdnMessage")]
[OutputType(typeof(GdnMessage), typeof(string), typeof(byte[]), typeof(PSObject))]
public sealed class ReceiveGdnMessage : StreamCmdlet
{
    private static readonly string[] Stops = [nameof(Count), nameof(TimeoutSec), nameof(IdleTimeoutSec), nameof(Until), nameof(UntilCaughtUp)];
    private ReceivedStreams _streams = null!;
    private Deliveries _deliveries = null!;
    private Action<GdnMessage>? _write;

    /// <summary>Streams, with wildcards; those that come later join. Takes what Get-GdnSubscription and Get-GdnStream write, one after the other.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Stream { get; set; } = [];

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

    /// <summary>Ends at this time, with what was received by then.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Ends when what was there at its beginning has been received, or nothing more is there.</summary>
    [Parameter]
    public SwitchParameter UntilCaughtUp { get; set; }

    /// <summary>Writes the error GdnTimeout where a time ends it before -Count.</summary>
    [Parameter]
    public SwitchParameter ErrorOnTimeout { get; set; }

    /// <summary>Goes on until Ctrl+C, which is the default: it says so, and is an error together with what ends it.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>AfterPipeline (default), OnEmit, or Manual with Confirm-GdnMessage and Deny-GdnMessage.</summary>
    [Parameter]
    public AckMode AckMode { get; set; }

    /// <summary>What is written: Message (default), or of its payload Text, Json (an object) or Bytes.</summary>
    [Parameter]
    public MessageForm As { get; set; }

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

    /// <summary>After which time a message that is not acknowledged is delivered again: seconds, a TimeSpan, or text such as <c>5m</c>; at least 1 second, at most 11 days. Default: never.</summary>
    [Parameter]
    [Duration(MinSeconds = 1, MaxSeconds = 1e6)]
    public TimeSpan? AckTimeoutSec { get; set; }

    /// <summary>After so many redeliveries the server moves a message to the dead letter stream (Shared and KeyShared only).</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxRedeliverCount { get; set; }

    /// <summary>The stream that dead letters go to, in the scope of the stream. Default: <c>{stream}-{subscription}-DLQ</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DeadLetterStream { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var given = MyInvocation.BoundParameters;
        var problem =
            AckMode == AckMode.AfterPipeline && given.ContainsKey("OutBuffer") ? "With -OutBuffer the pipeline processes messages later than they are acknowledged. Leave it out, or use -AckMode Manual."
            : AckMode == AckMode.Manual && As != MessageForm.Message ? $"With -AckMode Manual the script needs the message that it confirms: -As {As} writes its payload alone. Leave one of them out."
            : Follow && Array.Find(Stops, given.ContainsKey) is { } stop ? $"-Follow has no end, and -{stop} is one. Leave one of them out."
            : DeadLetterStream is not null && MaxRedeliverCount is null ? "-DeadLetterStream says where messages go that were delivered too often: give -MaxRedeliverCount too, which says how often that is."
            : ErrorOnTimeout && !given.ContainsKey(nameof(Count)) ? "-ErrorOnTimeout is about messages that do not come in time: give -Count too, which says how many are to come."
            : null;
        if (problem is not null)
        {
            throw Fail(GdnErrorCode.BadRequest, problem);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        var watch = new ConnectionWatch(MyInvocation.MyCommand.Name);
        _streams = new ReceivedStreams(session, Subscription, Wanted(), watch);
        _deliveries = new Deliveries(watch);
        var isOpen = false;
        try
        {
            var stops = new ReceiveStops(Count, TimeoutSec, Until, IdleTimeoutSec);
            var joining = new NewStreams(session, [.. Stream.Where(name => !Names.IsExact(name))], GivenScope);
            var caughtUp = UntilCaughtUp ? new CaughtUp(session) : null;
            Open(session, joining, caughtUp);
            isOpen = true;
            Receive(new MessageReceiver(this, _streams, joining, _deliveries, stops, watch) { CaughtUp = caughtUp, ToScript = AckMode == AckMode.Manual, Wanted = ErrorOnTimeout ? Count : null }, watch);
        }
        catch (GdnException e)
        {
            throw Fail(e, Subscription);
        }
        finally
        {
            _streams.StopWatching();
            if (!isOpen)
            {
                Await(_streams.EndAsync(new CancellationToken(canceled: true))); // Nothing of them waits to be acknowledged.
            }
        }
    }

    private protected override string? Todo(GdnException error) => ReceiveErrors.Todo(error, SubscriptionType);

    private void Open(GdnSession session, NewStreams joining, CaughtUp? caughtUp)
    {
        var streams = Stream.Where(Names.IsExact).Select(StreamOf).Concat(Await(joining.FindAsync(Cancelled))).Distinct().ToArray();
        var hints = new ReceiveHints(this, session, Subscription);
        hints.WarnOfNone(streams, Stream);
        foreach (var stream in streams)
        {
            WriteVerbose($"Receiving {stream}/{Subscription} from {session}.");
            UnlessGone(isOneOfMany: joining.Has(stream), GdnErrorCode.StreamNotFound, () => Open(stream, mayCreate: !joining.Has(stream), hints, caughtUp));
        }
    }

    private void Open(StreamName stream, bool mayCreate, ReceiveHints hints, CaughtUp? caughtUp)
    {
        var passedOver = InitialPosition == InitialPosition.Latest ? Await(hints.CountPassedOverAsync(stream, Cancelled)) : 0;
        var opening = _streams.OpenAsync(stream, InitialPosition, mayCreate, Cancelled);
        if (AwaitAnswer(opening, $"Receive-GdnMessage from {stream}/{Subscription}") is { } held)
        {
            hints.Warn(held);
            hints.TellPassedOver(stream, passedOver);
            Await(caughtUp?.AddAsync(held, Cancelled) ?? Task.CompletedTask);
        }
    }

    private void Receive(MessageReceiver receiver, ConnectionWatch watch)
    {
        var keep = false;
        try
        {
            while (receiver.Next() is { } message)
            {
                HandOut(message);
            }

            Await(_deliveries.WhenAllAsync(Cancelled), watch);

            // Also AfterPipeline, which has settled its own: what an earlier Manual receive handed out is still in the user's hands.
            keep = true;
        }
        finally
        {
            // Not with the pipeline's token: this is what must happen when it is cancelled.
            Await(keep ? EndAsync() : AbandonAsync());
        }

        Report();
        receiver.TellTooFew(Subscription);
    }

    private void HandOut(GdnMessage message)
    {
        if (As == MessageForm.Json && !message.IsJson)
        {
            Refuse(message);
        }
        else if (AckMode == AckMode.AfterPipeline)
        {
            _deliveries.Begin(message).Run(_write ??= Write);
        }
        else
        {
            if (AckMode == AckMode.OnEmit && message.TrySettle())
            {
                message.Source!.Acknowledge(message);
            }

            Write(message);
        }
    }

    /// <summary>Leaves a message unacknowledged. Where the server counts redeliveries it comes again soon, and may end in the dead letters; else when the receive has ended.</summary>
    private void Refuse(GdnMessage message)
    {
        if (!message.Source!.CountsRedeliveries)
        {
            _deliveries.Reject(message);
        }
        else if (message.TrySettle())
        {
            Await(message.Source.SettleAsync(message, confirm: false, Cancelled));
        }

        WriteError(ReceiveErrors.NoJson(message));
    }

    private void Write(GdnMessage message) => WriteObject(As switch
    {
        MessageForm.Text => message.Text,
        MessageForm.Json => message.Json,
        MessageForm.Bytes => message.Bytes.ToArray(),
        _ => message,
    });

    private async Task EndAsync()
    {
        await _deliveries.EndAsync().ConfigureAwait(false);
        await _streams.EndAsync(Cancelled).ConfigureAwait(false);
    }

    private async Task AbandonAsync()
    {
        await _deliveries.AbandonAsync(Cancelled).ConfigureAwait(false);
        await _streams.CloseAsync().ConfigureAwait(false);
    }

    private void Report()
    {
        if (_deliveries.NotForwarded is > 0 and var failed)
        {
            WriteError(ReceiveErrors.NotForwarded(string.Join(", ", _streams.All.Select(held => $"{held.Stream}/{held.Subscription}")), Subscription, failed));
        }

        foreach (var lost in _streams.All.Select(ErrorRecords.OfLost).OfType<ErrorRecord>())
        {
            WriteError(lost);
        }
    }

    private WantedConsumer Wanted() => new(
        new ConsumerOptions
        {
            Type = SubscriptionType ?? default,
            ReceiverQueueSize = ReceiverQueueSize ?? Math.Min(Count, ProtocolLimits.MaxReceiverQueueSize),
            ConsumerName = ConsumerName,
            NegativeAckDelay = NegativeAckDelaySec,
            AckTimeout = AckTimeoutSec,
            MaxRedeliverCount = MaxRedeliverCount,
            MaxBufferedBytes = Stream is [var only] && Names.IsExact(only) ? new ConsumerOptions().MaxBufferedBytes : 4 * 1024 * 1024,
        },
        Create,
        MyInvocation.BoundParameters.ContainsKey) { DeadLetterStream = DeadLetterStream };
}
