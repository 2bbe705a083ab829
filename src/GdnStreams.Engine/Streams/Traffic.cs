namespace GdnStreams.Engine;

/// <summary>Counts messages and bytes, and how many there were in each of the last seconds. Thread-safe.</summary>
internal sealed class Traffic(TimeProvider time)
{
    private const int Seconds = 10;
    private readonly Lock _lock = new();
    private readonly (long Messages, long Bytes)[] _each = new (long, long)[Seconds + 1];
    private long _second = time.GetTimestamp() / time.TimestampFrequency;
    private long _messages;
    private long _bytes;

    public void Add(int bytes) => Add(1, bytes);

    public void Add(int messages, long bytes)
    {
        lock (_lock)
        {
            MoveOnNeedsLock();
            ref var now = ref _each[_second % _each.Length];
            now.Messages += messages;
            now.Bytes += bytes;
            _messages += messages;
            _bytes += bytes;
        }
    }

    public TrafficStatus Status()
    {
        lock (_lock)
        {
            // The current second is not over yet: only the ones before it count.
            MoveOnNeedsLock();
            var now = _each[_second % _each.Length];
            return new TrafficStatus(
                _messages,
                _bytes,
                (double)(_each.Sum(second => second.Messages) - now.Messages) / Seconds,
                (double)(_each.Sum(second => second.Bytes) - now.Bytes) / Seconds);
        }
    }

    private void MoveOnNeedsLock()
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        for (var past = Math.Max(_second + 1, second - Seconds); past <= second; past++)
        {
            _each[past % _each.Length] = default;
        }

        _second = Math.Max(_second, second);
    }
}
