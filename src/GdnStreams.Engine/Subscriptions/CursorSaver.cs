using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Writes a durable cursor after each change: one write at a time, and another if it changed meanwhile. A failed write is tried again, without
/// waiting for another acknowledgement, until it succeeds.
/// </summary>
/// <param name="snapshot">The cursor as it is now.</param>
/// <param name="save">Writes it.</param>
/// <param name="failed">Told when saving begins to fail.</param>
internal sealed class CursorSaver(Func<SubscriptionRecord> snapshot, Func<SubscriptionRecord, Task> save, Action<Exception>? failed)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private TaskCompletionSource _thisWrite = NewSource();
    private TaskCompletionSource _nextWrite = NewSource();
    private TaskCompletionSource _hurry = NewSource();
    private bool _isDirty;
    private bool _isPaused;
    private Task _running = Task.CompletedTask;

    /// <summary>Whether all changes are written.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _running.IsCompleted && !_isDirty;
            }
        }
    }

    public void MarkDirty()
    {
        lock (_lock)
        {
            _isDirty = true;
            StartNeedsLock();
        }
    }

    /// <summary>Completes when all earlier changes are written; fails if the next attempt fails. Either way it is tried again until it succeeds.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            _hurry.TrySetResult();
            StartNeedsLock();
            return _isDirty && _isPaused ? Task.FromException(Ending()) : _isDirty ? _nextWrite.Task : _running.IsCompleted ? Task.CompletedTask : _thisWrite.Task;
        }
    }

    /// <summary>Stops writing until <see cref="Resume"/>, and completes once no write is running. Callers that wait for a write fail.</summary>
    public Task PauseAsync()
    {
        lock (_lock)
        {
            _isPaused = true;
            _hurry.TrySetResult();
            return _running;
        }
    }

    public void Resume()
    {
        lock (_lock)
        {
            _isPaused = false;
            StartNeedsLock();
        }
    }

    private static GdnException Ending() => new(GdnErrorCode.SubscriptionNotFound, "The subscription is being deleted.");

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void StartNeedsLock()
    {
        if (_running.IsCompleted && _isDirty && !_isPaused)
        {
            _running = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        var wait = FirstWait;
        while (TryBegin())
        {
            try
            {
                await save(snapshot());
                _thisWrite.SetResult();
                wait = FirstWait;
            }
            catch (Exception e)
            {
                var hurry = NotWrittenAsync(e);
                if (wait == FirstWait)
                {
                    failed?.Invoke(e);
                }

                await Task.WhenAny(Task.Delay(wait), hurry);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    /// <summary>False if there is nothing to write; a later change then starts another run.</summary>
    private bool TryBegin()
    {
        lock (_lock)
        {
            if (!_isDirty || _isPaused)
            {
                _running = Task.CompletedTask;
                if (_isDirty)
                {
                    _nextWrite.SetException(Ending());
                    _ = _nextWrite.Task.Exception; // Observed here: not every caller awaits it.
                    _nextWrite = NewSource();
                }

                return false;
            }

            (_isDirty, _thisWrite, _nextWrite) = (false, _nextWrite, NewSource());
            return true;
        }
    }

    /// <summary>The write failed and is still to be done; returns a task that ends the wait before the next attempt.</summary>
    private Task NotWrittenAsync(Exception failure)
    {
        lock (_lock)
        {
            _isDirty = true;
            _thisWrite.SetException(failure);
            _ = _thisWrite.Task.Exception; // Observed here: not every caller awaits it.
            _hurry = NewSource();
            if (_isPaused)
            {
                _hurry.SetResult();
            }

            return _hurry.Task;
        }
    }
}
