namespace GdnStreams.Client;

/// <summary>Waiting on an injected clock, on both runtimes.</summary>
internal static class Clock
{
    public static Task WaitAsync(TimeProvider time, TimeSpan span, CancellationToken cancellationToken) =>
#if NETSTANDARD2_0
        time.Delay(span, cancellationToken);
#else
        Task.Delay(span, time, cancellationToken);
#endif

    public static CancellationTokenSource Limit(TimeProvider time, TimeSpan span) =>
#if NETSTANDARD2_0
        time.CreateCancellationTokenSource(span);
#else
        new(span, time);
#endif
}
