using System.Globalization;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Pushing;

/// <summary>
/// One push: a loop that takes one message of the subscription at a time, sends it, and acknowledges it on disk before it takes the next. A message
/// that was not taken goes back to the subscription while the push waits, so that nothing of it is held here.
/// </summary>
internal sealed class Push(PushSettings settings, PushWork work) : IAsyncDisposable
{
    private const int SmallMessage = 64 * 1024;
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan MemoryTime = TimeSpan.FromSeconds(1);
    private readonly PushJournal _journal = new(work, settings.Stream.Topic, settings.Subscription);
    private readonly Lock _lock = new();
    private PushSettings _settings = settings;
    private TaskCompletionSource _changed = NewSource();
    private PushStop? _stop;
    private Task _running = Task.CompletedTask;
    private int _failuresInARow;
    private long? _lastSent;

    /// <summary>What it is.</summary>
    public PushSettings Settings
    {
        get
        {
            lock (_lock)
            {
                return _settings;
            }
        }
    }

    /// <summary>How it is doing.</summary>
    public PushStatus Status => _journal.Status;

    /// <summary>Lets one test delivery through at a time.</summary>
    public SemaphoreSlim Testing { get; } = new(1);

    private PushState Working => _failuresInARow > 0 ? PushState.Retrying : PushState.Delivering;

    /// <summary>Takes other settings; a message that waits for its next attempt is tried at once.</summary>
    public void Change(PushSettings changed)
    {
        lock (_lock)
        {
            _settings = changed;
            _failuresInARow = 0;
            _changed.SetResult();
            _changed = NewSource();
        }
    }

    /// <summary>Begins to deliver, if it is to.</summary>
    public void Start()
    {
        if (_stop is not null || !Settings.IsActive)
        {
            return;
        }

        var stop = _stop = new PushStop();
        _journal.IsIn(PushState.Delivering);
        _running = Task.Run(() => RunAsync(stop));
    }

