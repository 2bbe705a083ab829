namespace GdnStreams.Torture.Killing;

/// <summary>Waits until something has happened so many times.</summary>
internal sealed class Countdown(int count)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    /// <summary>How many times it has still to happen.</summary>
    public int Left => Math.Max(0, _left);

    public Task Done => _done.Task;

    public void Down()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.SetResult();
        }
    }
}
