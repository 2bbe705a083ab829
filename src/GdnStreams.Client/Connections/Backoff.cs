namespace GdnStreams.Client;

/// <summary>Exponential waits with full jitter: a random part of 0.1 s, 0.2 s, 0.4 s ... at most 10 s.</summary>
internal sealed class Backoff(Func<double> random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);
    private int _attempt;

    public TimeSpan Next()
    {
        var bound = Math.Min(Most.Ticks, First.Ticks * Math.Pow(2, Math.Min(_attempt++, 20)));
        return TimeSpan.FromTicks((long)(bound * random()));
    }

    public void Reset() => _attempt = 0;
}
