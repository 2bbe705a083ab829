namespace GdnStreams.Engine.Tests;

/// <summary>Waits for what may fail, and for what comes by itself.</summary>
internal static class Outcomes
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Completes when a task has ended, however; whether it failed.</summary>
    public static async Task<bool> FailsAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return task.IsFaulted;
    }

    /// <summary>Completes when all tasks have ended, however.</summary>
    public static Task EndedAsync(IEnumerable<Task> tasks) => FailsAsync(Task.WhenAll(tasks));

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            await again.WaitForNextTickAsync(limit.Token);
        }
    }
}
