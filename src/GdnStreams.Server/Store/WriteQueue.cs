using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>
/// The writes that wait, in the order in which they were given, and whose turn it is to write them. Anybody gives; only who has the turn takes: the store's thread, or somebody who
/// took it while nothing was there to write.
/// </summary>
internal sealed class WriteQueue
{
    private readonly object _lock = new();
    private readonly Queue<StoreWrite> _waiting = new();
    private Exception? _closed;
    private bool _isTurnTaken;
    private bool _isToLook;

    /// <summary>Adds a write. After the end it fails at once.</summary>
    public void Add(StoreWrite write)
    {
        Exception? closed;
        lock (_lock)
        {
            closed = _closed;
            if (closed is null)
            {
                _waiting.Enqueue(write);
                if (_waiting.Count == 1 && !_isTurnTaken)
                {
                    Monitor.Pulse(_lock);
                }

                return;
            }
        }

        write.Fail(new GdnException(GdnErrorCode.Unavailable, "The server is stopping; the store takes no more writes.", closed));
    }

    /// <summary>The store's thread waits for a write and its turn; false at the end, without the turn, and null where no write came in time or somebody else's has failed.</summary>
    public bool? Wait(TimeSpan time)
    {
        lock (_lock)
        {
            while (_isTurnTaken || _waiting.Count == 0)
            {
                if (!_isTurnTaken && _closed is not null)
                {
                    return false;
                }

                if ((!Monitor.Wait(_lock, time) || _isToLook) && !_isTurnTaken && _waiting.Count == 0)
                {
                    (_isTurnTaken, _isToLook) = (true, false);
                    return null;
                }
            }

            _isToLook = false;
            return _isTurnTaken = true;
        }
    }

    /// <summary>Takes the turn where nobody has it and nothing waits.</summary>
    public bool TryTakeTurn()
    {
        lock (_lock)
        {
            return !_isTurnTaken && _waiting.Count == 0 && _closed is null && (_isTurnTaken = true);
        }
    }

    /// <summary>Ends the turn. What waits is the store's thread's.</summary>
    /// <param name="hasFailed">Whether that thread is to look at once, as if no write had come in time.</param>
    public void EndTurn(bool hasFailed)
    {
        lock (_lock)
        {
            (_isTurnTaken, _isToLook) = (false, hasFailed);
            if (_waiting.Count > 0 || _closed is not null || hasFailed)
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    /// <summary>Moves what waits to a group, until that many (<see cref="StoreWrite.Count"/>) or somewhat more have moved; returns how many.</summary>
    public int Take(List<StoreWrite> group, int most)
    {
        var count = 0;
        lock (_lock)
        {
            while (count < most && _waiting.TryDequeue(out var write))
            {
                group.Add(write);
                count += write.Count;
            }
        }

        return count;
    }

    /// <summary>Ends it: what waits can still be taken, what comes later fails.</summary>
    /// <param name="cause">Why.</param>
    public void Close(Exception cause)
    {
        lock (_lock)
        {
            _closed ??= cause;
            Monitor.Pulse(_lock);
        }
    }
}
