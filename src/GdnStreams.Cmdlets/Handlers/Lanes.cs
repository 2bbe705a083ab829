using System.Diagnostics;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Which message a handler's workers take next. Messages of one lane come one after the other, in order, also while one waits for its next
/// attempt; messages without a lane come as soon as a worker is free. Thread-safe.
/// </summary>
/// <param name="maxBytes">Most bytes of payload before <see cref="HasRoom"/> is false.</param>
internal sealed class Lanes(long maxBytes)
{
    private readonly object _lock = new();
    private readonly Queue<HandlerWork> _ready = new();
    private readonly Dictionary<string, Queue<HandlerWork>> _lanes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(long Time, long Number), HandlerWork> _delayed = [];
    private TaskCompletionSource<bool>? _changed;
    private long _bytes;
    private long _number;
    private int _open;
    private int _active;
    private int _idle;
    private bool _closed;

    /// <summary>How many messages are not finished, and how many of them a worker or a dead letter is at.</summary>
    public (int Open, int Active) Count
    {
        get
        {
            lock (_lock)
            {
                return (_open, _active);
            }
        }
    }

    /// <summary>Whether there are no messages any more. This is a final state.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>Whether more messages may be taken from the consumer.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return _bytes < maxBytes;
            }
        }
    }

    /// <summary>How many messages are ready and have no worker that waits for them.</summary>
    public int Unserved
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count - _idle;
            }
        }
    }

    /// <summary>Ends when a message is finished.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return (_changed ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    public void Add(HandlerWork work)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _open++;
            _bytes += work.Message.Size;
            if (work.Lane is { } lane)
            {
                if (_lanes.TryGetValue(lane, out var waiting))
                {
                    waiting.Enqueue(work);
                    return;
                }

                _lanes[lane] = new Queue<HandlerWork>();
            }

            ReadyNeedsLock(work);
        }
    }

    /// <summary>Waits for the next message; null where there is none any more.</summary>
    public HandlerWork? Take()
    {
        lock (_lock)
        {
            while (!_closed)
            {
                var pause = DueNeedsLock();
                if (_ready.Count > 0)
                {
                    _active++;
                    return _ready.Dequeue();
                }

                _idle++;
                Monitor.Wait(_lock, pause);
                _idle--;
            }

            return null;
        }
    }

    /// <summary>A taken message is finished: the next one of its lane is ready.</summary>
    public void Finish(HandlerWork work)
    {
        TaskCompletionSource<bool>? changed;
        lock (_lock)
        {
            _active--;
            _open--;
            _bytes -= work.Message.Size;
            if (!_closed && work.Lane is { } lane)
            {
                if (_lanes[lane].Count > 0)
                {
                    ReadyNeedsLock(_lanes[lane].Dequeue());
                }
                else
                {
                    _lanes.Remove(lane);
                }
            }

            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult(true);
    }

    /// <summary>A taken message is not finished and goes back: there is nobody left to work on it.</summary>
    public void GiveBack()
    {
        TaskCompletionSource<bool>? changed;
        lock (_lock)
        {
            _active--;
            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult(true);
    }

    /// <summary>A taken message is ready again after a time; its lane waits with it.</summary>
    public void Retry(HandlerWork work, TimeSpan delay)
    {
        TaskCompletionSource<bool>? changed;
        lock (_lock)
        {
            _active--;
            if (!_closed)
            {
                work.Due = (Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), _number++);
                _delayed.Add(work.Due, work);
                Monitor.Pulse(_lock); // Whoever waits counts the time anew.
            }

            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult(true);
    }

    /// <summary>Nothing is taken any more, and what was not taken is forgotten.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _ready.Clear();
            _lanes.Clear();
            _delayed.Clear();
            Monitor.PulseAll(_lock);
        }
    }

    private void ReadyNeedsLock(HandlerWork work)
    {
        _ready.Enqueue(work);
        if (_idle > 0)
        {
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Makes ready what is due, and gives the milliseconds until the next will be; -1 where there is none.</summary>
    private int DueNeedsLock()
    {
        while (_delayed.Count > 0)
        {
            var next = _delayed.First();
            var left = (next.Key.Time - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
            if (left > 0)
            {
                return (int)Math.Min(Math.Ceiling(left), int.MaxValue);
            }

            _delayed.Remove(next.Key);
            ReadyNeedsLock(next.Value);
        }

        return Timeout.Infinite;
    }
}
