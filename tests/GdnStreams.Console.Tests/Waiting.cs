namespace GdnStreams.Console.Tests;

/// <summary>Waits for what the server says, as the page does not say it.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isTrue())
        {
            await turns.WaitForNextTickAsync(limit.Token);
        }
    }
}
