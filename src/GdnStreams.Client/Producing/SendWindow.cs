namespace GdnStreams.Client;

/// <summary>The messages of a producer in the order of their acceptance: those with a place in the window, and those that wait for one. Not thread-safe.</summary>
internal sealed class SendWindow(int maxMessages, long maxBytes)
{
    private readonly Queue<WaitingSend> _waiting = new();
    private readonly List<(long Before, WaitingSend Flush)> _flushes = [];

    public PendingSends Pending { get; } = new();

    /// <summary>Gives the message a place; false where it must wait, behind all that wait already.</summary>
    public bool TryAccept(in PendingSend send)
    {
        if (_waiting.Count > 0 || !Fits(send.Size))
        {
            return false;
        }

        Pending.Add(send);
        return true;
    }

    public void Wait(WaitingSend waiting) => _waiting.Enqueue(waiting);

    /// <summary>Waits for all messages before it; null where there is none.</summary>
    public WaitingSend? Flush()
    {
        if (Pending.Count == 0 && _waiting.Count == 0)
        {
            return null;
        }

        var flush = new WaitingSend { IsFlush = true };
        if (_waiting.Count > 0)
        {
            _waiting.Enqueue(flush);
        }
        else
        {
            _flushes.Add((Pending.End, flush));
        }

        return flush;
    }

    /// <summary>
    /// Lets those in that wait, in order, and ends flushes; true where a message came in. It waits for half of the window to be free:
    /// a sender that is faster than the server is then woken once for many messages.
    /// </summary>
    public bool Release()
    {
        for (var i = _flushes.Count - 1; i >= 0; i--)
        {
            if (_flushes[i].Before <= Pending.First)
            {
                _flushes[i].Flush.Done.TrySetResult(true);
                _flushes.RemoveAt(i);
            }
        }

        var any = false;
        var half = Pending.Count <= maxMessages / 2 && Pending.Bytes <= maxBytes / 2;
        while (half && _waiting.Count > 0)
        {
            var next = _waiting.Peek();
            if (next.IsFlush)
            {
                _waiting.Dequeue();
                EndOrKeep(next);
            }
            else if (next.Done.Task.IsCompleted)
            {
                _waiting.Dequeue();
            }
            else if (Fits(next.Send.Size))
            {
                _waiting.Dequeue();
                if (next.Done.TrySetResult(true))
                {
                    Pending.Add(next.Send);
                    any = true;
                }
            }
            else
            {
                break;
            }
        }

        return any;
    }

    /// <summary>Tells those who have waited for a place since before <paramref name="timestamp"/> that there is none.</summary>
    public void Expire(long timestamp, Func<Exception> reason)
    {
        foreach (var waiting in _waiting)
        {
            if (!waiting.IsFlush && waiting.Send.AcceptedAt <= timestamp)
            {
                waiting.Done.TrySetException(reason());
            }
        }
    }

    /// <summary>Nobody will get a place any more.</summary>
    public void End(Exception reason)
    {
        while (_waiting.Count > 0)
        {
            var waiting = _waiting.Dequeue();
            _ = waiting.IsFlush ? waiting.Done.TrySetResult(true) : waiting.Done.TrySetException(reason);
        }

        Release();
    }

    private void EndOrKeep(WaitingSend flush)
    {
        if (Pending.Count == 0)
        {
            flush.Done.TrySetResult(true);
        }
        else
        {
            _flushes.Add((Pending.End, flush));
        }
    }

    // A message larger than the whole window may go when nothing else is in flight.
    private bool Fits(int size) => Pending.Count == 0 || (Pending.Count < maxMessages && Pending.Bytes + size <= maxBytes);
}
