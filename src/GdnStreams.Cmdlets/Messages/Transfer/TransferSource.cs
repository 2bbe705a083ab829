using System.Diagnostics;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// The messages that a subscription has when the transfer begins, in the order of the stream, with nobody beside it. What is not acknowledged goes back to the
/// subscription when it is closed.
/// </summary>
/// <param name="cmdlet">Whose pipeline thread waits.</param>
/// <param name="session">The session.</param>
/// <param name="stream">The stream.</param>
/// <param name="subscription">The subscription; made at the beginning of the stream where it does not exist.</param>
/// <param name="patience">How long a server may be silent that still has messages; zero has no end.</param>
internal sealed class TransferSource(GdnCmdlet cmdlet, GdnSession session, StreamName stream, string subscription, TimeSpan patience)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _silence = new();
    private readonly ConnectionWatch _watch = new($"{cmdlet.MyInvocation.MyCommand.Name} from {stream}/{subscription}");
    private Consumer? _consumer;
    private MessagePlace _end;
    private MessagePlace? _last;
    private int _held;
    private bool _isAtEnd;

    /// <summary>Whether the message that was taken last came before one that was taken earlier: the connection broke, and all that is unacknowledged comes again.</summary>
    public bool HasBegunAgain { get; private set; }

    /// <exception cref="GdnException">StreamNotFound, SubscriptionBusy: somebody else consumes it; and others.</exception>
    public void Open()
    {
        cmdlet.Await(KnownStreams.EnsureAsync(session, stream, create: false, cmdlet.Cancelled));
        _end = MessagePlace.Of(cmdlet.Await(LastAsync()));

        // In pull mode what stays unacknowledged does not stand in the way of what follows.
        var options = new ConsumerOptions { InitialPosition = InitialPosition.Earliest, PullMode = true };
        _consumer = cmdlet.Await(Reopening.OpenAsync(() => session.SubscribeAsync(stream, subscription, options, cmdlet.Cancelled), patience: null, cmdlet.Cancelled));
        _consumer.StateChanged += _watch.Changed;
        _watch.Take(_consumer.State, _consumer.Interruption);
    }

    /// <summary>The next message; null where there is none of those any more. It is unacknowledged until <see cref="Acknowledge"/> says else.</summary>
    /// <param name="whileWaiting">Does what there is to do meanwhile.</param>
    /// <exception cref="GdnException">Why the consumer ended; ConnectionLost, LimitExceeded: the server sends no more, and has more.</exception>
    public (GdnMessage Message, MessagePlace Place)? Next(Action whileWaiting)
    {
        if (_isAtEnd || _end.Position.EntryId < 0 || Receive(whileWaiting) is not { } received)
        {
            return null;
        }

        var place = MessagePlace.Of(received.Id);
        HasBegunAgain = _last is { } last && !place.IsAfter(last);
        (_last, _held) = (place, _held + 1);
        _isAtEnd = place.Reaches(_end);
        return place.IsAfter(_end) ? null : (new GdnMessage(received), place);
    }

    /// <summary>What was handed out before the last message has ended, and comes again where it was not acknowledged.</summary>
    public void BeginAgain() => _held = 1;

    /// <summary>Takes a message from the subscription.</summary>
    /// <exception cref="GdnException">The consumer has ended, and the message comes again.</exception>
    public void Acknowledge(MessageId id)
    {
        cmdlet.Await(_consumer!.AcknowledgeAsync(id));
        _held--;
    }

    /// <summary>Waits until the server has heard of all acknowledgements, and says which it may not have heard.</summary>
    public void Flush()
    {
        cmdlet.Await(FlushAsync());
        if (_consumer!.UnconfirmedAcknowledgements is > 0 and var lost)
        {
            cmdlet.WriteError(ErrorRecords.Of(
                new GdnException(
                    GdnErrorCode.ConnectionLost,
                    $"{ErrorRecords.Counted(lost, "acknowledgement")} of {stream}/{subscription} may not have reached the server: what they acknowledge may still be there. {_consumer.Interruption?.Message}".TrimEnd()),
                subscription,
                "Check that the server runs and can be reached, and run it again: nothing is stored twice.",
                "AcknowledgementsLost"));
        }
    }

    /// <summary>Closes; what is unacknowledged goes back.</summary>
    public void Close()
    {
        if (_consumer is not null)
        {
            _consumer.StateChanged -= _watch.Changed;
            cmdlet.Await(_consumer.DisposeAsync());
        }
    }

    /// <summary>The last message that there is now.</summary>
    private async Task<MessageId> LastAsync()
    {
        try
        {
            return await session.Streams.GetLastMessageIdAsync(stream, cmdlet.Cancelled).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.NotSupported)
        {
            // Not every service tells. It ends then where the subscription has nothing more.
            return MessageId.Latest;
        }
    }

    private ReceivedMessage? Receive(Action whileWaiting)
    {
        _silence.Restart();
        while (true)
        {
            if (cmdlet.Cancelled.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }

            _watch.Tell(cmdlet);
            if (_consumer!.TryReceive(out var message) || (message = cmdlet.Await(WaitAsync(_consumer))) is not null)
            {
                return message;
            }

            whileWaiting();
            if (_consumer.State == ConnectionState.Open && cmdlet.Await(IsEmptyAsync()))
            {
                return null;
            }

            if (patience > TimeSpan.Zero && _silence.Elapsed > patience)
            {
                throw Silent(_consumer);
            }
        }
    }

    private async Task<ReceivedMessage?> WaitAsync(Consumer consumer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Cancelled);
        limit.CancelAfter(Idle);
        try
        {
            return await consumer.ReceiveAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cmdlet.Cancelled.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Whether the subscription has nothing but what was handed out here.</summary>
    private async Task<bool> IsEmptyAsync()
    {
        try
        {
            var stats = await session.Streams.GetStatsAsync(stream, cmdlet.Cancelled).ConfigureAwait(false);
            return stats.Subscriptions.TryGetValue(subscription, out var status) && status.Backlog <= _held;
        }
        catch (GdnException e) when (Outage.Is(e.Code))
        {
            // Who cannot be asked now is asked again; the watch tells that the connection is lost.
            return false;
        }
    }

    private async Task FlushAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Cancelled);
        limit.CancelAfter(FlushLimit);
        try
        {
            await _consumer!.FlushAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or GdnException)
        {
            // Not in this time, or never: those that are not known to have arrived are counted.
        }
    }

    private GdnException Silent(Consumer consumer) => consumer.State == ConnectionState.Open
        ? new GdnException(
            GdnErrorCode.LimitExceeded,
            $"{_held} messages of {stream}/{subscription} stay where they are, and the server sends no more beside them. Move those first, or choose messages by other filters.")
        : new GdnException(GdnErrorCode.ConnectionLost, $"The connection of {stream}/{subscription} is lost: whether there are more messages is not known. {consumer.Interruption?.Message}".TrimEnd());
}
