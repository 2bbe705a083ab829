using GdnStreams.Engine;

namespace GdnStreams.Server.Operations;

/// <summary>
/// Gives memory back to the system after much of it was held for large frames, peeks, slow consumers or streams that nobody uses any more. The garbage collector runs only where
/// something is allocated: an idle server would keep what a busy minute took.
/// </summary>
internal sealed class MemoryReturn : IDisposable
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that are worth the pause.</summary>
    public const long Much = 32 * 1024 * 1024;

    /// <summary>Bytes that are held where all is quiet.</summary>
    public const long Little = 4 * 1024 * 1024;

    /// <summary>Streams that left the memory which are worth the pause: each took some 3 KiB.</summary>
    public const long ManyStreams = 5_000;

    private readonly MemoryBudget _memory;
    private readonly Func<long> _evictedStreams;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private bool _wasMuch;
    private long _collectedStreams;
    private long _lastStreams;

    /// <param name="memory">What is held.</param>
    /// <param name="evictedStreams">How many streams have left the memory so far.</param>
    /// <param name="collect">Collects the garbage.</param>
    /// <param name="time">The clock.</param>
    public MemoryReturn(MemoryBudget memory, Func<long> evictedStreams, Action collect, TimeProvider time)
    {
        (_memory, _evictedStreams, _collect) = (memory, evictedStreams, collect);
        _timer = time.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>Takes some tens of milliseconds, in which nothing else runs.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    public void Dispose() => _timer.Dispose();

    /// <summary>Only where it is quiet again: under load the garbage collector runs by itself, and the memory is needed again at once.</summary>
    private void Look()
    {
        var peak = _memory.TakeRecentPeak();
        var streams = _evictedStreams();
        _wasMuch |= peak >= Much || streams - _collectedStreams >= ManyStreams;
        if (_wasMuch && peak < Little && streams == _lastStreams)
        {
            (_wasMuch, _collectedStreams) = (false, streams);
            _collect();
        }

        _lastStreams = streams;
    }
}
