namespace GdnStreams.Client;

/// <summary>The places for unacknowledged messages, by count and bytes; messages wait in order when all are taken.</summary>
/// <param name="maxMessages">Most messages.</param>
/// <param name="maxBytes">Most bytes of payload.</param>
/// <param name="admit">Takes each message as it gets its place: its sender may run only after those of later ones.</param>
internal sealed class SendWindow(int maxMessages, long maxBytes, Action<PendingSend> admit)
{
    private readonly Queue<(TaskCompletionSource<bool> Waiter, PendingSend Send)> _waiters = new();
    private int _messages;
    private long _bytes;

    public async ValueTask EnterAsync(PendingSend send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<bool> waiter;
        lock (_waiters)
        {
            if (_waiters.Count == 0 && FitsNeedsLock(send.Size))
            {
                AdmitNeedsLock(send);
                return;
            }

            waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue((waiter, send));
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
            while (_waiters.Count > 0 && (_waiters.Peek().Waiter.Task.IsCompleted || FitsNeedsLock(_waiters.Peek().Send.Size)))
            {
                var (waiter, next) = _waiters.Dequeue();
                if (waiter.TrySetResult(true))
                {
                    AdmitNeedsLock(next);
                }
            }
        }
    }

    // A message larger than the whole window passes alone.
    private bool FitsNeedsLock(int size) => _messages == 0 || (_messages < maxMessages && _bytes + size <= maxBytes);

    private void AdmitNeedsLock(PendingSend send)
    {
        _messages++;
        _bytes += send.Size;
        admit(send);
    }
}
