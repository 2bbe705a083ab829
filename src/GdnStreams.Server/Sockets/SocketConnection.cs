using System.Diagnostics;
using System.Net.WebSockets;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Sockets;

/// <summary>One open socket: reads whole text frames, refuses those over the limit, closes once.</summary>
internal sealed class SocketConnection : IOpenSocket, IAsyncDisposable
{
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5); // Until then a client that is still sending gets its time for the goodbye anew.
    private static readonly TimeSpan FinishTime = TimeSpan.FromSeconds(1);
    private const int MostFinishTimes = 3; // With the goodbye less than the five seconds in which a server is to stop.
    private readonly WebSocket _socket;
    private readonly FrameStream _stream;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _goodbye;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly IdleTimer? _idle;
    private readonly FrameBuffer _frame;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _answer = Task.CompletedTask;
    private long _goodbyeAt;
    private long _written;

    private SocketConnection(WebSocket socket, FrameStream stream, MemoryBudget memory, TimeSpan idleTime, TimeProvider time, CancellationToken stopping)
    {
        (_socket, _stream, _frame, _stopping) = (socket, stream, new FrameBuffer(memory), stopping);
        _ended = new CancellationTokenSource();
        _goodbye = stopping.Register(() => _ = LeaveAsync(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping."));
        _idle = idleTime > TimeSpan.Zero ? new IdleTimer(idleTime, time, () => _ = LeaveAsync(WebSocketCloseStatus.EndpointUnavailable, "Idle Timeout")) : null;
    }

    /// <summary>Accepts a request that <see cref="SocketEndpoint"/> has admitted.</summary>
    /// <param name="context">The request.</param>
    /// <param name="memory">Where the memory of large frames is counted.</param>
    /// <param name="idleTime">Without a frame in either direction for this time it is closed; zero is never.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="stopping">Says goodbye.</param>
    public static async Task<SocketConnection> AcceptAsync(HttpContext context, MemoryBudget memory, TimeSpan idleTime, TimeProvider time, CancellationToken stopping)
    {
        var socket = await context.WebSockets.AcceptWebSocketAsync();
        return new SocketConnection(socket, FrameUpgrade.StreamOf(context), memory, idleTime, time, stopping);
    }

    /// <summary>Work to finish before the server says goodbye; it gets three seconds, or one where the client reads nothing of it. Default: none.</summary>
    public Func<Task> FinishAsync { get; set; } = () => Task.CompletedTask;

    /// <summary>Cancelled when the socket has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>How long a client has to answer a goodbye: a busy one, too, where the server does not stop.</summary>
    private TimeSpan GoodbyeTime => TimeSpan.FromSeconds(_stopping.IsCancellationRequested ? 1.5 : 5);

    /// <summary>The next text frame, valid until the next call; null when the socket is closed or broken. A goodbye is to be answered with <see cref="AnswerGoodbyeAsync"/>.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        _frame.Clear();
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseSent && _stream.Arrived.TryTake(out var text))
        {
            _idle?.Used();
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(text);
        }

        return ReadAsync();
    }

    /// <summary>Sends one text frame; false when the socket is closed or broken.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> frame)
    {
        try
        {
            await _sending.WaitAsync(_ended.Token);
            try
            {
                _idle?.Used();
                await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
                return true;
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            return false; // The receiving side sees the same end.
        }
    }

    /// <summary>Sends text frames in one write; false when the socket is closed or broken.</summary>
    public async ValueTask<bool> SendAsync(TextFrames frames)
    {
        try
        {
            await _sending.WaitAsync(_ended.Token);
            try
            {
                if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
                {
                    return false; // Nothing may follow a goodbye.
                }

                _idle?.Used();
                await _stream.WriteAsync(frames.Bytes, _ended.Token);
                _written++;
                return true;
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false; // The receiving side sees the same end.
        }
    }

    /// <summary>Says goodbye. A client that does not answer, or does not even read, in time is disconnected.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var limit = new CancellationTokenSource(CloseTime);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _sending.WaitAsync(limit.Token);
                try
                {
                    await _socket.CloseOutputAsync(status, reason, limit.Token);
                }
                finally
                {
                    _sending.Release();
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It is closed or broken already, which is what was wanted; or its client does not read.
        }
        finally
        {
            LimitGoodbye();
        }
    }

    /// <summary>Says goodbye once <see cref="FinishAsync"/> is done. A client that does not answer in time is disconnected.</summary>
    public async Task LeaveAsync(WebSocketCloseStatus status, string reason)
    {
        var finishing = FinishAsync();
        for (var times = 0; times < MostFinishTimes && !finishing.IsCompleted; times++)
        {
            var written = _written;
            await Task.WhenAny(finishing, Task.Delay(FinishTime));
            if (written == _written && _sending.CurrentCount == 0)
            {
                break; // Its client does not read.
            }
        }

        await CloseAsync(status, reason);
    }

    /// <summary>Answers the client's goodbye, if it has said one, once what it has left is gone: it may count on that. It gets one second.</summary>
    public async Task AnswerGoodbyeAsync(Task leaving)
    {
        await Task.WhenAny(leaving, _answer);
        _left.TrySetResult();
        await _answer;
    }

    private async Task AnswerGoodbyeAsync()
    {
        await Task.WhenAny(_left.Task, Task.Delay(FinishTime));
        await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync()
    {
        try
        {
            while (true)
            {
                if (_frame.Free.IsEmpty && !await _frame.TryGrowAsync(_ended.Token))
                {
                    await CloseAsync(WebSocketCloseStatus.InternalServerError, "No memory for a large message now (--memory-budget). Connect again later.");
                    return null;
                }

                var part = await _socket.ReceiveAsync(_frame.Free, _ended.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    _answer = AnswerGoodbyeAsync();
                    return null;
                }

                _idle?.Used();
                _frame.Advance(part.Count);
                if (_frame.Length > ProtocolLimits.MaxFrameBytes)
                {
                    await CloseAsync(WebSocketCloseStatus.MessageTooBig, $"Text message too large: the limit is {ProtocolLimits.MaxFrameBytes} bytes");
                    return null;
                }

                if (part.EndOfMessage)
                {
                    if (part.MessageType == WebSocketMessageType.Text)
                    {
                        return _frame.Frame;
                    }

                    _frame.Clear(); // Binary frames are ignored, as Pulsar does.
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer went away without a goodbye: the same as a close.
            return null;
        }
    }

    /// <summary>Disconnects a client that does not answer the goodbye in time. Until then its frames are still read: there may be acknowledgements among them.</summary>
    private void LimitGoodbye()
    {
        _goodbyeAt = Stopwatch.GetTimestamp();
        try
        {
            _ended.CancelAfter(GoodbyeTime);
        }
        catch (ObjectDisposedException)
        {
            // The socket is gone, which is what was wanted.
        }
    }

    /// <summary>Ends both loops of the socket.</summary>
    public void End() => _ended.Cancel();

    /// <summary>
    /// Takes what the client still sends after a goodbye, until it answers: with bytes unread its connection would be reset, and the goodbye be lost on its way.
    /// </summary>
    private async Task DrainAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(Rest());
        await using var stop = _stopping.UnsafeRegister(_ => limit.CancelAfter(Rest()), null);
        var bytes = new byte[4096];
        try
        {
            while (_socket.State == WebSocketState.CloseSent)
            {
                await _socket.ReceiveAsync(bytes, limit.Token);
                GoOn();
            }

            // Where it broke the protocol, the WebSocket has said goodbye itself, and reads no more.
            while (_socket.State == WebSocketState.Aborted && await _stream.ReadAsync(bytes, limit.Token) > 0)
            {
                GoOn();
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone, or had its time.
        }

        TimeSpan Rest() => TimeSpan.FromTicks(Math.Max(0, (GoodbyeTime - Stopwatch.GetElapsedTime(_goodbyeAt == 0 ? begun : _goodbyeAt)).Ticks));

        // It is still sending. A server that stops does not wait for more.
        void GoOn()
        {
            if (Stopwatch.GetElapsedTime(begun) < DrainTime && !_stopping.IsCancellationRequested)
            {
                limit.CancelAfter(GoodbyeTime);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _goodbye.DisposeAsync();
        if (_idle is not null)
        {
            await _idle.DisposeAsync();
        }

        await _ended.CancelAsync();
        await DrainAsync();
        _socket.Dispose();
        _frame.Dispose();
        _sending.Dispose();
        _ended.Dispose();
    }
}
