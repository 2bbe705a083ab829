namespace GdnStreams.Engine;

/// <summary>Counts who uses a stream, and says when nobody does. Thread-safe.</summary>
internal sealed class StreamUse(TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _holds;
    private bool _retired;
    private DateTimeOffset _lastUsed = time.GetUtcNow();

    public bool IsRetired
    {
        get
        {
            lock (_lock)
            {
                return _retired;
            }
        }
    }

    /// <summary>False if the stream was unloaded.</summary>
    public bool TryHold()
    {
        lock (_lock)
        {
            _holds += _retired ? 0 : 1;
            return !_retired;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _holds--;
            _lastUsed = time.GetUtcNow();
        }
    }

    public void Touch()
    {
        if (TryHold())
        {
            Release();
        }
    }

    /// <summary>Marks the stream as gone: from now on nobody can use it.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _retired = true;
        }
    }

    /// <summary>Retires the stream if nobody uses it and nobody did since a point in time.</summary>
    public bool TryRetire(DateTimeOffset unusedSince, Func<bool> isIdle)
    {
        lock (_lock)
        {
            return _retired |= _holds == 0 && _lastUsed <= unusedSince && isIdle();
        }
    }
}
