using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace GdnStreams.Server.Operations;

/// <summary>
/// Counts the connections of all listeners. One above the limit is closed before the next is taken, so that never more than one
/// descriptor goes beyond it. Kestrel's own limit accepts first and closes later, and a burst takes the last descriptor.
/// </summary>
internal sealed class ConnectionLimit(SocketTransportFactory sockets, int most, TimeProvider time, ILogger log) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private int _open;
    private long _refused;
    private long _told;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new LimitedListener(await sockets.BindAsync(endpoint, cancellationToken), this);

    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    /// <summary>Whether one more may be open.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _open) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        var refused = Interlocked.Increment(ref _refused);
        var now = time.GetTimestamp();
        var told = Volatile.Read(ref _told);
        if ((told == 0 || time.GetElapsedTime(told, now) >= Between) && Interlocked.CompareExchange(ref _told, now, told) == told)
        {
            log.ConnectionsRefused(most, refused);
        }

        return false;
    }

    public void Release() => Interlocked.Decrement(ref _open);
}
