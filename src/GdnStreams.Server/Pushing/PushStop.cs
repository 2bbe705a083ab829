namespace GdnStreams.Server.Pushing;

/// <summary>The end of a push's loop in two steps: first its waits, a moment later the request that is under way.</summary>
internal sealed class PushStop : IDisposable
{
    private readonly CancellationTokenSource _waiting = new();
    private readonly CancellationTokenSource _sending = new();

    public PushStop() => (Waiting, Sending) = (_waiting.Token, _sending.Token);

    /// <summary>Ends waits.</summary>
    public CancellationToken Waiting { get; }

    /// <summary>Ends the request.</summary>
    public CancellationToken Sending { get; }

    /// <summary>Ends waits now and a request after this time.</summary>
    public Task BeginAsync(TimeSpan patience)
    {
        _sending.CancelAfter(patience);
        return _waiting.CancelAsync();
    }

    public void Dispose()
    {
        _waiting.Dispose();
        _sending.Dispose();
    }
}
