using System.Net;
using System.Net.Sockets;

namespace GdnStreams.Client.Faults;

/// <summary>One connection through the proxy, with its fault.</summary>
internal sealed class ProxiedConnection(FaultProxy proxy, Socket client, IPEndPoint serverAddress, ConnectionFault fault, TimeProvider time) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _cut = new();
    private readonly long[] _passed = new long[2];

    /// <summary>Completes when a stall is over; both directions wait for it.</summary>
    private volatile Task _gate = Task.CompletedTask;
    private volatile bool _isAnswered;

    /// <summary>Its fault, and how many bytes went each way.</summary>
    public override string ToString() => $"{fault} {_passed[0]}>{_passed[1]}<";

    public void Cut()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself just now.
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, stopping);
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(serverAddress, end.Token);
            await Task.WhenAll(PumpAsync(client, _server, Direction.ToServer, end.Token), PumpAsync(_server, client, Direction.ToClient, end.Token));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end broke it, or it was cut: what follows is the same.
        }

        await CloseAsync(stopping);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
        _cut.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, Direction direction, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        var isOver = fault.Kind is FaultKind.None || direction != fault.Direction;
        try
        {
            if (fault.Kind == FaultKind.Silence)
            {
                if (direction == fault.Direction)
                {
                    proxy.Happened();
                }

                await WaitAsync(Timeout.InfiniteTimeSpan, ct);
                Cut();
                return;
            }

            while (true)
            {
                var length = await from.ReceiveAsync(buffer, ct);
                if (length == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                _isAnswered |= direction == Direction.ToClient;
                var chunk = buffer.AsMemory(0, length);
                if (!isOver && !proxy.FaultsEnded.IsCancellationRequested)
                {
                    if (fault.Kind == FaultKind.Delay)
                    {
                        isOver = !await WaitAsync(fault.Span, ct);
                    }
                    else if (_passed[(int)direction] + length >= fault.AfterBytes)
                    {
                        isOver = true;
                        proxy.Happened();
                        var before = (int)(fault.AfterBytes - _passed[(int)direction]);
                        await SendAsync(to, fault.Kind == FaultKind.Cut ? chunk : chunk[..before], ct);
                        if (await StopsAsync(to, ct))
                        {
                            return;
                        }

                        chunk = chunk[before..];
                    }
                }

                await _gate;
                await SendAsync(to, chunk, ct);
                _passed[(int)direction] += length;
            }
        }
        catch
        {
            Cut();
            throw;
        }
    }

    /// <summary>What happens at the place of the fault; true where this direction passes no more.</summary>
    private async Task<bool> StopsAsync(Socket to, CancellationToken ct)
    {
        if (fault.Kind == FaultKind.Stall)
        {
            var over = new TaskCompletionSource();
            _gate = fault.BothWays ? over.Task : Task.CompletedTask;
            try
            {
                await WaitAsync(fault.Span, ct);
            }
            finally
            {
                over.SetResult();
            }

            if (!fault.ThenCut)
            {
                return false;
            }
        }
        else if (fault.Kind == FaultKind.HalfClose)
        {
            to.Shutdown(SocketShutdown.Send);
            await WaitAsync(Timeout.InfiniteTimeSpan, ct);
        }

        Cut();
        return true;
    }

    /// <summary>Waits, at most until the faults end; false where they ended.</summary>
    private async Task<bool> WaitAsync(TimeSpan span, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, proxy.FaultsEnded);
        try
        {
            await Task.Delay(span, time, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, ct)..];
        }
    }

    private async Task CloseAsync(CancellationToken stopping)
    {
        Close(client, fault.Reset);
        if (fault.Linger > TimeSpan.Zero)
        {
            try
            {
                await WaitAsync(fault.Linger, stopping);
            }
            catch (OperationCanceledException)
            {
                // The proxy ends.
            }
        }

        Close(_server, fault.Reset && (_isAnswered || !proxy.Target.IsPulsar));
    }

    private static void Close(Socket socket, bool resets)
    {
        if (resets)
        {
            socket.Close(0); // No linger: a reset.
        }
        else
        {
            socket.Dispose();
        }
    }
}
