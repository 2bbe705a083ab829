using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Sends messages to one stream, many at a time and in order. Thread-safe.</summary>
/// <remarks>A broken connection is restored; what was not acknowledged is sent again in order. Without deduplication at the broker it may be stored twice.</remarks>
public sealed class Producer : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);
    private readonly SendQueue _sends;
    private readonly SocketConnection _connection;
    private readonly Action<IAsyncDisposable> _closed;
    private int _disposed;

    internal Producer(StreamName stream, SendQueue sends, SocketConnection connection, Action<IAsyncDisposable> closed)
    {
        (Stream, _sends, _connection, _closed) = (stream, sends, connection, closed);
        sends.Ring = connection.Ring;
        connection.Changed = change => StateChanged?.Invoke(this, change);
    }

    /// <summary>Raised in order at each change of <see cref="State"/>. Handlers run on the connection's own loop and must return quickly.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? StateChanged;

    /// <summary>The stream.</summary>
    public StreamName Stream { get; }

    /// <summary>The producer's name: that of its options, or one made up. It stays the same over reconnects.</summary>
    public string Name => _sends.Name;

    /// <summary>Where the connection is.</summary>
    public ConnectionState State => _connection.State;

    /// <summary>Why there is no open socket: what broke it, what refused the last attempt, or what ended it for good. Null while it is open and where it was disposed.</summary>
    public GdnException? Interruption => _connection.Interruption;

    /// <summary>Sends one message and waits until it is stored. Await many of these together: they travel in one pipeline.</summary>
    /// <remarks>A cancelled wait for a place sends nothing; once the message has its place, cancelling only stops waiting for the receipt.</remarks>
    /// <returns>Where it is stored; <c>(-1,-1)</c> in Pulsar's encoding where the broker already had it from before a reconnect.</returns>
    /// <exception cref="GdnException">MessageTooLarge, BadRequest, Timeout, ConnectionLost, Closed, or what the broker refused it for.</exception>
    public async Task<MessageId> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        var receipt = new TaskCompletionSource<MessageId>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _sends.AddAsync(message, null, receipt, cancellationToken).ConfigureAwait(false);
        using (cancellationToken.Register(() => receipt.TrySetCanceled(cancellationToken)))
        {
            return await receipt.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Accepts one message, waiting only for a place in the window. <see cref="TryTakeResult"/> tells how it ended. Use this for very many messages: it allocates nothing per message.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="state">Comes back with the result. Null keeps no result of a success.</param>
    /// <param name="cancellationToken">Ends the wait; the message is then not sent.</param>
    /// <exception cref="GdnException">MessageTooLarge or BadRequest: it was not accepted. Timeout: no place became free within the SendTimeout. Closed, ConnectionLost and others: the producer has ended.</exception>
    public ValueTask EnqueueAsync(OutgoingMessage message, object? state = null, CancellationToken cancellationToken = default) =>
        _sends.AddAsync(message, state, null, cancellationToken);

    /// <summary>Takes the result of one enqueued message: every failure, and every success that has a state. Take them regularly; they are kept until then.</summary>
    public bool TryTakeResult(out SendResult result) => _sends.TryTakeResult(out result);

    /// <summary>Waits until every message given before this call has ended. Failures are results, not exceptions.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _sends.FlushAsync(cancellationToken);

    /// <summary>Waits up to 5 seconds for acknowledgements, then closes (at most 5 s); what is still unanswered fails with Closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _closed(this);
        if (_connection.State == ConnectionState.Open)
        {
            using var limit = new CancellationTokenSource(CloseLimit);
            try
            {
                await _sends.FlushAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Time is up: closing fails each message that is left with its own error.
            }
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
        _sends.Dispose();
    }
}
