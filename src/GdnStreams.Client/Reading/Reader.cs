using System.Diagnostics.CodeAnalysis;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Reads a stream from a position, without a subscription. Thread-safe.</summary>
/// <remarks>A broken connection is restored after the last message received, so that none is missed and none comes twice.</remarks>
public sealed class Reader : IAsyncDisposable
{
    private readonly MessageFeed _feed;
    private readonly SocketConnection _connection;
    private readonly Action<IAsyncDisposable> _closed;

    internal Reader(StreamName stream, MessageFeed feed, SocketConnection connection, Action<IAsyncDisposable> closed)
    {
        (Stream, _feed, _connection, _closed) = (stream, feed, connection, closed);
        feed.Ring = connection.Ring;
        connection.Changed = change => StateChanged?.Invoke(this, change);
    }

    /// <summary>Raised in order at each change of <see cref="State"/>. Handlers run on the connection's own loop and must return quickly.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? StateChanged;

    /// <summary>The stream.</summary>
    public StreamName Stream { get; }

    /// <summary>Where the connection is.</summary>
    public ConnectionState State => _connection.State;

    /// <summary>Why there is no open socket: what broke it, what refused the last attempt, or what ended it for good. Null while it is open and where it was disposed.</summary>
    public GdnException? Interruption => _connection.Interruption;

    /// <summary>Waits for the next message.</summary>
    /// <exception cref="GdnException">Closed; or why the connection ended: StreamNotFound, Unauthorized, ConnectionLost.</exception>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default) => _feed.TakeAsync(cancellationToken);

    /// <summary>Takes a message that has arrived; false where there is none now.</summary>
    public bool TryReceive([NotNullWhen(true)] out ReceivedMessage? message) => _feed.TryTake(out message);

    /// <summary>Every message as it arrives; ends when the reader is disposed.</summary>
    /// <exception cref="GdnException">Why the connection ended.</exception>
    public IAsyncEnumerable<ReceivedMessage> ReadAllAsync(CancellationToken cancellationToken = default) => _feed.TakeAllAsync(cancellationToken);

    /// <summary>Asks the server whether the stream was terminated and all its messages were delivered here.</summary>
    /// <exception cref="GdnException">Closed, or why the connection ended.</exception>
    public Task<bool> IsEndOfTopicAsync(CancellationToken cancellationToken = default) => _feed.IsEndOfTopicAsync(cancellationToken);

    /// <summary>Closes the reader (at most 5 s).</summary>
    public ValueTask DisposeAsync()
    {
        _closed(this);
        _feed.StopTaking();
        return _connection.DisposeAsync();
    }
}
