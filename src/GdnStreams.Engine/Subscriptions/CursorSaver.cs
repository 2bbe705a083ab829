namespace GdnStreams.Engine;

/// <summary>Writes a durable cursor after it changed: one write at a time, and one more if it changed meanwhile.</summary>
internal sealed class CursorSaver(Func<SubscriptionRecord> snapshot, Func<SubscriptionRecord, Task> save)
{
    private readonly Lock _lock = new();
    private bool _dirty;
    private bool _running;
    private Task _saving = Task.CompletedTask;

    /// <summary>Whether all that was marked is written.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return !_running && !_dirty;
            }
        }
    }

    public void MarkDirty()
    {
        lock (_lock)
        {
            _dirty = true;
            if (!_running)
            {
                _running = true;
                _saving = Task.Run(SaveAsync);
            }
        }
    }

    /// <summary>Completes when all that was marked before is written; throws what the last write threw.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            return _saving;
        }
    }

    private async Task SaveAsync()
    {
        while (true)
        {
            lock (_lock)
            {
                if (!_dirty)
                {
                    _running = false;
                    return;
                }

                _dirty = false;
            }

            try
            {
                await save(snapshot());
            }
            catch
            {
                lock (_lock)
                {
                    // The next mark writes it all again.
                    (_running, _dirty) = (false, true);
                }

                throw;
            }
        }
    }
}
