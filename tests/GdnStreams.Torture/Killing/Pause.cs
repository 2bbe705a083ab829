namespace GdnStreams.Torture.Killing;

/// <summary>Time between the actions of a client; nothing depends on its length.</summary>
internal static class Pause
{
    public static async Task OfAsync(int milliseconds, CancellationToken stop = default)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Max(1, milliseconds)));
        try
        {
            await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // The end of the pause, too.
        }
    }
}
