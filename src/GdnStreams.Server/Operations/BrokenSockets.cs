namespace GdnStreams.Server.Operations;

/// <summary>Logs that open sockets broke behind a gateway: one line in each period, since a broker that stops breaks all of its sockets.</summary>
internal sealed class BrokenSockets(ILogger log, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private long? _told;
    private long _untold;

    public void Add(string reason)
    {
        lock (_lock)
        {
            _untold++;
            if (_told is not { } told || time.GetElapsedTime(told) >= Period)
            {
                log.SocketsBroke(_untold, reason);
                (_told, _untold) = (time.GetTimestamp(), 0);
            }
        }
    }
}
