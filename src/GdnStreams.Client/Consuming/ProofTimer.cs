namespace GdnStreams.Client;

/// <summary>Asks for a proof one second after the first acknowledgement, and again each second while any is unproven.</summary>
internal sealed class ProofTimer : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Func<bool> _prove;
    private readonly ITimer _timer;
    private int _isSet;

    /// <param name="time">The clock.</param>
    /// <param name="prove">Asks for a proof; false where there is nothing to prove.</param>
    public ProofTimer(TimeProvider time, Func<bool> prove)
    {
        _prove = prove;
        _timer = time.CreateTimer(static timer => ((ProofTimer)timer!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        // Clear the flag first: whatever is written from now on starts the timer again.
        Volatile.Write(ref _isSet, 0);
        if (_prove())
        {
            Set();
        }
    }
}
