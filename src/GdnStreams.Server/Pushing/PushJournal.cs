using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Pushing;

/// <summary>Keeps and logs how a push is doing. The log tells once a minute that it begins to fail, that it recovered from that, and that it made dead letters. Thread-safe.</summary>
/// <param name="work">Log, metrics and clock.</param>
/// <param name="stream">Name of the stream.</param>
/// <param name="subscription">Name of the subscription.</param>
internal sealed class PushJournal(PushWork work, string stream, string subscription)
{
    private static readonly TimeSpan TellTime = TimeSpan.FromMinutes(1);
    private readonly string _stream = LogText.Of(stream);
    private readonly string _subscription = LogText.Of(subscription);
    private readonly Lock _lock = new();
    private PushStatus _status = new();
    private long? _failureTold;
    private long? _deadLetterTold;
    private bool _hasToldFailure;

    public PushStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status;
            }
        }
    }

    public void IsIn(PushState state) => Note(status => status with { State = state, NextAttempt = null });

    public void WaitsIn(PushState state, TimeSpan wait)
    {
        var until = work.Time.GetUtcNow() + wait;
        Note(status => status with { State = state, NextAttempt = until });
    }

    /// <summary>A message was taken.</summary>
    public void Delivered()
    {
        if (_hasToldFailure)
        {
            _hasToldFailure = false;
            work.Log.PushRecovered(_stream, _subscription);
        }

        var now = work.Time.GetUtcNow();
        Note(status => status with { Delivered = status.Delivered + 1, LastDelivery = now });
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="error">Why.</param>
    /// <param name="isFirst">Whether the one before did not.</param>
    public void Failed(string error, bool isFirst)
    {
        if (isFirst && IsTime(ref _failureTold))
        {
            _hasToldFailure = true;
            work.Log.PushFails(_stream, _subscription, error);
        }

        NoteError(error, status => status with { Failed = status.Failed + 1 });
    }

    /// <summary>A message became a dead letter.</summary>
    public void DeadLettered(string error)
    {
        work.Metrics.DeadLettered();
        Note(status => status with { DeadLettered = status.DeadLettered + 1 });
        if (IsTime(ref _deadLetterTold))
        {
            work.Log.PushGaveUp(_stream, _subscription, Status.DeadLettered, error);
        }
    }

    /// <summary>It gets no messages.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="isFirst">Whether it got some before.</param>
    public void Blocked(Exception failure, bool isFirst)
    {
        var code = (failure as GdnException)?.Code;
        if (code is null)
        {
            work.Log.PushBroke(failure, _stream, _subscription); // A bug of ours: the log gets the details.
        }
        else if (isFirst && code is not (GdnErrorCode.SubscriptionNotFound or GdnErrorCode.StreamNotFound))
        {
            work.Log.PushBlocked(_stream, _subscription, failure.Message);
        }

        NoteError(code is null ? "The server failed. Its log says why." : failure.Message, status => status);
    }

    private bool IsTime(ref long? told)
    {
        if (told is { } last && work.Time.GetElapsedTime(last) < TellTime)
        {
            return false;
        }

        told = work.Time.GetTimestamp();
        return true;
    }

    private void NoteError(string error, Func<PushStatus, PushStatus> change)
    {
        var now = work.Time.GetUtcNow();
        Note(status => change(status) with { LastError = error, LastErrorTime = now });
    }

    private void Note(Func<PushStatus, PushStatus> change)
    {
        lock (_lock)
        {
            _status = change(_status);
        }
    }
}
