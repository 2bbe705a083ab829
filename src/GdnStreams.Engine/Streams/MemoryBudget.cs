using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Limits the memory for messages in transit: those waiting for consumers, answers of peeks, and frames that are still arriving.
/// Consumers get at most half, so that there is always some left for the others; beside that, their subscriptions read ahead. Thread-safe.
/// </summary>
/// <param name="most">The limit in bytes.</param>
public sealed class MemoryBudget(long most)
{
    private const long LargePage = 1024 * 1024;
    private const long SmallPage = 64 * 1024;
    private readonly Lock _lock = new();
    private readonly HashSet<Action> _waiting = [];
    private TaskCompletionSource? _room;
    private bool _isAwaited;
    private long _used;
    private long _readAhead;
    private long _peak;
    private long _recentPeak;

    /// <summary>The limit in bytes.</summary>
    public long Most => most;

    /// <summary>Bytes that are held now.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>The most bytes that were held at one time.</summary>
    public long Peak => Interlocked.Read(ref _peak);

    /// <summary>The most bytes that were held at one time since the last call.</summary>
    public long TakeRecentPeak() => Interlocked.Exchange(ref _recentPeak, Used);

    /// <summary>Takes bytes, even beyond the limit. They must be given back.</summary>
    public void Take(long bytes)
    {
        var used = Interlocked.Add(ref _used, bytes);
        Raise(ref _peak, used);
        Raise(ref _recentPeak, used);
    }

    /// <summary>Takes bytes if there is room; false if there is not.</summary>
    public bool TryTake(long bytes)
    {
        for (var used = Used; used + bytes <= most; used = Used)
        {
            if (Interlocked.CompareExchange(ref _used, used + bytes, used) == used)
            {
                Raise(ref _peak, used + bytes);
                Raise(ref _recentPeak, used + bytes);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes bytes as soon as there is room; false if there was none for this time.</summary>
    public async Task<bool> TryTakeAsync(long bytes, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (TryTake(bytes))
        {
            return true;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await TakeAsync(bytes, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                AwaitNeedsLock();
            }

            if (TryTake(bytes))
            {
                return;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes)
    {
        Interlocked.Add(ref _used, -bytes); // Given back before this looks whether anybody waits.
        if (!Volatile.Read(ref _isAwaited))
        {
            return;
        }

        TaskCompletionSource? room;
        Action[] rings = [];
        lock (_lock)
        {
            (room, _room) = (_room, null);
            if (Used < most / 2)
            {
                rings = [.. _waiting];
                _waiting.Clear();
            }

            _isAwaited = _waiting.Count > 0;
        }

        room?.TrySetResult();
        foreach (var ring in rings)
        {
            // Not called directly: the caller may hold a lock, and a ring takes that of another.
            ThreadPool.UnsafeQueueUserWorkItem(static each => each(), ring, preferLocal: false);
        }
    }

    /// <summary>Says why something is refused.</summary>
    public GdnException Refusal(string what) => new(
        GdnErrorCode.LimitExceeded,
        $"There is no memory for {what} now: others hold most of the {most / (1024 * 1024)} MiB of --memory-budget. Try again in some seconds, ask for less, or raise --memory-budget.");

    /// <summary>Bytes that subscriptions have read and nobody has room for yet. They are not part of <see cref="Used"/>: they would keep themselves from being sent.</summary>
    internal long ReadAhead => Interlocked.Read(ref _readAhead);

    /// <summary>How many bytes a subscription may read at once: large pages up to a quarter of the limit altogether, small ones beyond.</summary>
    internal long NextPage => Math.Clamp((most / 4) - ReadAhead, SmallPage, LargePage);

    /// <summary>A subscription has read more, or holds less.</summary>
    internal void CountReadAhead(long more) => Interlocked.Add(ref _readAhead, more);

    /// <summary>Whether consumers may be sent more. If not, <paramref name="ring"/> is called once as soon as they may.</summary>
    internal bool HasRoom(Action ring)
    {
        if (Used < most / 2)
        {
            return true;
        }

        lock (_lock)
        {
            _waiting.Add(ring);
            AwaitNeedsLock();
            return Used < most / 2 && _waiting.Remove(ring);
        }
    }

    /// <summary>Somebody waits, before he looks once more.</summary>
    private void AwaitNeedsLock()
    {
        Volatile.Write(ref _isAwaited, true);
        Interlocked.MemoryBarrier();
    }

    private static void Raise(ref long peak, long used)
    {
        for (var before = Interlocked.Read(ref peak); before < used; before = Interlocked.Read(ref peak))
        {
            if (Interlocked.CompareExchange(ref peak, used, before) == before)
            {
                return;
            }
        }
    }
}
