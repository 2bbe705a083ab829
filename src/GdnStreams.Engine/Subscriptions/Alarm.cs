namespace GdnStreams.Engine;

/// <summary>Rings once at a time that can be moved. Owned by the subscription's loop.</summary>
internal sealed class Alarm(TimeProvider time, Action ring)
{
    /// <summary>A timer takes at most 49 days. An alarm that wakes early is set again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);
    private ITimer? _timer;
    private DateTimeOffset? _due;
    private volatile bool _hasRung;

    /// <summary>Rings just after this time. Null or a time in the past never rings: what is already due waits for a free place, not for the clock.</summary>
    public void Set(DateTimeOffset? due, DateTimeOffset now)
    {
        if (due <= now)
        {
            due = null;
        }

        // After a ring it is set again even for the same time: if the clock was set back, it rang too early.
        if (due == _due && !_hasRung)
        {
            return;
        }

        (_due, _hasRung) = (due, false);
        _timer ??= time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (due is not { } at)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        DateTimeOffset measured;
        do
        {
            // A timer takes a duration, not a time. If the clock was set forward in the meantime, the duration is computed again.
            measured = time.GetUtcNow();
            if (at <= measured)
            {
                Ring();
                return;
            }

            var wait = at - measured;
            _timer.Change(wait < Longest ? wait + TimeSpan.FromMilliseconds(1) : Longest, Timeout.InfiniteTimeSpan);
        }
        while (time.GetUtcNow() - measured > Tolerance);
    }

    /// <summary>No more rings.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        (_timer, _due) = (null, null);
    }

    private void Ring()
    {
        _hasRung = true;
        ring();
    }
}
