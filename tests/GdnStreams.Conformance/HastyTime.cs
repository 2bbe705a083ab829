namespace GdnStreams.Conformance;

/// <summary>A clock that goes faster, for limits that a test would wait for.</summary>
/// <param name="faster">How often as fast.</param>
internal sealed class HastyTime(int faster = 4) : TimeProvider
{
    public override long GetTimestamp() => System.GetTimestamp() * faster;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Sooner(dueTime), Sooner(period));

    private TimeSpan Sooner(TimeSpan time) => time > TimeSpan.Zero ? time / faster : time;
}
