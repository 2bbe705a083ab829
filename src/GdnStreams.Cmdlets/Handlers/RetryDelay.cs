namespace GdnStreams.Cmdlets;

/// <summary>How long a failed message waits: twice as long after each attempt, at most five minutes, of which a random part between the half and the whole.</summary>
/// <param name="first">The wait after the first attempt.</param>
internal sealed class RetryDelay(TimeSpan first)
{
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    private readonly Random _random = new();

    /// <param name="attempts">How many attempts have failed; at least 1.</param>
    public TimeSpan After(int attempts)
    {
        var whole = Math.Min(Math.Max(Most.TotalSeconds, first.TotalSeconds), first.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 30)));

        // Jitter needs no secrecy; Random is not thread-safe on .NET Framework.
#pragma warning disable CA5394
        lock (_random)
        {
            return TimeSpan.FromSeconds(whole * (0.5 + _random.NextDouble() / 2));
        }
#pragma warning restore CA5394
    }
}
