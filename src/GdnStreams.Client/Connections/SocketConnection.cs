using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One loop that owns one socket and restores it; the traffic neither sees nor touches a socket.</summary>
internal sealed class SocketConnection : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(10);
    private readonly Func<SocketAddress, CancellationToken, Task<ClientWebSocket>> _open;
    private readonly ISocketTraffic _traffic;
    private readonly TimeProvider _time;
    private readonly TimeSpan _reconnectTimeout;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<bool> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _doorbell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task _loop = Task.CompletedTask;
    private volatile bool _closing;
    private volatile ConnectionState _state;

    public SocketConnection(
        Func<SocketAddress, CancellationToken, Task<ClientWebSocket>> open, ISocketTraffic traffic, TimeProvider time, TimeSpan reconnectTimeout, Func<double> random)
    {
        (_open, _traffic, _time, _reconnectTimeout) = (open, traffic, time, reconnectTimeout);
        _backoff = new Backoff(random);
    }

    public ConnectionState State => _state;

    /// <summary>Starts the loop and waits for the first socket.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        using (cancellationToken.Register(_stop.Cancel))
        {
            try
            {
                await _opened.Task.ConfigureAwait(false);
            }
            catch (GdnException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    /// <summary>There is something to write.</summary>
    public void Ring() => _doorbell.Writer.TryWrite(true);

    /// <summary>Writes what waits, closes, and awaits the loop; at most 5 seconds of patience with the peer.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        Ring();
        if (_state == ConnectionState.Open)
        {
            using var patience = new CancellationTokenSource();
            await Task.WhenAny(_loop, Clock.WaitAsync(_time, CloseLimit, patience.Token)).ConfigureAwait(false);
            patience.Cancel();
        }

        _stop.Cancel();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var reason = new GdnException(GdnErrorCode.Closed, "It was closed.");
        long? lostAt = null;
        while (!_closing)
        {
            try
            {
                using var socket = await _open(_traffic.NextAddress(), _stop.Token).ConfigureAwait(false);
                _state = ConnectionState.Open;
                var since = _time.GetTimestamp();
                lostAt = null;
                _traffic.Opened();
                _opened.TrySetResult(true);
                try
                {
                    await ServeAsync(socket).ConfigureAwait(false);
                }
                finally
                {
                    if (_time.GetElapsedTime(since) >= Stable)
                    {
                        _backoff.Reset();
                    }
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                var error = e as GdnException ?? new GdnException(GdnErrorCode.Internal, "The connection failed: " + e.Message, e);
                lostAt ??= _time.GetTimestamp();
                if (_closing || !RetryDecision.ShouldRetry(error.Code, _opened.Task.IsCompleted))
                {
                    reason = _closing ? reason : error;
                    break;
                }

                if (_time.GetElapsedTime(lostAt.Value) > _reconnectTimeout)
                {
                    reason = new GdnException(GdnErrorCode.ConnectionLost, $"The connection was not restored within {_reconnectTimeout.TotalSeconds:0} s: {error.Message}", error);
                    break;
                }

                _state = ConnectionState.Reconnecting;
                if (!await PauseAsync().ConfigureAwait(false))
                {
                    break;
                }
            }
        }

        _state = ConnectionState.Closed;
        _traffic.Ended(reason);
        _opened.TrySetException(reason);
        _ = _opened.Task.Exception;
    }

    private async Task<bool> PauseAsync()
    {
        try
        {
            await Clock.WaitAsync(_time, _backoff.Next(), _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ServeAsync(ClientWebSocket socket)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var sending = SendLoopAsync(socket, end.Token);
        var receiving = ReceiveLoopAsync(socket, end.Token);
        try
        {
            if (await Task.WhenAny(sending, receiving).ConfigureAwait(false) == sending && sending.Status == TaskStatus.RanToCompletion)
            {
                await receiving.ConfigureAwait(false);
            }
        }
        finally
        {
            end.Cancel();
            socket.Abort();
            await Task.WhenAll(QuietlyAsync(sending), QuietlyAsync(receiving)).ConfigureAwait(false);
        }

        _stop.Token.ThrowIfCancellationRequested();
        if (receiving.IsFaulted || sending.IsFaulted)
        {
            await (receiving.IsFaulted ? receiving : sending).ConfigureAwait(false);
        }

        if (!_closing)
        {
            throw new GdnException(GdnErrorCode.ConnectionLost, "The server closed the connection.");
        }
    }

    private static async Task QuietlyAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The loop that failed carries the reason and is awaited by the caller; this only waits for both to end.
        }
    }

    private async Task SendLoopAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using var writer = new FrameWriter();
        try
        {
            while (true)
            {
                while (_traffic.TryWrite(writer, out var frame))
                {
                    await SendAsync(socket, frame, cancellationToken).ConfigureAwait(false);
                }

                if (_closing)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken).ConfigureAwait(false);
                    return;
                }

                await _doorbell.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or IOException)
        {
            throw Lost(e);
        }
    }

    private async Task ReceiveLoopAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), cancellationToken).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                length += part.Count;
                if (part.EndOfMessage)
                {
                    await _traffic.ReceiveAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                    length = 0;
                }
                else if (length >= ProtocolLimits.MaxReceiveBytes)
                {
                    throw new GdnException(GdnErrorCode.ProtocolViolation, $"The server sent a frame of more than {ProtocolLimits.MaxReceiveBytes} bytes.");
                }
                else if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    Buffer.BlockCopy(buffer, 0, larger, 0, length);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or IOException)
        {
            throw Lost(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static GdnException Lost(Exception cause) => new(GdnErrorCode.ConnectionLost, "The connection broke: " + cause.GetBaseException().Message, cause);

    private static async ValueTask SendAsync(ClientWebSocket socket, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
#if NETSTANDARD2_0
        _ = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(frame, out var segment);
        await socket.SendAsync(segment, WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
#else
        await socket.SendAsync(frame, WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
#endif
    }
}
