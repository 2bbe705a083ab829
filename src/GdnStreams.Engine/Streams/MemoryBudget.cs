using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Limits the memory for messages in transit: those waiting for consumers, answers of peeks, and frames that are still arriving.
/// Consumers get at most half, so that there is always some left for the others. Thread-safe.
/// </summary>
/// <param name="most">The limit in bytes.</param>
public sealed class MemoryBudget(long most)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Action> _waiting = [];
    private TaskCompletionSource? _room;
    private long _used;
    private long _peak;
    private long _recentPeak;

    /// <summary>The limit in bytes.</summary>
    public long Most => most;

    /// <summary>Bytes that are held now.</summary>
    public long Used => Locked(() => _used);

    /// <summary>The most bytes that were held at one time.</summary>
    public long Peak => Locked(() => _peak);

    /// <summary>The most bytes that were held at one time since the last call.</summary>
    public long TakeRecentPeak()
    {
        lock (_lock)
        {
            var peak = _recentPeak;
            _recentPeak = _used;
            return peak;
        }
    }

    /// <summary>Takes bytes, even beyond the limit. They must be given back.</summary>
    public void Take(long bytes)
    {
        lock (_lock)
        {
            TakeNeedsLock(bytes);
        }
    }

    /// <summary>Takes bytes if there is room; false if there is not.</summary>
    public bool TryTake(long bytes)
    {
        lock (_lock)
        {
            if (_used + bytes > most)
            {
                return false;
            }

            TakeNeedsLock(bytes);
            return true;
        }
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
                if (_used + bytes <= most)
                {
                    TakeNeedsLock(bytes);
                    return;
                }

                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes)
    {
        TaskCompletionSource? room;
        Action[] rings = [];
        lock (_lock)
        {
            _used -= bytes;
            (room, _room) = (_room, null);
            if (_used < most / 2 && _waiting.Count > 0)
            {
                rings = [.. _waiting];
                _waiting.Clear();
            }
        }

        room?.TrySetResult();
        foreach (var ring in rings)
        {
            // Not called directly: the caller may hold the lock of one subscription, and a ring takes the lock of another.
            ThreadPool.UnsafeQueueUserWorkItem(static each => each(), ring, preferLocal: false);
        }
    }

    /// <summary>Says why something is refused.</summary>
    public GdnException Refusal(string what) => new(
        GdnErrorCode.LimitExceeded,
        $"There is no memory for {what} now: others hold most of the {most / (1024 * 1024)} MiB of --memory-budget. Try again in some seconds, ask for less, or raise --memory-budget.");

    /// <summary>Whether consumers may be sent more. If not, <paramref name="ring"/> is called once as soon as they may.</summary>
    internal bool HasRoom(Action ring)
    {
        lock (_lock)
        {
            if (_used < most / 2)
            {
                return true;
            }

            _waiting.Add(ring);
            return false;
        }
    }

    private void TakeNeedsLock(long bytes)
    {
        _used += bytes;
        _peak = Math.Max(_peak, _used);
        _recentPeak = Math.Max(_recentPeak, _used);
    }

    private long Locked(Func<long> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
