namespace GdnStreams.Engine;

/// <summary>An action that runs once, however many callers ask for it at the same time. After a failure the next caller tries again. Thread-safe.</summary>
internal sealed class Once(Func<Task> doAsync)
{
    private readonly Lock _lock = new();
    private Task? _running;

    /// <summary>Whether it is done or running.</summary>
    public bool HasBegun
    {
        get
        {
            lock (_lock)
            {
                return _running is not null;
            }
        }
    }

    /// <summary>Completes when it is not running any more, whatever the result. Never fails.</summary>
    public async Task WaitAsync()
    {
        Task? running;
        lock (_lock)
        {
            running = _running;
        }

        await (running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Completes when it is done; fails if it failed.</summary>
    public Task RunAsync()
    {
        lock (_lock)
        {
            return _running ??= Task.Run(DoAsync);
        }
    }

    /// <summary>It was done before.</summary>
    public void MarkDone()
    {
        lock (_lock)
        {
            _running = Task.CompletedTask;
        }
    }

    private async Task DoAsync()
    {
        try
        {
            await doAsync();
        }
        catch
        {
            lock (_lock)
            {
                _running = null;
            }

            throw;
        }
    }
}
