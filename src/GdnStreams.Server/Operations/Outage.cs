namespace GdnStreams.Server.Operations;

/// <summary>Tells the log when something stops working and why, and when it works again, however many ask for it meanwhile. Thread-safe.</summary>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
/// <param name="what">What works or does not, as the subject of a sentence.</param>
internal sealed class Outage(ILogger log, TimeProvider time, string what)
{
    /// <summary>Another reason is told after this time at the earliest, since there may be two that alternate.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private volatile State? _state;

    /// <summary>Since when it does not work; null while it does.</summary>
    public TimeSpan? Duration => _state is { } state ? time.GetElapsedTime(state.Since) : null;

    /// <summary>It does not work.</summary>
    public void Add(string reason)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_state is null || (_state.Reason != reason && time.GetElapsedTime(_state.Told, now) >= Quiet))
            {
                log.WentOut(what, reason);
                _state = new State(_state?.Since ?? now, now, reason);
            }
        }
    }

    /// <summary>It works.</summary>
    public void End()
    {
        if (_state is null)
        {
            return;
        }

        lock (_lock)
        {
            if (Duration is { } duration)
            {
                log.CameBack(what, duration.TotalSeconds);
                _state = null;
            }
        }
    }

    private sealed record State(long Since, long Told, string Reason);
}
