using System.Net.WebSockets;
using GdnStreams.Protocol;
using GdnStreams.Server.Sockets;
using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>A socket whose frames go through unread.</summary>
/// <param name="upgrade">Gives the client's connection, once the Pulsar has opened the socket.</param>
/// <param name="keepAlive">A client that is silent for this time is asked whether it is still there, and is gone where nothing comes for as long again; zero is never.</param>
/// <param name="settling">How long the client's goodbye stays behind what it sent before.</param>
/// <param name="time">The clock of both.</param>
internal sealed class ForwardedSocket(IHttpUpgradeFeature upgrade, TimeSpan keepAlive, TimeSpan settling, TimeProvider time) : IOpenSocket, IHttpUpgradeFeature, IDisposable
{
    /// <summary>For a frame that is on its way, and for the client's goodbye.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ended = new();
    private volatile ForwardedStream? _stream;
    private ITimer? _timer;

    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    /// <summary>Cancelled when it is to break.</summary>
    public CancellationToken Ended => _ended.Token;

    public async Task<Stream> UpgradeAsync()
    {
        var stream = _stream = new ForwardedStream(await upgrade.UpgradeAsync(), settling, time);
        if (keepAlive > TimeSpan.Zero)
        {
            _timer = time.CreateTimer(_ => _ = AskAsync(stream), null, keepAlive, keepAlive);
        }

        return stream;
    }

    public async Task LeaveAsync(WebSocketCloseStatus status, string reason)
    {
        try
        {
            if (_stream is not { } stream)
            {
                await _ended.CancelAsync();
                return;
            }

            _ended.CancelAfter(Farewell);
            await stream.LeaveAsync(status, reason, _ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client is gone, or does not read: there is nobody to tell.
        }
    }

    /// <summary>Whether the Pulsar broke it, where nothing goes through any more.</summary>
    public bool IsBroken => _stream is { IsOpenHere: true, HasHugeFrame: false } && !_ended.IsCancellationRequested;

    /// <summary>
    /// To be called once nothing goes through any more. A Pulsar closes its connection at a frame over its limit, and its 1009 is often lost with it:
    /// the client is told here, and its frame is read to the end, as otherwise this goodbye would be lost, too.
    /// </summary>
    public async Task EndAsync()
    {
        if (_stream is { HasHugeFrame: true } stream)
        {
            await LeaveAsync(WebSocketCloseStatus.MessageTooBig, $"The Pulsar takes no frame of this size: its usual limit is {ProtocolLimits.MaxFrameBytes} bytes.");
            try
            {
                await stream.ReadToGoodbyeAsync(_ended.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client is gone, or goes on sending: it has been told.
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _ended.Dispose();
    }

    private async Task AskAsync(ForwardedStream stream)
    {
        try
        {
            if (!await stream.AskAsync(keepAlive, _ended.Token))
            {
                await _ended.CancelAsync();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }
}
