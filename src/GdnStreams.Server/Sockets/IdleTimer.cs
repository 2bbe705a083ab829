namespace GdnStreams.Server.Sockets;

/// <summary>Runs an action once after a time without activity. Activity only records the time; the timer checks it when it fires.</summary>
internal sealed class IdleTimer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _idleTime;
    private readonly Action _expired;
    private readonly ITimer _timer;
    private long _used;

    public IdleTimer(TimeSpan idleTime, TimeProvider time, Action expired)
    {
        (_time, _idleTime, _expired, _used) = (time, idleTime, expired, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Look(), null, idleTime, Timeout.InfiniteTimeSpan);
    }

    public void Used() => Volatile.Write(ref _used, _time.GetTimestamp());

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        var left = _idleTime - _time.GetElapsedTime(Volatile.Read(ref _used));
        if (left > TimeSpan.Zero)
        {
            _timer.Change(left, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _expired();
        }
    }
}
