using System.Net.WebSockets;
using GdnStreams.Server.Sockets;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>A socket whose bytes go through unread. To end it is to break it: nobody here knows where a frame begins.</summary>
internal sealed class ForwardedSocket : IOpenSocket, IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Cancelled when it is to end.</summary>
    public CancellationToken Ended => _ended.Token;

    public Task LeaveAsync(WebSocketCloseStatus status, string reason) => _ended.CancelAsync();

    public void Dispose() => _ended.Dispose();
}
