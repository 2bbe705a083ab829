using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A consumer that stays open as long as a Receive-GdnMessage runs on it or a message of it is neither confirmed nor denied.</summary>
/// <param name="consumer">The consumer.</param>
/// <param name="session">Its session.</param>
/// <param name="options">How it was opened.</param>
/// <param name="returned">What the session knows of messages that come again.</param>
/// <param name="forget">Called when it closes.</param>
#pragma warning disable CA1001 // The source of the token has no timer and no wait handle: there is nothing to dispose of.
internal sealed class HeldConsumer(Consumer consumer, GdnSession session, ConsumerOptions options, ReturnedMessages returned, Action<HeldConsumer> forget)
#pragma warning restore CA1001
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DefaultDelay = TimeSpan.FromMinutes(1);
    private readonly object _lock = new();
    private readonly Dictionary<MessageId, GdnMessage> _inHands = [];
    private readonly CancellationTokenSource _closing = new();
    private int _unsettled;
    private int _reported;
    private int _delayed;
    private bool _receiving = true;
    private bool _closed;
    private volatile bool _isUnproven;

    public StreamName Stream => consumer.Stream;

    public string Subscription => consumer.Subscription;

    public Consumer Consumer => consumer;

    public GdnSession Session => session;

    /// <summary>How it was opened.</summary>
    public ConsumerOptions Options => options;

    /// <summary>After which time a denied message comes again.</summary>
    public TimeSpan DenyDelay => options.NegativeAckDelay ?? DefaultDelay;

    /// <summary>Whether the server delivers a denied message alone again, and counts it.</summary>
    public bool CountsRedeliveries => options.Type is SubscriptionType.Shared or SubscriptionType.KeyShared;

    /// <summary>How many messages are in a user's hands, neither confirmed nor denied.</summary>
    public int Unsettled
    {
        get
        {
            lock (_lock)
            {
                return _unsettled;
            }
        }
    }

    /// <summary>The messages that a script is to settle.</summary>
    public IReadOnlyList<GdnMessage> InHands
    {
        get
        {
            lock (_lock)
            {
                return [.. _inHands.Values];
            }
        }
    }

    /// <summary>Whether the server sends nothing more until a message is settled.</summary>
    public bool IsFull => Unsettled >= options.ReceiverQueueSize;

    /// <summary>Whether that waits for a script: no message is about to be given back by itself.</summary>
    public bool IsStuck => IsFull && Volatile.Read(ref _delayed) == 0;

    /// <summary>Whether a new receive may go on with this consumer.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it may, but the consumer has other options than it gives.</exception>
    public bool TryReceiveAgain(WantedConsumer wanted)
    {
        lock (_lock)
        {
            if (_closed || _receiving)
            {
                return false;
            }

            return wanted.Missing(options, Stream) is { Count: > 0 } missing ? throw ReceiveErrors.OpenedOtherwise(this, missing) : _receiving = true;
        }
    }

    /// <summary>One more message is in a user's hands.</summary>
    /// <param name="received">The message.</param>
    /// <param name="toScript">Whether a script settles it, which may know its id only.</param>
    public GdnMessage HandOut(ReceivedMessage received, bool toScript)
    {
        var message = new GdnMessage(received, this, returned.CountOf(Stream, Subscription, received.Id));
        lock (_lock)
        {
            _unsettled++;
            if (toScript)
            {
                _inHands[received.Id] = message;
            }
        }

        return message;
    }

    /// <summary>Acknowledges one message of a receive that goes on.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Closed"/>: the consumer is closed and the message delivered again.</exception>
    public void Acknowledge(GdnMessage message)
    {
        AcknowledgeAgain(message.Id);
        Release(message, isDone: true);
    }

    /// <summary>Acknowledges a message that another consumer of the subscription has received, and perhaps acknowledged in vain.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Closed"/>: the consumer is closed.</exception>
    public void AcknowledgeAgain(MessageId id)
    {
#pragma warning disable VSTHRD002, CA2012 // It only queues the acknowledgement, and has ended when it returns.
        consumer.AcknowledgeAsync(id).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002, CA2012
    }

    /// <summary>A message was handed out and will not be acknowledged.</summary>
    public void NoteReturned(GdnMessage message) => returned.Add(Stream, Subscription, message.Id, message.RedeliveryCount);

    /// <summary>Gives one message back that nobody will settle: it is delivered again.</summary>
    public async Task GiveBackAsync(GdnMessage message)
    {
        if (Release(message, isDone: false) > 0 && consumer.State != ConnectionState.Closed)
        {
            await consumer.NegativeAcknowledgeAsync(message.Id).ConfigureAwait(false);
        }
    }

    /// <summary>Confirms or denies one message; the last one closes the consumer when nobody receives.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Closed"/>: the consumer is closed and the message delivered again.</exception>
    public async Task SettleAsync(GdnMessage message, bool confirm, CancellationToken cancellationToken)
    {
        if (confirm)
        {
            await consumer.AcknowledgeAsync(message.Id, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await consumer.NegativeAcknowledgeAsync(message.Id, cancellationToken).ConfigureAwait(false);
            NoteReturned(message);
        }

        Release(message, isDone: confirm);
        await CloseIfUnneededAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Denies one message so that it comes again after a time, at least <see cref="DenyDelay"/>: it stays in hands meanwhile. Ends then, or when the consumer closes and it comes sooner.</summary>
    public async Task DenyLaterAsync(GdnMessage message, TimeSpan delay)
    {
        NoteReturned(message);
        Interlocked.Increment(ref _delayed);
        try
        {
            await Task.Delay(delay - DenyDelay, _closing.Token).ConfigureAwait(false);
            await consumer.NegativeAcknowledgeAsync(message.Id, _closing.Token).ConfigureAwait(false);

            // The end of the consumer would give it back at once.
            await Task.Delay(DenyDelay, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or GdnException)
        {
            return; // The consumer has ended, and with it everything that it held came back.
        }
        finally
        {
            Interlocked.Decrement(ref _delayed);
        }

        Release(message, isDone: false);
        await CloseIfUnneededAsync(_closing.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Sees to it that the server has read the acknowledgements, for at most 5 s, and closes the consumer where nobody needs it any more.
    /// What could not be delivered tells <see cref="TakeLost"/>.
    /// </summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        bool close;
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            close = _unsettled == 0 && !_receiving;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(FlushLimit);
        try
        {
            await consumer.FlushAsync(limit.Token).ConfigureAwait(false);
            _isUnproven = false;
        }
        catch (Exception e) when (e is OperationCanceledException or GdnException)
        {
            // Not in this time, or never: those that are not known to have arrived are counted.
            _isUnproven = true;
        }

        if (close)
        {
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>How many acknowledgements may not have arrived and were not reported yet; their messages come again. Why the connection is down.</summary>
    public (int Count, string? Reason) TakeLost()
    {
        if (!_isUnproven && consumer.State != ConnectionState.Closed)
        {
            return (0, null); // What another thread acknowledges at this moment is its own to see through.
        }

        lock (_lock)
        {
            var lost = consumer.UnconfirmedAcknowledgements;
            var unreported = Math.Max(0, lost - _reported);
            _reported = lost;
            return (unreported, consumer.Interruption?.Message);
        }
    }

    /// <summary>The receive has ended: messages in a user's hands keep the consumer open.</summary>
    public Task EndReceiveAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _receiving = false;
        }

        return FinishAsync(cancellationToken);
    }

    /// <summary>Writes the acknowledgements that wait and closes; what is unacknowledged is delivered again.</summary>
    public async Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
        }

        forget(this);
        _closing.Cancel();
        await consumer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A message is in nobody's hands any more; how many still are.</summary>
    private int Release(GdnMessage message, bool isDone)
    {
        if (isDone && message.RedeliveryCount > 0)
        {
            returned.Remove(Stream, Subscription, message.Id);
        }

        lock (_lock)
        {
            _inHands.Remove(message.Id);
            return --_unsettled;
        }
    }

    private async Task CloseIfUnneededAsync(CancellationToken cancellationToken)
    {
        bool isUnneeded;
        lock (_lock)
        {
            isUnneeded = _unsettled == 0 && !_receiving;
        }

        if (isUnneeded)
        {
            await FinishAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
