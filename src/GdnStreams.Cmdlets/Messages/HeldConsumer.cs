using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A consumer that stays open as long as a Receive-GdnMessage runs on it or a message of it is neither confirmed nor denied.</summary>
internal sealed class HeldConsumer(Consumer consumer, int window, WireTrace trace, Action<HeldConsumer> forget)
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);
    private readonly object _lock = new();
    private int _unsettled;
    private int _reported;
    private bool _receiving = true;
    private bool _closed;

    public StreamName Stream => consumer.Stream;

    public string Subscription => consumer.Subscription;

    public Consumer Consumer => consumer;

    /// <summary>Tells what its session exchanges.</summary>
    public WireTrace Trace => trace;

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

    /// <summary>Whether the server sends nothing more until a message is settled.</summary>
    public bool IsFull => Unsettled >= window;

    /// <summary>Whether a new receive may go on with this consumer.</summary>
    public bool TryReceiveAgain()
    {
        lock (_lock)
        {
            if (_closed || _receiving)
            {
                return false;
            }

            return _receiving = true;
        }
    }

    /// <summary>One more message is in a user's hands.</summary>
    public void HandOut()
    {
        lock (_lock)
        {
            _unsettled++;
        }
    }

    /// <summary>Acknowledges one message of a receive that goes on.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Closed"/>: the consumer is closed and the message delivered again.</exception>
    public void Acknowledge(MessageId id)
    {
#pragma warning disable VSTHRD002, CA2012 // It only queues the acknowledgement, and has ended when it returns.
        consumer.AcknowledgeAsync(id).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002, CA2012
        lock (_lock)
        {
            _unsettled--;
        }
    }

    /// <summary>Gives one message back that nobody will settle: it is delivered again.</summary>
    public async Task GiveBackAsync(MessageId id)
    {
        bool isKept;
        lock (_lock)
        {
            isKept = --_unsettled > 0;
        }

        if (isKept && consumer.State != ConnectionState.Closed)
        {
            await consumer.NegativeAcknowledgeAsync(id).ConfigureAwait(false);
        }
    }

    /// <summary>Confirms or denies one message; the last one closes the consumer when nobody receives.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Closed"/>: the consumer is closed and the message delivered again.</exception>
    public async Task SettleAsync(MessageId id, bool confirm, CancellationToken cancellationToken)
    {
        if (confirm)
        {
            await consumer.AcknowledgeAsync(id, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await consumer.NegativeAcknowledgeAsync(id, cancellationToken).ConfigureAwait(false);
        }

        bool isLast;
        lock (_lock)
        {
            isLast = --_unsettled == 0 && !_receiving;
        }

        if (isLast)
        {
            await FinishAsync(cancellationToken).ConfigureAwait(false);
        }
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
        }
        catch (Exception e) when (e is OperationCanceledException or GdnException)
        {
            // Not in this time, or never: those that are not known to have arrived are counted.
        }

        if (close)
        {
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>How many acknowledgements may not have arrived and were not reported yet; their messages come again. Why the connection is down.</summary>
    public (int Count, string? Reason) TakeLost()
    {
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
        await consumer.DisposeAsync().ConfigureAwait(false);
    }
}
