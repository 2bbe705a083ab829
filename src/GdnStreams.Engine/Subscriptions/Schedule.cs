using System.Diagnostics.CodeAnalysis;

namespace GdnStreams.Engine;

/// <summary>Messages that come due later, and the timer that tells. Guarded by the subscription's lock.</summary>
internal sealed class Schedule(TimeProvider time, Action ring)
{
    private readonly PriorityQueue<(ReadyMessage Message, int Attempt), DateTimeOffset> _queue = new();
    private ITimer? _timer;
    private DateTimeOffset _timerDue = DateTimeOffset.MaxValue;

    public void Add(DateTimeOffset due, ReadyMessage message, int attempt)
    {
        _queue.Enqueue((message, attempt), due);
        SetTimer();
    }

    public bool TryTake(DateTimeOffset now, [NotNullWhen(true)] out ReadyMessage? message, out int attempt)
    {
        (message, attempt) = (null, 0);
        if (!_queue.TryPeek(out _, out var due) || due > now)
        {
            SetTimer();
            return false;
        }

        (message, attempt) = _queue.Dequeue();
        return true;
    }

    /// <summary>No more rings.</summary>
    public void Stop() => _timer?.Dispose();

    private void SetTimer()
    {
        if (!_queue.TryPeek(out _, out var due))
        {
            _timerDue = DateTimeOffset.MaxValue;
            return;
        }

        var now = time.GetUtcNow();
        if (due < _timerDue || _timerDue <= now)
        {
            _timerDue = due;
            var wait = due > now ? due - now : TimeSpan.Zero;
            _timer ??= time.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(wait + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }
}
