using System.Management.Automation;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Takes down, on any thread, what sessions exchange with their services, for the pipeline thread to write with -Debug.</summary>
internal sealed class DebugLines : IDisposable
{
    private const int Most = 10_000;
    private readonly object _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly List<WireTrace> _watched = [];
    private TaskCompletionSource<bool> _noted = NewSignal();
    private long _leftOut;

    /// <summary>Ends when there is something to write.</summary>
    public Task Noted
    {
        get
        {
            lock (_lock)
            {
                return _noted.Task;
            }
        }
    }

    /// <summary>Begins with one more session; one that it has already stays as it is.</summary>
    public void Watch(WireTrace trace)
    {
        if (!_watched.Contains(trace))
        {
            _watched.Add(trace);
            trace.Exchanged += Take;
        }
    }

    /// <summary>Writes what was taken down; on the pipeline thread.</summary>
    public void Write(Cmdlet cmdlet)
    {
        while (true)
        {
            string line;
            lock (_lock)
            {
                if (_lines.Count == 0)
                {
                    _noted = _noted.Task.IsCompleted ? NewSignal() : _noted;
                    return;
                }

                line = _lines.Dequeue();
                if (_lines.Count == 0 && _leftOut > 0)
                {
                    _lines.Enqueue($"{_leftOut} more were exchanged than can be shown in time.");
                    _leftOut = 0;
                }
            }

            cmdlet.WriteDebug(DisplayText.Of(line));
        }
    }

    public void Dispose()
    {
        foreach (var trace in _watched)
        {
            trace.Exchanged -= Take;
        }

        _watched.Clear();
    }

    private void Take(object? sender, WireEventArgs exchange)
    {
        TaskCompletionSource<bool> noted;
        lock (_lock)
        {
            if (_lines.Count < Most)
            {
                _lines.Enqueue(exchange.ToString());
            }
            else
            {
                _leftOut++;
            }

            noted = _noted;
        }

        noted.TrySetResult(true);
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
