using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>The writes that wait for the store's thread, in the order in which they were given. Anybody gives; that thread alone takes.</summary>
internal sealed class WriteQueue
{
    private readonly object _lock = new();
    private readonly Queue<StoreWrite> _waiting = new();
    private Exception? _closed;

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
                if (_waiting.Count == 1)
                {
                    Monitor.Pulse(_lock);
                }

                return;
            }
        }

        write.Fail(new GdnException(GdnErrorCode.Unavailable, "The server is stopping; the store takes no more writes.", closed));
    }

    /// <summary>Waits for a write; false at the end, and null where none came in time.</summary>
    public bool? Wait(TimeSpan time)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0)
            {
                if (_closed is not null)
                {
                    return false;
                }

                if (!Monitor.Wait(_lock, time))
                {
                    return null;
                }
            }

            return true;
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
