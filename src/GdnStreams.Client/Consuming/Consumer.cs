using System.Diagnostics.CodeAnalysis;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Receives the messages of one subscription. Each is delivered again until it is acknowledged. Thread-safe.</summary>
/// <remarks>A broken connection is restored; messages that were not acknowledged then come again.</remarks>
public sealed class Consumer : IAsyncDisposable
{
    private readonly MessageFeed _feed;
    private readonly SocketConnection _connection;
    private readonly Action<IAsyncDisposable> _closed;

    internal Consumer(StreamName stream, string subscription, MessageFeed feed, SocketConnection connection, Action<IAsyncDisposable> closed)
    {
        (Stream, Subscription, _feed, _connection, _closed) = (stream, subscription, feed, connection, closed);
        feed.Ring = connection.Ring;
        connection.Changed = change => StateChanged?.Invoke(this, change);
    }

    /// <summary>Raised in order at each change of <see cref="State"/>. Handlers run on the connection's own loop and must return quickly.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? StateChanged;

    /// <summary>The stream.</summary>
    public StreamName Stream { get; }

    /// <summary>The subscription.</summary>
    public string Subscription { get; }

    /// <summary>Where the connection is.</summary>
    public ConnectionState State => _connection.State;

    /// <summary>Why there is no open socket: what broke it, what refused the last attempt, or what ended it for good. Null while it is open and where it was disposed.</summary>
    public GdnException? Interruption => _connection.Interruption;

    /// <summary>How many acknowledgements the server is not known to have read. After the end, their messages may be delivered again, to the next consumer.</summary>
    /// <remarks>
    /// The wire has no receipt for an acknowledgement. It counts as read when <see cref="FlushAsync"/> or, about a second later, a question of
    /// the library's own was answered on its socket, or when the server has answered the goodbye of <see cref="DisposeAsync"/>.
    /// </remarks>
    public int UnconfirmedAcknowledgements => _feed.Unconfirmed;

    internal MessageFeed Feed => _feed;

    /// <summary>Waits for the next message.</summary>
    /// <exception cref="GdnException">Closed; or why the connection ended: SubscriptionBusy, StreamNotFound, Unauthorized, ConnectionLost.</exception>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default) => _feed.TakeAsync(cancellationToken);

    /// <summary>Takes a message that has arrived; false where there is none now.</summary>
    public bool TryReceive([NotNullWhen(true)] out ReceivedMessage? message) => _feed.TryTake(out message);

    /// <summary>Waits until there is a message for <see cref="TryReceive"/> and takes none: for who waits for several consumers. False where none will come any more: it was closed.</summary>
    /// <exception cref="GdnException">Why the connection ended.</exception>
    public ValueTask<bool> WaitToReceiveAsync(CancellationToken cancellationToken = default) => _feed.WaitAsync(cancellationToken);

    /// <summary>Every message as it arrives; ends when the consumer is disposed.</summary>
    /// <exception cref="GdnException">Why the connection ended.</exception>
    public IAsyncEnumerable<ReceivedMessage> ReadAllAsync(CancellationToken cancellationToken = default) => _feed.TakeAllAsync(cancellationToken);

    /// <summary>Marks one message as done. It is queued here and written in the background, again where a connection broke before it is known to have arrived.</summary>
    /// <remarks>Disposal writes what is left. <see cref="FlushAsync"/> waits until the server has read it; <see cref="UnconfirmedAcknowledgements"/> counts those it may not have read.</remarks>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="GdnException">Closed.</exception>
    public ValueTask AcknowledgeAsync(MessageId id, CancellationToken cancellationToken = default) =>
        CommandAsync(ConsumerCommand.Acknowledge(Given(id)), cancellationToken);

    /// <summary>Marks several messages as done; their acknowledgements leave together.</summary>
    /// <exception cref="ArgumentException">One of the ids is empty; then none is acknowledged.</exception>
    /// <exception cref="GdnException">Closed.</exception>
    public ValueTask AcknowledgeAsync(IEnumerable<MessageId> ids, CancellationToken cancellationToken = default)
    {
        _ = ids ?? throw new ArgumentNullException(nameof(ids));
        cancellationToken.ThrowIfCancellationRequested();
        _feed.Command(ids.Select(id => ConsumerCommand.Acknowledge(Given(id))).ToArray());
        return default;
    }

    /// <summary>Gives one message back; it comes again after the negative-acknowledgement delay, or at once where the connection breaks.</summary>
    /// <remarks>Exclusive and Failover subscriptions deliver all unacknowledged messages again.</remarks>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="GdnException">Closed.</exception>
    public ValueTask NegativeAcknowledgeAsync(MessageId id, CancellationToken cancellationToken = default) =>
        CommandAsync(ConsumerCommand.Deny(Given(id)), cancellationToken);

    /// <summary>Waits until the server has read everything said before this call: it then answers a question on the same socket.</summary>
    /// <remarks>Over a reconnect acknowledgements that may not have arrived are written again first. It waits as long as the connection is being restored: give it a token with a time. It needs nobody who receives, and buffers meanwhile what comes.</remarks>
    /// <exception cref="GdnException">Closed, or why the connection ended: acknowledgements are not known to have arrived. <see cref="UnconfirmedAcknowledgements"/> tells how many.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _feed.FlushAsync(cancellationToken);

    /// <summary>Asks the server whether the stream was terminated and all its messages were delivered here.</summary>
    /// <exception cref="GdnException">Closed, or why the connection ended.</exception>
    public Task<bool> IsEndOfTopicAsync(CancellationToken cancellationToken = default) => _feed.IsEndOfTopicAsync(cancellationToken);

    /// <summary>Deletes the subscription and closes this consumer. Other consumers of it lose their connection or keep it useless, as the server does.</summary>
    /// <exception cref="GdnException">Closed; ConnectionLost: the connection ended before the server confirmed it, the subscription may still be there.</exception>
    public async Task UnsubscribeAsync(CancellationToken cancellationToken = default)
    {
        await CommandAsync(ConsumerCommand.Unsubscribe, cancellationToken).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
        if (!_feed.IsConfirmed)
        {
            throw new GdnException(
                GdnErrorCode.ConnectionLost,
                $"The connection ended before the server confirmed that {Subscription} of {Stream.Topic} is deleted. Look whether it is still there, and delete it then.",
                Interruption);
        }
    }

    /// <summary>Writes the acknowledgements that wait, where a socket is open (at most 5 s), and closes. Unacknowledged messages go to the next consumer.</summary>
    /// <remarks>It does not wait for a connection to be restored, as <see cref="FlushAsync"/> does. <see cref="UnconfirmedAcknowledgements"/> then tells what may not have arrived.</remarks>
    public ValueTask DisposeAsync()
    {
        _closed(this);
        _feed.StopTaking();
        return _connection.DisposeAsync();
    }

    private ValueTask CommandAsync(ConsumerCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _feed.Command(command);
        return default;
    }

    private static MessageId Given(MessageId id) => id.IsNone ? throw new ArgumentException("The message id is empty.", nameof(id)) : id;
}
