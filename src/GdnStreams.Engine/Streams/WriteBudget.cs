namespace GdnStreams.Engine;

/// <summary>Limits the bytes that are being written, over all streams. At the limit, producers wait until half of them are on disk. Thread-safe.</summary>
internal sealed class WriteBudget(long most)
{
    private readonly Lock _lock = new();
    private long _used;
    private TaskCompletionSource? _room;

    public void Take(long bytes)
    {
        lock (_lock)
        {
            _used += bytes;
        }
    }

    public void Give(long bytes)
    {
        TaskCompletionSource? room = null;
        lock (_lock)
        {
            _used -= bytes;
            if (_used <= most / 2)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.TrySetResult();
    }

    /// <summary>Completes when there is room for more.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_used < most)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }
}
