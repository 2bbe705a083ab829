using System.Net.WebSockets;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One open WebSocket and what its runtime can do below it. One sender and one receiver at a time; whatever fails is a lost connection.</summary>
internal sealed class OpenSocket : IDisposable
{
    private readonly ClientWebSocket _socket;
#if NETSTANDARD2_0
    private readonly TimeProvider _time;
    private long _lastHeard;

    public OpenSocket(ClientWebSocket socket, TimeProvider time) => (_socket, _time, _lastHeard) = (socket, time, time.GetTimestamp());

    /// <summary>Whether <see cref="PingAsync"/> asks for an answer. This runtime's WebSocket has no pings: the traffic must ask.</summary>
    public static bool CanPing => false;

    /// <summary>Timestamp of the last frame from the server.</summary>
    public long LastHeard => Volatile.Read(ref _lastHeard);

    /// <exception cref="GdnException">ConnectionLost.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> frame)
    {
        _ = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(frame, out var segment);
        try
        {
            await _socket.SendAsync(segment, WebSocketMessageType.Text, true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Lost(e);
        }
    }

#pragma warning disable CA1822 // The twin for newer runtimes has something to do.
    public bool TryReceive(out ReadOnlyMemory<byte> message)
    {
        message = default;
        return false;
    }

    public Task FlushAsync() => Task.CompletedTask;

    public Task PingAsync(CancellationToken cancellationToken) => Task.FromCanceled(cancellationToken);
#pragma warning restore CA1822

    public async Task<(int Count, bool EndOfMessage, bool IsClose)> ReceiveAsync(ArraySegment<byte> buffer)
    {
        try
        {
            var part = await _socket.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _lastHeard, _time.GetTimestamp());
            return (part.Count, part.EndOfMessage, part.MessageType == WebSocketMessageType.Close);
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Lost(e);
        }
    }
#else
    private readonly WireStream _wire;
#pragma warning disable CA2213 // Who writes it may still read from its memory; see FlushAsync.
    private readonly TextFrames _frames = new(areFromClient: true);
#pragma warning restore CA2213

    public OpenSocket(ClientWebSocket socket, WireStream wire) => (_socket, _wire) = (socket, wire);

    /// <summary>Whether <see cref="PingAsync"/> asks for an answer.</summary>
    public static bool CanPing => true;

    /// <summary>Timestamp of the last bytes from the server.</summary>
    public long LastHeard => _wire.LastHeard;

    /// <summary>Takes a message that has arrived already, without a wait; false where <see cref="ReceiveAsync"/> has to look.</summary>
    /// <param name="message">It, valid until the next is received.</param>
    public bool TryReceive(out ReadOnlyMemory<byte> message)
    {
        message = default;
        return _socket.State is WebSocketState.Open or WebSocketState.CloseSent && _wire.Arrived.TryTake(out message);
    }

    /// <summary>Sends one text frame; it may wait for <see cref="FlushAsync"/>.</summary>
    /// <exception cref="GdnException">ConnectionLost.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frame)
    {
        _frames.Add(frame.Span);
        return _frames.Bytes.Length >= TextFrames.Enough ? FlushAsync() : default;
    }

    /// <summary>Sends what waits: frames that come together leave in one write.</summary>
    /// <exception cref="GdnException">ConnectionLost.</exception>
    public async ValueTask FlushAsync()
    {
        if (_frames.Bytes.IsEmpty)
        {
            return;
        }

        try
        {
            // A failed write breaks the connection. Its memory may still be read from, so it is not given back.
            await _wire.WriteAsync(_frames.Bytes).ConfigureAwait(false);
            _frames.Clear();
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Lost(e);
        }
    }

    /// <summary>Asks for a sign of life; whether one came shows <see cref="LastHeard"/>.</summary>
    /// <exception cref="GdnException">ConnectionLost.</exception>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _wire.PingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Lost(e);
        }
    }

    /// <exception cref="GdnException">ConnectionLost.</exception>
    public async ValueTask<(int Count, bool EndOfMessage, bool IsClose)> ReceiveAsync(ArraySegment<byte> buffer)
    {
        try
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false);
            return (part.Count, part.EndOfMessage, part.MessageType == WebSocketMessageType.Close);
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Lost(e);
        }
    }
#endif

    /// <summary>How the server closed the socket, in words; null where it did not say.</summary>
    public string? CloseReason => _socket.CloseStatus is { } status ? $"{(int)status} {_socket.CloseStatusDescription}".TrimEnd() : null;

    /// <summary>Whether the server closed the socket as one that answers a wanted goodbye does.</summary>
    public bool IsClosedNormally => _socket.CloseStatus == WebSocketCloseStatus.NormalClosure;

    /// <exception cref="GdnException">ConnectionLost.</exception>
    public async Task CloseOutputAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Lost(e);
        }
    }

    /// <summary>Ends every send and receive at once.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();

    // For a closed, aborted or disposed socket the runtime may also throw InvalidOperationException.
    private static bool IsLoss(Exception e) => e is WebSocketException or InvalidOperationException or IOException or OperationCanceledException;

    private static GdnException Lost(Exception cause) => new(GdnErrorCode.ConnectionLost, "The connection broke: " + Cause.Of(cause), cause);
}
