namespace GdnStreams.Client.Tests;

/// <summary>The system's clock, which knows how many of its timers are alive.</summary>
internal sealed class CountingTime : TimeProvider
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return new CountedTimer(System.CreateTimer(callback, state, dueTime, period), () => Interlocked.Decrement(ref _timers));
    }
}
