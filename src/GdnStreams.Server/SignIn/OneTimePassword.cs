namespace GdnStreams.Server.SignIn;

/// <summary>A password for one socket, from its issue until a moment after the socket opened.</summary>
internal sealed class OneTimePassword(Identity identity, DateTimeOffset expires)
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _openedAt = long.MaxValue;
    private int _used;

    public Identity Identity => identity;

    public DateTimeOffset Expires => expires;

    /// <summary>Completes when its socket is open or was refused.</summary>
    public Task Opened => _opened.Task;

    /// <summary>When that happened, in UTC ticks; the maximum while it has not.</summary>
    public long OpenedAt => Volatile.Read(ref _openedAt);

    /// <summary>Uses the password; true the first time only.</summary>
    public bool TryUse() => Interlocked.Exchange(ref _used, 1) == 0;

    public void Open(DateTimeOffset now)
    {
        Interlocked.CompareExchange(ref _openedAt, now.UtcTicks, long.MaxValue);
        _opened.TrySetResult();
    }
}
