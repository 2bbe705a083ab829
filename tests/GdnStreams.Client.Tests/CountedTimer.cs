namespace GdnStreams.Client.Tests;

/// <summary>A timer that tells its end.</summary>
internal sealed class CountedTimer(ITimer timer, Action ended) : ITimer
{
    private int _isEnded;

    public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

    public void Dispose()
    {
        timer.Dispose();
        End();
    }

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        End();
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            ended();
        }
    }
}
