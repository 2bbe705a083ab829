using System.Diagnostics;
using HdrHistogram;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>One go of publishing or receiving: says when to end, counts and takes down latencies. Thread-safe, but for one receiver a stream.</summary>
internal sealed class Run
{
    private static readonly double TicksOfMicrosecond = Stopwatch.Frequency / 1e6;
    private readonly LongConcurrentHistogram _latencies = new(1, 120_000_000, 3);
    private readonly long[] _counts;
    private readonly long[] _limits;
    private readonly long[] _last;
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly long _end;
    private long _done;
    private long _doneAt;

    private Run(long[] limits, double seconds)
    {
        (_limits, _counts, _last) = (limits, new long[limits.Length], new long[limits.Length]);
        _end = _begin + (long)(seconds * Stopwatch.Frequency);
        Array.Fill(_last, _begin);
    }

    /// <summary>How many messages of each stream were begun.</summary>
    public IReadOnlyList<long> Counts => _counts;

    public static Run Publishing(int streams, double seconds, long messages)
    {
        var limits = new long[streams];
        Array.Fill(limits, messages == 0 ? long.MaxValue : Math.Max(1, messages / streams));
        return new Run(limits, seconds);
    }

    /// <summary>Ends each stream with what lies there.</summary>
    public static Run Receiving(IEnumerable<long> stored, double seconds, long messages)
    {
        long[] limits = [.. stored];
        return new Run([.. limits.Select(limit => messages == 0 ? limit : Math.Min(limit, Math.Max(1, messages / limits.Length)))], seconds);
    }

    /// <summary>Whether there is anything to receive on a stream: ask before the first message.</summary>
    public bool HasAny(int stream) => _limits[stream] > 0;

    /// <summary>Whether another message of the stream is to be published. The first always is: a machine that does other things in a short go has its rate nevertheless.</summary>
    public bool Next(int stream)
    {
        if (Stopwatch.GetTimestamp() >= _end && Volatile.Read(ref _counts[stream]) > 0)
        {
            return false;
        }

        if (Interlocked.Increment(ref _counts[stream]) <= _limits[stream])
        {
            return true;
        }

        Interlocked.Decrement(ref _counts[stream]);
        return false;
    }

    /// <summary>A message that was begun at this timestamp is stored.</summary>
    public void Stored(long begunAt)
    {
        var now = Stopwatch.GetTimestamp();
        Record(now - begunAt);
        Interlocked.Increment(ref _done);
        Volatile.Write(ref _doneAt, now);
    }

    /// <summary>Messages are stored; nobody saw how long each took.</summary>
    public void StoredUnseen(long messages)
    {
        Interlocked.Add(ref _done, messages);
        Volatile.Write(ref _doneAt, Stopwatch.GetTimestamp());
    }

    /// <summary>A message has come: the latency is the time since the one before it, acknowledging included. False with the stream's last.</summary>
    public bool Received(int stream)
    {
        var now = Stopwatch.GetTimestamp();
        Record(now - _last[stream]);
        _last[stream] = now;
        Interlocked.Increment(ref _done);
        Volatile.Write(ref _doneAt, now);
        return Interlocked.Increment(ref _counts[stream]) < _limits[stream] && now < _end;
    }

    public Measurement Measured()
    {
        var seconds = Math.Max(1e-6, (Volatile.Read(ref _doneAt) - _begin) / (double)Stopwatch.Frequency);
        return new Measurement(_done, seconds, Percentile(50), Percentile(99), Percentile(99.9));
    }

    private double Percentile(double percentile) => _latencies.TotalCount == 0 ? double.NaN : _latencies.GetValueAtPercentile(percentile);

    private void Record(long ticks) => _latencies.RecordValue(Math.Clamp((long)(ticks / TicksOfMicrosecond), 1, 120_000_000));
}
