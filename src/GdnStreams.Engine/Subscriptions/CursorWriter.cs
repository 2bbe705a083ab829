using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Writes a durable subscription's cursor: one write at a time, and at most one every few milliseconds, as a commit costs the disk the same for
/// one acknowledgement as for hundreds. A failed write is tried again until it succeeds. Owned by the subscription's loop; a write runs beside it
/// and posts how it went.
/// </summary>
internal sealed class CursorWriter(EngineStream stream, string name, AckSet acks, SubscriptionLoop loop)
{
    private const int Interval = 5;
    private const int FirstRetry = 100;
    private const int LongestRetry = 5_000;
    private readonly List<TaskCompletionSource> _flushes = [];
    private readonly List<TaskCompletionSource> _flushing = [];
    private ITimer? _timer;
    private long _timerDue;
    private long _storedLowMark;
    private long _notBefore;
    private int _retry = FirstRetry;
    private bool _isStored;
    private bool _isDirty;
    private bool _isWriting;
    private bool _isUntrimmed;
    private bool _isPaused;
    private volatile bool _isTimerSet;

    /// <summary>The low mark on disk; 0 until there is one. After a crash the subscription goes on from here, so the messages from here on must stay. Thread-safe.</summary>
    public long StoredLowMark => Volatile.Read(ref _storedLowMark);

    /// <summary>Whether everything is written.</summary>
    public bool IsIdle => !_isDirty && !_isWriting && !_isUntrimmed;

    /// <summary>Completes when no write is running; never fails.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    /// <summary>The subscription is on disk. Before that its cursor is not written.</summary>
    public void MarkStored(long lowMark)
    {
        Volatile.Write(ref _storedLowMark, lowMark);
        _isStored = true;
    }

    /// <summary>The cursor has changed.</summary>
    public void MarkDirty() => _isDirty = true;

    /// <summary>
    /// Completes when all earlier changes are written, and what everybody acknowledged is removed; fails if the next attempt fails. Either way it is
    /// tried again until it succeeds.
    /// </summary>
    public Task FlushAsync()
    {
        if (_isPaused && _isDirty)
        {
            return Task.FromException(Ending());
        }

        if (IsIdle || (_isPaused && !_isWriting))
        {
            return Task.CompletedTask;
        }

        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (_isPaused ? _flushing : _flushes).Add(flush);
        return flush.Task;
    }

    /// <summary>Starts no write until <see cref="Resume"/>. Callers that wait for one fail.</summary>
    public void Pause()
    {
        _isPaused = true;
        Fail(_flushes, Ending());
    }

    public void Resume() => _isPaused = false;

    /// <summary>Starts a write where one is due, or the timer where it is due later.</summary>
    public void Advance()
    {
        if (_isWriting || _isPaused || !_isStored || !(_isDirty || _isUntrimmed || _flushes.Count > 0))
        {
            return;
        }

        if (_notBefore > Environment.TickCount64 && _flushes.Count == 0)
        {
            RingWhenDue();
            return;
        }

        // While it changes all the time, only much that was acknowledged is removed; the rest once it rests.
        var isAtRest = !_isDirty || _flushes.Count > 0;
        var record = _isDirty ? acks.ToRecord(name) : null;
        (_isWriting, _isDirty, _isUntrimmed) = (true, false, !isAtRest);
        _flushing.AddRange(_flushes);
        _flushes.Clear();
        Writing = WriteAsync(record, isAtRest);
    }

    /// <summary>A write has ended.</summary>
    public void Written(Exception? failure)
    {
        _isWriting = false;
        if (failure is null)
        {
            _flushing.ForEach(flush => flush.SetResult());
            _flushing.Clear();
            (_retry, _notBefore) = (FirstRetry, Environment.TickCount64 + Interval);
            return;
        }

        if (_retry == FirstRetry)
        {
            stream.Options.BackgroundFailure?.Invoke(failure);
        }

        _isDirty = true;
        Fail(_flushing, failure);
        _notBefore = Environment.TickCount64 + _retry;
        _retry = Math.Min(_retry * 2, LongestRetry);
    }

    private static GdnException Ending() => new(GdnErrorCode.SubscriptionNotFound, "The subscription is being deleted.");

    private static void Fail(List<TaskCompletionSource> flushes, Exception failure)
    {
        foreach (var flush in flushes)
        {
            flush.SetException(failure);
            _ = flush.Task.Exception; // Observed here: not every caller awaits it.
        }

        flushes.Clear();
    }

    private async Task WriteAsync(SubscriptionRecord? record, bool isAtRest)
    {
        Exception? failure = null;
        try
        {
            if (record is not null)
            {
                await stream.SaveCursorAsync(record);
                Volatile.Write(ref _storedLowMark, record.LowMark);
            }

            await stream.TrimAsync(isAtRest);
        }
        catch (Exception e)
        {
            failure = e;
        }

        loop.Post(new Post(PostKind.CursorWritten, Failure: failure));
    }

    private void RingWhenDue()
    {
        if (_isTimerSet && _timerDue == _notBefore)
        {
            return;
        }

        (_timerDue, _isTimerSet) = (_notBefore, true);
        _timer ??= TimeProvider.System.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, _notBefore - Environment.TickCount64)), Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        _isTimerSet = false;
        loop.Ring();
    }
}
