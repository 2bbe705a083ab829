using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A consumer that stays open as long as a Receive-GdnMessage runs on it or a message of it is neither confirmed nor denied.</summary>
internal sealed class HeldConsumer(Consumer consumer, int window, Action<HeldConsumer> forget)
{
    private readonly object _lock = new();
    private int _unsettled;
    private bool _receiving = true;
    private bool _closed;

    public StreamName Stream => consumer.Stream;

    public string Subscription => consumer.Subscription;

    public Consumer Consumer => consumer;

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
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The receive has ended: the consumer closes now, or when its last message is settled.</summary>
    /// <param name="keep">Whether messages in a user's hands keep it open.</param>
    public async Task EndReceiveAsync(bool keep)
    {
        bool close;
        lock (_lock)
        {
            _receiving = false;
            close = !keep || _unsettled == 0;
        }

        if (close)
        {
            await CloseAsync().ConfigureAwait(false);
        }
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
