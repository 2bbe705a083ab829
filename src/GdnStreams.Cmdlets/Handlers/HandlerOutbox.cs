using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>What the workers of a handler have for its pipeline, which alone may write it. Bounded: a worker waits where nobody takes it. Thread-safe.</summary>
internal sealed class HandlerOutbox
{
    private const int Capacity = 1000;
    private readonly object _lock = new();
    private readonly Queue<Action<Cmdlet>> _writes = new();
    private TaskCompletionSource<bool> _filled = NewSignal();
    private bool _closed;

    /// <summary>Ends when there is something to write.</summary>
    public Task Filled
    {
        get
        {
            lock (_lock)
            {
                return _filled.Task;
            }
        }
    }

    /// <summary>Waits for room; once it is closed, drops it.</summary>
    public void Put(Action<Cmdlet> write)
    {
        lock (_lock)
        {
            while (_writes.Count >= Capacity && !_closed)
            {
                Monitor.Wait(_lock);
            }

            if (!_closed)
            {
                _writes.Enqueue(write);
                _filled.TrySetResult(true);
            }
        }
    }

    /// <summary>Writes what is there; on the pipeline thread.</summary>
    public void Write(Cmdlet cmdlet)
    {
        while (TryTake(out var write))
        {
            write!(cmdlet);
        }
    }

    /// <summary>The pipeline writes nothing any more: nobody waits for room.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _writes.Clear();
            Monitor.PulseAll(_lock);
        }
    }

    private bool TryTake(out Action<Cmdlet>? write)
    {
        lock (_lock)
        {
            if (_writes.Count == 0)
            {
                _filled = _filled.Task.IsCompleted ? NewSignal() : _filled;
                write = null;
                return false;
            }

            write = _writes.Dequeue();
            Monitor.Pulse(_lock);
            return true;
        }
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
