using System.Diagnostics;

namespace GdnStreams.Cmdlets;

/// <summary>Counts what a handler does. Thread-safe.</summary>
internal sealed class HandlerCounters
{
    private const int MostErrors = 10;
    private readonly object _lock = new();
    private readonly Queue<GdnHandlerError> _errors = new();
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private (TimeSpan At, long Finished) _last;
    private long _received;
    private long _succeeded;
    private long _failed;
    private long _dead;
    private long _replied;

    public long Received => Interlocked.Read(ref _received);

    public void Receive() => Interlocked.Increment(ref _received);

    public void Succeed() => Interlocked.Increment(ref _succeeded);

    public void Reply() => Interlocked.Increment(ref _replied);

    public void DeadLetter() => Interlocked.Increment(ref _dead);

    public void Fail(GdnHandlerError error)
    {
        Interlocked.Increment(ref _failed);
        lock (_lock)
        {
            _errors.Enqueue(error);
            if (_errors.Count > MostErrors)
            {
                _errors.Dequeue();
            }
        }
    }

    public GdnHandlerStatus Status(HandlerSource source, GdnHandlerState state, (int Open, int Active) count, int workers)
    {
        lock (_lock)
        {
            var now = _elapsed.Elapsed;
            var finished = Interlocked.Read(ref _succeeded) + Interlocked.Read(ref _dead) + Interlocked.Read(ref _replied);
            var rate = (finished - _last.Finished) / Math.Max((now - _last.At).TotalSeconds, 1e-6);
            _last = (now, finished);
            return new GdnHandlerStatus
            {
                Stream = source.Stream.Name,
                Scope = source.Stream.Scope,
                Subscription = source.Subscription,
                State = state,
                TakenAt = TimeProvider.System.GetUtcNow(),
                Elapsed = now,
                Received = Received,
                Succeeded = Interlocked.Read(ref _succeeded),
                FailedAttempts = Interlocked.Read(ref _failed),
                DeadLettered = Interlocked.Read(ref _dead),
                Replied = Interlocked.Read(ref _replied),
                Open = count.Open,
                Active = count.Active,
                Workers = workers,
                MessageRate = rate,
                LastErrors = _errors.ToArray(), // An array, which PowerShell can index.
            };
        }
    }
}
