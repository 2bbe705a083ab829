using System.Buffers;
using System.Threading.Channels;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The three loops of one open socket: one writes, one reads, one watches for silence. The first to fail ends all.</summary>
internal sealed class SocketLoops(
    OpenSocket socket, ISocketTraffic traffic, Channel<bool> doorbell, TimeProvider time, ConnectionPolicy policy, WireTrace trace, string name)
{
    /// <summary>How long the answer to the server's goodbye may take.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private volatile bool _delivering;
    private volatile bool _closes;
    private volatile bool _serverCloses;

    /// <summary>Runs until the socket is closed by <paramref name="closing"/> or by the server, breaks, or is told to stop.</summary>
    /// <exception cref="GdnException">ConnectionLost or ProtocolViolation.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task RunAsync(Func<bool> closing, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var abort = end.Token.Register(static opened => ((OpenSocket)opened!).Abort(), socket);
        var sending = SendAsync(closing, end.Token);
        var receiving = ReceiveAsync(end.Token);
        var watching = WatchAsync(end.Token);
        var first = await Task.WhenAny(sending, receiving, watching).ConfigureAwait(false);
        if (first == sending && sending.Status == TaskStatus.RanToCompletion)
        {
            // Our close frame is written; the server's ends the receive loop.
            first = await Task.WhenAny(receiving, watching).ConfigureAwait(false);
        }
        else if (first == receiving && receiving.Status == TaskStatus.RanToCompletion)
        {
            // The server's close frame is read. Do not abort: a reset could destroy what the server has not read yet.
            await Task.WhenAny(sending, Clock.WaitAsync(time, AnswerLimit, end.Token)).ConfigureAwait(false);
        }

        end.Cancel();
        await EndedAsync(sending).ConfigureAwait(false);
        await EndedAsync(receiving).ConfigureAwait(false);
        await EndedAsync(watching).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        await first.ConfigureAwait(false);
        if (!closing())
        {
            throw new GdnException(GdnErrorCode.ConnectionLost, $"The server closed the connection{(socket.CloseReason is { } reason ? ": " + reason : "")}.");
        }
    }

    private static async Task EndedAsync(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The caller awaits the loop that failed first and has the reason; the others only fail as a consequence.
        }
    }

    private async Task SendAsync(Func<bool> closing, CancellationToken cancellationToken)
    {
        using var writer = new FrameWriter();
        while (true)
        {
            // Check for closing before looking for work: then everything queued before the close is written before it.
            var isLast = closing() || _serverCloses;
            while (traffic.TryWrite(writer, out var frame))
            {
                if (trace.IsOn)
                {
                    trace.Tell(name, "-> " + FrameText.Of(frame));
                }

                await socket.SendAsync(frame).ConfigureAwait(false);
            }

            await socket.FlushAsync().ConfigureAwait(false);
            if (isLast)
            {
                if (!_serverCloses && traffic.GoodbyePause is var pause && pause > TimeSpan.Zero)
                {
                    await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                _closes = true;
                await socket.CloseOutputAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            await doorbell.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for so long, or until there is something to write.</summary>
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var limit = Clock.Limit(time, pause);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await doorbell.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var length = 0;
        try
        {
            while (true)
            {
                // Only between two messages: while one is begun, the WebSocket may hold the rest of it.
                while (length == 0 && socket.TryReceive(out var message))
                {
                    await DeliverAsync(message, cancellationToken).ConfigureAwait(false);
                }

                var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length)).ConfigureAwait(false);
                if (part.IsClose)
                {
                    Close();
                    return;
                }

                length += part.Count;
                if (part.EndOfMessage)
                {
                    await DeliverAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
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
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask DeliverAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (trace.IsOn)
        {
            trace.Tell(name, "<- " + FrameText.Of(message));
        }

        _delivering = true;
        await traffic.ReceiveAsync(message, cancellationToken).ConfigureAwait(false);
        _delivering = false;
    }

    private void Close()
    {
        traffic.Left(isAnswer: _closes && socket.IsClosedNormally);
        _serverCloses = true;
        doorbell.Writer.TryWrite(true);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        if (policy.KeepAliveInterval == TimeSpan.Zero)
        {
            await Clock.WaitAsync(time, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }

        long? asked = null;
        while (true)
        {
            var quiet = time.GetElapsedTime(socket.LastHeard);
            if (_delivering || quiet < policy.KeepAliveInterval)
            {
                // Heard from lately, or the receive loop waits for room and the server's frames lie unread.
                asked = null;
                await Clock.WaitAsync(time, _delivering ? policy.KeepAliveInterval : policy.KeepAliveInterval - quiet, cancellationToken).ConfigureAwait(false);
            }
            else if (asked is null || socket.LastHeard >= asked)
            {
                var now = time.GetTimestamp();
                asked = await AskAsync(cancellationToken).ConfigureAwait(false) ? now : null;
                await Clock.WaitAsync(time, policy.KeepAliveTimeout, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                throw new GdnException(GdnErrorCode.ConnectionLost, $"The server has given no sign of life for {quiet.TotalSeconds:0.#} s.");
            }
        }
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        if (!OpenSocket.CanPing)
        {
            return traffic.Ask();
        }

        await socket.PingAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
