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

    /// <summary>Raised at each change of <see cref="State"/>, in order, by the connection's own loop: return soon.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? StateChanged;

    /// <summary>The stream.</summary>
    public StreamName Stream { get; }

    /// <summary>The subscription.</summary>
    public string Subscription { get; }

    /// <summary>Where the connection is.</summary>
    public ConnectionState State => _connection.State;

    internal MessageFeed Feed => _feed;

    /// <summary>Waits for the next message.</summary>
    /// <exception cref="GdnException">Closed; or why the connection ended: SubscriptionBusy, StreamNotFound, Unauthorized, ConnectionLost.</exception>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default) => _feed.TakeAsync(cancellationToken);

    /// <summary>Takes a message that has arrived; false where there is none now.</summary>
    public bool TryReceive([NotNullWhen(true)] out ReceivedMessage? message) => _feed.TryTake(out message);

    /// <summary>Every message as it arrives; ends when the consumer is disposed.</summary>
    /// <exception cref="GdnException">Why the connection ended.</exception>
    public IAsyncEnumerable<ReceivedMessage> ReadAllAsync(CancellationToken cancellationToken = default) => _feed.TakeAllAsync(cancellationToken);

    /// <summary>Marks one message as done. It is queued here and written in the background; disposal writes what is left.</summary>
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
        _feed.Command([.. ids.Select(id => ConsumerCommand.Acknowledge(Given(id)))]);
        return default;
    }

    /// <summary>Gives one message back; it comes again after the negative-acknowledgement delay.</summary>
    /// <remarks>Exclusive and Failover subscriptions deliver all unacknowledged messages again.</remarks>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="GdnException">Closed.</exception>
    public ValueTask NegativeAcknowledgeAsync(MessageId id, CancellationToken cancellationToken = default) =>
        CommandAsync(ConsumerCommand.Deny(Given(id)), cancellationToken);

    /// <summary>Asks the server whether the stream was terminated and all its messages were delivered here.</summary>
    /// <exception cref="GdnException">Closed, or why the connection ended.</exception>
    public Task<bool> IsEndOfTopicAsync(CancellationToken cancellationToken = default) => _feed.IsEndOfTopicAsync(cancellationToken);

    /// <summary>Deletes the subscription and closes this consumer. Other consumers of it lose their connection or keep it useless, as the server does.</summary>
    /// <exception cref="GdnException">Closed.</exception>
    public async Task UnsubscribeAsync(CancellationToken cancellationToken = default)
    {
        await CommandAsync(ConsumerCommand.Unsubscribe, cancellationToken).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Writes the acknowledgements that wait (at most 5 s) and closes. Unacknowledged messages go to the next consumer.</summary>
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
