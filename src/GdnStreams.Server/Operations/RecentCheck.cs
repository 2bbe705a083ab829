using GdnStreams.Protocol;

namespace GdnStreams.Server.Operations;

/// <summary>Shares one check of something remote among all who ask within a second: strangers decide how often that is. Thread-safe.</summary>
internal sealed class RecentCheck(Func<Task> check, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private (long Since, Task Result)? _latest;

    /// <exception cref="GdnException">Why it failed; <see cref="GdnErrorCode.Unavailable"/>: it takes long.</exception>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LatestAsync().WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"The Pulsar that keeps the streams has not answered for {Patience.TotalSeconds:0} s.", e);
        }
    }

    private Task LatestAsync()
    {
        lock (_lock)
        {
            if (_latest is not { } latest || (latest.Result.IsCompleted && time.GetElapsedTime(latest.Since) >= Freshness))
            {
                latest = (time.GetTimestamp(), check());
                _latest = latest;
            }

            return latest.Result;
        }
    }
}
