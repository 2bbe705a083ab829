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

    /// <summary>False where the stream left the memory.</summary>
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

    /// <summary>The stream is gone: nobody may begin to use it.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _retired = true;
        }
    }

    /// <summary>Retires it where it is idle and was not used since a time.</summary>
    public bool TryRetire(DateTimeOffset unusedSince, Func<bool> isIdle)
    {
        lock (_lock)
        {
            return _retired |= _holds == 0 && _lastUsed <= unusedSince && isIdle();
        }
    }
}
