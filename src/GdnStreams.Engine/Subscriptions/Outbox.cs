using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace GdnStreams.Engine;

/// <summary>
/// Messages sent to a consumer that it did not take yet. Bounded in bytes, for itself and for all consumers together: one that does not take
/// its messages gets no more until there is room again, which rings. One message is always allowed. The subscription's loop writes, the
/// consumer reads.
/// </summary>
internal sealed class Outbox(long maxBytes, MemoryBudget budget, Action ring) : ChannelReader<Delivery>
{
    private readonly Lock _lock = new();
    private readonly List<Delivery> _written = [];
    private readonly Queue<Delivery> _sent = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _arrival;
    private Exception? _failure;
    private bool _isComplete;
    private long _bytes;
    private int _isAwaited;

    public override Task Completion => _completion.Task;

    public override bool CanCount => true;

    public override int Count
    {
        get
        {
            lock (_lock)
            {
                return _sent.Count;
            }
        }
    }

    /// <summary>Whether something was written and not sent yet.</summary>
    public bool HasWritten => _written.Count > 0;

    /// <summary>Whether more may be sent. If not, it rings when there is room.</summary>
    public bool HasRoom()
    {
        if (HasRoomNow())
        {
            return true;
        }

        Interlocked.Exchange(ref _isAwaited, 1);
        return HasRoomNow(); // It may have been emptied just before the wait was recorded.
    }

    /// <summary>Writes a message, which leaves with the next <see cref="Send"/>.</summary>
    public void Write(in Delivery delivery)
    {
        var size = Size(delivery);
        Interlocked.Add(ref _bytes, size);
        budget.Take(size);
        _written.Add(delivery);
    }

    /// <summary>Takes back a message that was written and not sent yet; false where there is none of this entry.</summary>
    public bool Withdraw(long entry)
    {
        for (var i = 0; i < _written.Count; i++)
        {
            if (_written[i].Position.EntryId == entry)
            {
                Release(Size(_written[i]));
                _written.RemoveAt(i);
                return true;
            }
        }

        return false;
    }

    /// <summary>The consumer can take what was written; how much that is.</summary>
    public SentTraffic Send()
    {
        var sent = default(SentTraffic);
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            foreach (var delivery in _written)
            {
                sent.Add(delivery);
                if (_isComplete)
                {
                    Release(Size(delivery)); // It has ended: nobody will take it.
                }
                else
                {
                    _sent.Enqueue(delivery);
                }
            }

            _written.Clear();
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.SetResult();
        return sent;
    }

    /// <summary>Nothing more is sent; what is there can still be taken.</summary>
    public void Complete(Exception? failure = null)
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            (_isComplete, _failure) = (true, failure);
            (arrival, _arrival) = (_arrival, null);
            EndIfEmptyNeedsLock();
        }

        arrival?.SetResult();
    }

    /// <summary>Takes everything back, as a whole: a consumer that reads meanwhile gets no message behind one that was taken back. Returns how many.</summary>
    public int Clear()
    {
        var count = _written.Count;
        foreach (var delivery in _written)
        {
            Release(Size(delivery));
        }

        _written.Clear();
        lock (_lock)
        {
            count += _sent.Count;
            while (_sent.TryDequeue(out var delivery))
            {
                Release(Size(delivery));
            }

            EndIfEmptyNeedsLock();
        }

        return count;
    }

    public override bool TryRead([MaybeNullWhen(false)] out Delivery item)
    {
        lock (_lock)
        {
            if (!_sent.TryDequeue(out item))
            {
                return false;
            }

            EndIfEmptyNeedsLock();
        }

        Taken(Size(item));
        return true;
    }

    /// <summary>Takes what was sent: the first, and those that follow as long as they are no more than this many bytes together.</summary>
    public void Take(List<Delivery> into, long together)
    {
        var bytes = 0L;
        lock (_lock)
        {
            while (_sent.TryPeek(out var next) && (bytes == 0 || bytes + Size(next) <= together))
            {
                bytes += Size(next);
                into.Add(_sent.Dequeue());
            }

            EndIfEmptyNeedsLock();
        }

        Taken(bytes);
    }

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task arrival;
            lock (_lock)
            {
                if (_sent.Count > 0)
                {
                    return true;
                }

                if (_isComplete)
                {
                    return _failure is null ? false : throw _failure;
                }

                arrival = (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await arrival.WaitAsync(cancellationToken);
        }
    }

    private void EndIfEmptyNeedsLock()
    {
        if (_isComplete && _sent.Count == 0 && !_completion.Task.IsCompleted)
        {
            if (_failure is null)
            {
                _completion.SetResult();
            }
            else
            {
                _completion.SetException(_failure);
                _ = _completion.Task.Exception; // Observed here: not every consumer looks at how it ended.
            }
        }
    }

    private void Taken(long bytes)
    {
        if (Release(bytes) <= maxBytes / 2 && Volatile.Read(ref _isAwaited) == 1 && Interlocked.Exchange(ref _isAwaited, 0) == 1)
        {
            ring();
        }
    }

    private bool HasRoomNow() => Interlocked.Read(ref _bytes) is var bytes && (bytes == 0 || (bytes < maxBytes && budget.HasRoom(ring)));

    private long Release(long size)
    {
        budget.Give(size);
        return Interlocked.Add(ref _bytes, -size);
    }

    private static long Size(in Delivery delivery) => delivery.Message.Size;
}
