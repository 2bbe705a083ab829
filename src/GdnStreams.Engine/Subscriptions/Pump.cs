namespace GdnStreams.Engine;

/// <summary>Runs one step after the other as long as there is something to do; a ring starts it again, and never a second one beside it.</summary>
/// <param name="stepAsync">One step; true where another may follow at once.</param>
/// <param name="fail">What to do when a step throws.</param>
internal sealed class Pump(Func<Task<bool>> stepAsync, Action<Exception> fail)
{
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private bool _rung;
    private bool _stopped;

    /// <summary>Whether nothing runs and nothing is to do.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return !_isRunning;
            }
        }
    }

    /// <summary>There may be something to do.</summary>
    public void Ring()
    {
        lock (_lock)
        {
            _rung = true;
            if (!_isRunning && !_stopped)
            {
                _isRunning = true;
                _running = Task.Run(RunAsync);
            }
        }
    }

    /// <summary>Ends after the step that runs.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            _stopped = true;
            return _running;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                lock (_lock)
                {
                    _rung = false;
                }

                var more = await stepAsync();
                lock (_lock)
                {
                    if (_stopped || (!more && !_rung))
                    {
                        _isRunning = false;
                        return;
                    }
                }
            }
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _isRunning = false;
            }

            fail(e);
        }
    }
}
