using System.Collections.ObjectModel;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// One run of a handler: its workers, and what becomes of each message. A message is acknowledged when its script has ended well, or when its
/// dead letter or reply is stored. Workers call from their threads.
/// </summary>
internal sealed class HandlerRun(GdnSession session, HandlerSource source, HandlerSettings settings, HandlerPolicy policy, HandlerLog? log) : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);
    private readonly List<HandlerWorker> _workers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly RetryDelay _pause = new(policy.RetryDelay);
    private readonly HandlerDeadLetters _deadLetters = new(session, source.Stream, source.Subscription, policy.DeadLetterStream);
    private readonly Replies _replies = new(session, policy.ReplyStreams);
    private readonly TaskCompletionSource<GdnException> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lanes Lanes { get; } = new(policy.MaxBytes);

    public HandlerOutbox Outbox { get; } = new();

    public HandlerCounters Counters { get; } = new();

    /// <summary>Ends with the error of a worker that cannot go on.</summary>
    public Task<GdnException> Broken => _broken.Task;

    /// <summary>Starts a worker.</summary>
    public HandlerWorker Start()
    {
        var worker = new HandlerWorker(this, settings);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Starts workers where messages wait for them.</summary>
    public void Grow()
    {
        if (_workers.Count < policy.Throttle && Lanes.Unserved is > 0 and var unserved)
        {
            for (var starting = _workers.Count(worker => !worker.Opened.IsCompleted); starting < unserved && _workers.Count < policy.Throttle; starting++)
            {
                Start();
            }
        }
    }

    public void Add(GdnMessage message)
    {
        Counters.Receive();
        Lanes.Add(new HandlerWork(message, policy.IsOrdered ? "" : message.Key));
    }

    public void Succeeded(HandlerWork work, Collection<PSObject> output)
    {
        if (!_replies.AreWanted(work.Message, out var stream))
        {
            if (policy.WritesOutput && output.Count > 0)
            {
                Outbox.Put(cmdlet => cmdlet.WriteObject(output, enumerateCollection: true));
            }

            Counters.Succeed();
            Finish(work);
            return;
        }

        try
        {
            var payload = Replies.Payload(output);
            _ = ReplyAsync(work, stream, payload, null);
        }
        catch (GdnException e)
        {
            Failed(work, GdnHandlerError.Of(work, e));
        }
    }

    public void Failed(HandlerWork work, GdnHandlerError error)
    {
        work.Attempts++;
        Counters.Fail(error);
        if (_replies.AreWanted(work.Message, out var stream))
        {
            log?.Write("failed", $"{error.MessageId}: {error.Error}; the reply says so");
            _ = ReplyAsync(work, stream, default, error);
        }
        else if (work.Message.IsSettled)
        {
            log?.Write("failed", $"{error.MessageId} attempt {error.Attempt}: {error.Error}; the script had confirmed or denied it");
            Finish(work);
        }
        else if (policy.MaxAttempts > 0 && work.Attempts >= policy.MaxAttempts)
        {
            log?.Write("failed", $"{error.MessageId} attempt {error.Attempt}: {error.Error}; no other follows");
            _ = DeadLetterAsync(work, error);
        }
        else
        {
            var delay = _pause.After(work.Attempts);
            log?.Write("failed", $"{error.MessageId} attempt {error.Attempt}: {error.Error}; the next in {delay.TotalSeconds:0.0} s");
            Lanes.Retry(work, delay);
        }
    }

    /// <summary>A worker cannot go on, and so the handler cannot.</summary>
    public void Broke(GdnException error) => _broken.TrySetResult(error);

    public GdnHandlerStatus Status(GdnHandlerState state) => Counters.Status(source, state, Lanes.Count, _workers.Count);

    /// <summary>Takes no more messages, waits for those that are worked on, and stops what does not end in time. Nothing is written any more.</summary>
    /// <param name="patience">How long scripts may take to end by themselves.</param>
    /// <param name="goodbye">How long the server may take to say goodbye to the producers, which end by themselves then.</param>
    public async Task EndAsync(TimeSpan patience, TimeSpan goodbye)
    {
        Lanes.Close();
        Outbox.Close();
        await QuietAsync(patience).ConfigureAwait(false);
        _stop.Cancel();
        if (Lanes.Count.Active > 0)
        {
            foreach (var worker in _workers)
            {
                worker.Stop();
            }
        }

        // A script that cannot be stopped stays behind; its message is not acknowledged.
        await QuietAsync(StopLimit).ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(_workers.Select(worker => worker.Ended)), Task.Delay(StopLimit)).ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(_deadLetters.DisposeAsync().AsTask(), _replies.DisposeAsync().AsTask()), Task.Delay(goodbye)).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Lanes.Close();
        Outbox.Close();
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }

        _stop.Dispose();
    }

    /// <summary>Waits until nothing is worked on, for at most a time.</summary>
    private async Task QuietAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource();
        var late = Task.Delay(patience, limit.Token);
        for (var changed = Lanes.Changed; Lanes.Count.Active > 0 && !late.IsCompleted; changed = Lanes.Changed)
        {
            await Task.WhenAny(changed, late).ConfigureAwait(false);
        }

        limit.Cancel();
    }

    private void Finish(HandlerWork work)
    {
        source.Acknowledge(work.Message);
        Lanes.Finish(work);
    }

    private async Task DeadLetterAsync(HandlerWork work, GdnHandlerError error)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _deadLetters.StoreAsync(work.Message, error, _stop.Token).ConfigureAwait(false);
                Counters.DeadLetter();
                log?.Write("dead-lettered", $"{error.MessageId} to {_deadLetters.Stream}");
                Outbox.Put(cmdlet => cmdlet.WriteWarning(DisplayText.Of(
                    $"The message {error.MessageId} failed {ErrorRecords.Counted(error.Attempt, "time")} and is a dead letter in {_deadLetters.Stream}: {error.Error}")!));
                Finish(work);
                return;
            }
            catch (GdnException e)
            {
                Tell($"The dead letter of {error.MessageId} is not stored in {_deadLetters.Stream} and is sent again: {e.Message}");
            }
            catch (OperationCanceledException)
            {
                Lanes.GiveBack();
                return;
            }

            if (!await PauseAsync(attempt).ConfigureAwait(false))
            {
                Lanes.GiveBack();
                return;
            }
        }
    }

    private async Task ReplyAsync(HandlerWork work, StreamName stream, ReadOnlyMemory<byte> payload, GdnHandlerError? error)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _replies.StoreAsync(stream, work.Message, payload, error, _stop.Token).ConfigureAwait(false);
                Counters.Reply();
                Finish(work);
                return;
            }
            catch (GdnException e) when (error is null && e.Code is GdnErrorCode.MessageTooLarge or GdnErrorCode.BadRequest)
            {
                (payload, error) = (default, GdnHandlerError.Of(work, e));
                Counters.Fail(error);
                continue;
            }
            catch (GdnException e) when (!IsPassing(e.Code))
            {
                // Who asked has gone, or named a stream that takes nothing. That is no reason to do the work again.
                log?.Write("unanswered", $"{work.Message.MessageId}: {e.Message}");
                Counters.Succeed();
                Finish(work);
                return;
            }
            catch (GdnException e)
            {
                Tell($"The reply to {work.Message.MessageId} is not stored in {stream} and is sent again: {e.Message}");
            }
            catch (OperationCanceledException)
            {
                Lanes.GiveBack();
                return;
            }

            if (!await PauseAsync(attempt).ConfigureAwait(false))
            {
                Lanes.GiveBack();
                return;
            }
        }
    }

    private bool IsPassing(GdnErrorCode code) =>
        HandlerSource.IsPassing(code) || code == GdnErrorCode.Unauthorized || (code == GdnErrorCode.Closed && !session.IsClosed);

    private void Tell(string problem)
    {
        log?.Write("problem", problem);
        Outbox.Put(cmdlet => cmdlet.WriteWarning(DisplayText.Of(problem)!));
    }

    private async Task<bool> PauseAsync(int attempt)
    {
        try
        {
            await Task.Delay(_pause.After(attempt), _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
