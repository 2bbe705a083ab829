namespace GdnStreams.Client;

/// <summary>The places for unacknowledged messages, by count and bytes; callers wait in order when all are taken.</summary>
internal sealed class SendWindow(int maxMessages, long maxBytes)
{
    private readonly Queue<(TaskCompletionSource<bool> Waiter, int Size)> _waiters = new();
    private int _messages;
    private long _bytes;

    public async ValueTask EnterAsync(int size, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<bool> waiter;
        lock (_waiters)
        {
            if (_waiters.Count == 0 && FitsNeedsLock(size))
            {
                TakeNeedsLock(size);
                return;
            }

            waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue((waiter, size));
        }

        using (cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken)))
        {
            await waiter.Task.ConfigureAwait(false);
        }
    }

    public void Leave(int size)
    {
        lock (_waiters)
        {
            _messages--;
            _bytes -= size;
            while (_waiters.Count > 0 && (_waiters.Peek().Waiter.Task.IsCompleted || FitsNeedsLock(_waiters.Peek().Size)))
            {
                var (waiter, next) = _waiters.Dequeue();
                if (waiter.TrySetResult(true))
                {
                    TakeNeedsLock(next);
                }
            }
        }
    }

    // A message larger than the whole window passes alone.
    private bool FitsNeedsLock(int size) => _messages == 0 || (_messages < maxMessages && _bytes + size <= maxBytes);

    private void TakeNeedsLock(int size)
    {
        _messages++;
        _bytes += size;
    }
}
