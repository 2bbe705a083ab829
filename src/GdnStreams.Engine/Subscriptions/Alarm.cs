namespace GdnStreams.Engine;

/// <summary>Rings once at a time that can be moved. Guarded by the subscription's lock.</summary>
internal sealed class Alarm(TimeProvider time, Action ring)
{
    private ITimer? _timer;
    private DateTimeOffset? _due;

    /// <summary>Rings just after this time; null or a past time is never: what is due already waits for a free place, not for the clock.</summary>
    public void Set(DateTimeOffset? due, DateTimeOffset now)
    {
        if (due <= now)
        {
            due = null;
        }

        if (due != _due)
        {
            _due = due;
            _timer ??= time.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(due is { } at ? at - now + TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>No more rings.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        (_timer, _due) = (null, null);
    }
}
