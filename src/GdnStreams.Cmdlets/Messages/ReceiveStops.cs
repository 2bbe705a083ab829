using System.Diagnostics;

namespace GdnStreams.Cmdlets;

/// <summary>When a Receive-GdnMessage ends: each stop by itself, whichever comes first.</summary>
/// <param name="count">After so many messages.</param>
/// <param name="timeout">After this time; null has none.</param>
/// <param name="until">At this time; null has none.</param>
/// <param name="idle">After this time without a message; null has none.</param>
internal sealed class ReceiveStops(int count, TimeSpan? timeout, DateTimeOffset? until, TimeSpan? idle)
{
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly Stopwatch _idle = Stopwatch.StartNew();
    private readonly TimeSpan? _most = Sooner(timeout, until - TimeProvider.System.GetUtcNow());

    /// <summary>Whether there were as many messages as wanted.</summary>
    public bool IsCountReached => Received >= count;

    /// <summary>Whether the time in all is up. A time of 0 takes what is there.</summary>
    public bool IsTimeUp => _most is { Ticks: not 0 } most && _elapsed.Elapsed >= most;

    /// <summary>Seconds until a time is up; less than 0 where it is.</summary>
    public double SecondsLeft => Math.Min((_most - _elapsed.Elapsed)?.TotalSeconds ?? double.MaxValue, (idle - _idle.Elapsed)?.TotalSeconds ?? double.MaxValue);

    /// <summary>How long no message has come.</summary>
    public TimeSpan Idle => _idle.Elapsed;

    /// <summary>How many messages there were.</summary>
    public int Received { get; private set; }

    /// <summary>A message has come.</summary>
    public void Count() => Received++;

    /// <summary>The pipeline has processed it: from now on none comes.</summary>
    public void Wait() => _idle.Restart();

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;
}