    /// <summary>Stops delivering. A request that is under way gets four seconds; if it is not answered then, its message is delivered again later.</summary>
    public async Task StopAsync()
    {
        if (_stop is null)
        {
            return;
        }

        using (_stop)
        {
            await _stop.BeginAsync(StopTime);
            await _running;
        }

        _stop = null;
        _journal.IsIn(PushState.Paused);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(PushStop stop)
    {
        var troubles = 0;
        while (!stop.Waiting.IsCancellationRequested)
        {
            try
            {
                await using var consumer = await SubscribeAsync(stop.Waiting);
                if (consumer is null)
                {
                    work.Gone(this);
                    return;
                }

                troubles = 0;
                await DeliverAsync(consumer, stop);
            }
            catch (OperationCanceledException) when (stop.Waiting.IsCancellationRequested)
            {
                // What is not acknowledged goes back to the subscription.
            }
            catch (Exception e)
            {
                _journal.Blocked(e, ++troubles == 1);
                await WaitAsync(PushState.Blocked, PushBackoff.Wait(troubles, null, Random.Shared.NextDouble()), stop.Waiting);
            }
        }
    }

    /// <summary>Null where the stream or the subscription is gone.</summary>
    private async Task<EngineConsumer?> SubscribeAsync(CancellationToken stopping)
    {
        try
        {
            // Shared, as only then messages wait for their delivery time; and each message is asked for, so that none is held while the push waits.
            var push = Settings;
            var consumer = new ConsumerSettings
            {
                Subscription = push.Subscription,
                MustExist = true,
                Type = SubscriptionType.Shared,
                ConsumerName = "push",
                Address = "push",
                PullMode = true,
                NegativeAckDelay = TimeSpan.Zero,
            };
            return await work.Engine.SubscribeAsync(push.Stream, consumer, stopping);
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.StreamNotFound or GdnErrorCode.SubscriptionNotFound)
        {
            return null;
        }
    }

    /// <summary>Delivers until the subscription is deleted.</summary>
    private async Task DeliverAsync(EngineConsumer consumer, PushStop stop)
    {
        while (true)
        {
            await PaceAsync(stop.Waiting);
            stop.Waiting.ThrowIfCancellationRequested();
            if (consumer.UnusedPermits == 0)
            {
                consumer.Permit(1);
            }

            _journal.IsIn(PushState.Delivering);
            if (!await consumer.Deliveries.WaitToReadAsync(stop.Waiting))
            {
                return;
            }

            // A message may be taken back in between, by a moved cursor.
            if (consumer.Deliveries.TryRead(out var delivery))
            {
                _journal.IsIn(Working);
                await SettleAsync(consumer, delivery, await SendAsync(delivery, stop.Sending), stop.Waiting);
            }
        }
    }

    private async Task<PushOutcome> SendAsync(Delivery delivery, CancellationToken stopping)
    {
        var (push, size) = (Settings, (long)delivery.Message.Size);
        var isCounted = size > SmallMessage;
        if (isCounted && !await work.Engine.Memory.TryTakeAsync(size, MemoryTime, stopping))
        {
            work.Engine.Memory.Take(size); // A message always has its turn, even while others hold all the memory.
        }

        try
        {
            _lastSent = work.Time.GetTimestamp();
            using var request = PushRequest.Of(push, delivery, work.Time.GetUtcNow());
            var outcome = await work.Sender.SendAsync(request, push.Timeout, stopping);
            work.Metrics.Pushed(delivery.Message.Payload.Length, outcome.Error is null);
            return outcome;
        }
        finally
        {
            if (isCounted)
            {
                work.Engine.Memory.Give(size);
            }
        }
    }

    private async Task SettleAsync(EngineConsumer consumer, Delivery delivery, PushOutcome outcome, CancellationToken stopping)
    {
        if (outcome.Error is null)
        {
            _journal.Delivered(); // First, so that what was delivered from the backlog is counted.
            _failuresInARow = 0;
            consumer.Acknowledge(delivery.Position);
            await consumer.FlushAsync();
            return;
        }

        var (push, attempts) = (Settings, delivery.RedeliveryCount + 1);
        var error = attempts < push.MaxAttempts ? outcome.Error : await SendDeadLetterAsync(consumer, delivery, push, attempts, outcome.Error);
        _journal.Failed(error ?? outcome.Error, isFirst: ++_failuresInARow == 1);
        if (error is null)
        {
            // The next message is tried at once. If it fails, too, the wait is longer than before.
            await consumer.FlushAsync();
            return;
        }

        consumer.NegativeAcknowledge(delivery.Position);
        await WaitAsync(PushState.Retrying, PushBackoff.Wait(_failuresInARow, outcome.RetryAfter, Random.Shared.NextDouble()), stopping);
    }

    /// <summary>Makes a dead letter of a message; says what went wrong where it could not be stored.</summary>
    private async Task<string?> SendDeadLetterAsync(EngineConsumer consumer, Delivery delivery, PushSettings push, int attempts, string error)
    {
        try
        {
            var marks = new Dictionary<string, string> { ["PUSH_ERROR"] = error, ["PUSH_ATTEMPTS"] = attempts.ToString(CultureInfo.InvariantCulture) };
            await consumer.SendDeadLetterAsync(delivery, push.DeadLetters, marks);
            _journal.DeadLettered(error);
            return null;
        }
        catch (GdnException e)
        {
            return $"{error} It was the last attempt, but the dead letter could not be stored: {e.Message}";
        }
    }

    /// <summary>Keeps to the rate; attempts that failed count, too.</summary>
    private async Task PaceAsync(CancellationToken stopping)
    {
        if (Settings.RatePerSecond is { } rate && _lastSent is { } last && TimeSpan.FromSeconds(1 / rate) - work.Time.GetElapsedTime(last) is var wait && wait > TimeSpan.Zero)
        {
            await WaitAsync(Working, wait, stopping);
        }
    }

    /// <summary>Waits until the time is over, the settings change or the push is stopped.</summary>
    private async Task WaitAsync(PushState state, TimeSpan wait, CancellationToken stopping)
    {
        Task changed;
        lock (_lock)
        {
            changed = _changed.Task;
        }

        // The time runs before anyone is told when it ends: who puts the clock there at once must find it running.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var over = Task.Delay(wait, work.Time, end.Token);
        _journal.WaitsIn(state, wait);
        await Task.WhenAny(over, changed);
        await end.CancelAsync();
    }
}
