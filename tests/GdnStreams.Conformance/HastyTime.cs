namespace GdnStreams.Conformance;

/// <summary>A clock that goes faster, for limits that a test would wait for.</summary>
internal sealed class HastyTime : TimeProvider
{
    private const int Faster = 4;

    public override long GetTimestamp() => System.GetTimestamp() * Faster;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Sooner(dueTime), Sooner(period));

    private static TimeSpan Sooner(TimeSpan time) => time > TimeSpan.Zero ? time / Faster : time;
}
