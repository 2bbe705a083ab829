using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// A cursor and its consumers, as everybody else sees them. What one wants of it is posted to its <see cref="SubscriptionLoop"/>, which does it in
/// the order in which it was posted, and where all the rest happens. Thread-safe.
/// </summary>
internal sealed class Subscription
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(100);
    private readonly EngineStream _stream;
    private readonly TimeProvider _time;
    private readonly SubscriptionLoop _loop;
    private readonly Once _creation;
    private readonly Once _deletion;
    private long _consumersEver;

    public Subscription(EngineStream stream, string name, AckSet acks, bool isDurable, TimeProvider time)
    {
        (_stream, Name, _time) = (stream, name, time);
        _loop = new SubscriptionLoop(stream, name, acks, isDurable, time);
        _creation = new Once(CreateAsync);
        _deletion = new Once(DeleteAsync);
    }

    public string Name { get; }

    public bool IsDurable => _loop.Cursor is not null;

    /// <summary>The first entry not acknowledged.</summary>
    public long LowMark => _loop.Marks.LowMark;

    /// <summary>Everything below is acknowledged, and also where the server crashes now. Null where it keeps no cursor on disk.</summary>
    public long? DurableLowMark => _loop.Cursor is { } cursor ? Math.Min(cursor.StoredLowMark, LowMark) : null;

    public bool IsConnected => _loop.Marks.IsConnected;

    /// <summary>Nobody is connected and everything is written.</summary>
    public bool IsIdle => _loop.IsIdle;

    /// <summary>Whether the stream is terminated and everything was sent.</summary>
    public Task<bool> HasReachedEndAsync() => _loop.AskAsync(() => _stream.IsTerminated && _loop.Dispatcher.IsDrained);

    /// <summary>It was read from the disk. Called before anything else.</summary>
    public void MarkStored()
    {
        _loop.Cursor?.MarkStored(LowMark);
        _creation.MarkDone();
    }

    /// <summary>Completes when a new subscription is on disk. If that fails, the subscription has ended.</summary>
    public async Task EnsureStoredAsync(CancellationToken cancellationToken)
    {
        if (!IsDurable)
        {
            return;
        }

        var storing = _creation.RunAsync();
        try
        {
            await storing.WaitAsync(cancellationToken);
        }
        catch when (storing.IsFaulted)
        {
            await EndAsync();
            throw;
        }
    }

    /// <summary>Connects a consumer; null where the subscription has ended meanwhile.</summary>
    public Task<EngineConsumer?> AddAsync(ConsumerSettings settings) => _loop.AskAsync<EngineConsumer?>(() =>
    {
        if (_loop.HasEnded)
        {
            return null;
        }

        _loop.Dispatcher.Choice.EnsureAdmits(settings.Type, $"{Name} of {_stream.Topic.Topic}");
        var consumer = new EngineConsumer(this, _stream, _loop.Ring, settings, settings.ConsumerName ?? $"{Name}-{++_consumersEver}", _time);
        _loop.Dispatcher.Add(consumer);
        return consumer;
    });

    public void Acknowledge(EngineConsumer consumer, ReadOnlySpan<MessagePosition> positions) => _loop.Acknowledge(consumer, positions);

    public void NegativeAcknowledge(EngineConsumer consumer, MessagePosition position, DateTimeOffset due)
    {
        if (position.LedgerId == _stream.Id)
        {
            _loop.Post(new Post(PostKind.Deny, consumer, position.EntryId, due));
        }
    }

    public void Permit(EngineConsumer consumer, int messages)
    {
        if (messages > 0 && (consumer.Settings.PullMode || consumer.Settings.IsReader))
        {
            _loop.Post(new Post(PostKind.Permit, consumer, messages));
        }
    }

    /// <summary>Completes when not very much waits for the loop.</summary>
    public Task WaitForRoomAsync() => _loop.WaitForRoomAsync();

    /// <summary>Disconnects a consumer. If it was the last one, this completes when what was acknowledged is on disk, or could not be written now.</summary>
    public async ValueTask RemoveAsync(EngineConsumer consumer)
    {
        var (wasThere, isLast) = await _loop.AskAsync(() =>
        {
            if (!_loop.Dispatcher.Remove(consumer))
            {
                return (false, false);
            }

            consumer.Outbox.Complete();
            var isAlone = _loop.Dispatcher.Choice.Consumers.Count == 0;
            _loop.HasEnded |= isAlone && !IsDurable;
            return (true, isAlone);
        });
        if (!wasThere)
        {
            return;
        }

        if (isLast && !IsDurable)
        {
            await EndAsync();
        }
        else if (isLast)
        {
            // What could not be written is tried again in the background.
            await FlushAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stream.Touch();
    }

    public async Task UnsubscribeAsync(EngineConsumer consumer, CancellationToken cancellationToken)
    {
        var deleting = await _loop.AskAsync(() =>
        {
            _loop.Dispatcher.Choice.EnsureAlone(consumer, Name);
            return _deletion.RunAsync();
        });
        await deleting.WaitAsync(cancellationToken);
    }

    /// <summary>Deletes the subscription; with force even while consumers are connected, whose deliveries then end. All or nothing.</summary>
    public async Task DeleteAsync(bool force, CancellationToken cancellationToken)
    {
        var deleting = await _loop.AskAsync(() => _loop.Dispatcher.Choice.Consumers.Count == 0 || force
            ? _deletion.RunAsync()
            : throw new GdnException(GdnErrorCode.ActiveConsumers, $"Subscription {Name} has active connected consumers. Close them first."));
        await deleting.WaitAsync(cancellationToken);
    }

    /// <summary>The subscription is gone: stops its work and ends its consumers' deliveries.</summary>
    public async Task EndAsync()
    {
        await _loop.AskAsync(_loop.End);
        await _loop.DeadLetters.Sending;
        await (_loop.Cursor?.Writing ?? Task.CompletedTask);
        _stream.Forget(this);
        await _loop.AskAsync(_loop.Dispatcher.Choice.End); // Last: who sees this subscription's end may begin the next of its name.
    }

    /// <summary>Stops the subscription's work and writes what is still unwritten, trying again until a deadline.</summary>
    /// <exception cref="GdnException">It could not be written.</exception>
    public async Task CloseAsync(CancellationToken giveUp)
    {
        await _loop.AskAsync(_loop.Stop);
        await _loop.DeadLetters.Sending;
        while (_loop.Cursor is { } cursor)
        {
            try
            {
                await FlushAsync();
                await _loop.AskAsync(cursor.Pause);
                await cursor.Writing;
                return;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.SubscriptionNotFound)
            {
                return; // It is being deleted.
            }
            catch (GdnException) when (!giveUp.IsCancellationRequested)
            {
                await Task.Delay(RetryTime, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Completes when everything that was acknowledged before is on disk; fails where it cannot be written now, and is tried again.</summary>
    public Task FlushAsync() => _loop.Cursor is { } cursor ? _loop.AskAsync(cursor.FlushAsync).Unwrap() : Task.CompletedTask;

    /// <summary>Acknowledges everything below an entry: clear backlog, expiry.</summary>
    public void SkipTo(long entry) => _ = _loop.AskAsync(() => _loop.SkipTo(entry));

    /// <summary>Moves the cursor: everything below the entry is acknowledged, nothing from it on.</summary>
    public Task ResetAsync(long entry) => _loop.AskAsync(() => _loop.Reset(entry));

    /// <summary>The cursor as it is stored.</summary>
    public Task<SubscriptionRecord> SnapshotAsync() => _loop.AskAsync(() => _loop.Acks.ToRecord(Name));

    public Task<SubscriptionStatus> StatusAsync() => _loop.AskAsync(() =>
    {
        var (acks, dispatcher, choice) = (_loop.Acks, _loop.Dispatcher, _loop.Dispatcher.Choice);
        var consumers = choice.Consumers.Select(c => new ConsumerStatus(c.Name, c.ConnectedSince, c.Permits, c.Unacknowledged, c.Sent.Status(), c.Settings.Address)).ToArray();
        var backlog = Math.Max(0, _stream.Log.Watermark - acks.LowMark - acks.IslandEntries);
        return new SubscriptionStatus(
            Name, IsDurable, consumers.Length > 0 ? choice.Type : null, backlog, dispatcher.Unacknowledged, dispatcher.Scheduled.Count,
            dispatcher.Sent.Status(), dispatcher.SentAgain.Status(), acks.LowMark, choice.Active?.Name, consumers);
    });

    private async Task CreateAsync()
    {
        var record = await SnapshotAsync();
        await _stream.CreateRecordAsync(record);
        await _loop.AskAsync(() => _loop.Cursor!.MarkStored(record.LowMark));
    }

    private async Task DeleteAsync()
    {
        if (_loop.Cursor is { } cursor)
        {
            // The cursor must not be written after the deletion: a new subscription may have its name by then.
            await _loop.AskAsync(cursor.Pause);
            await cursor.Writing;
            try
            {
                await _stream.DeleteRecordAsync(Name);
            }
            catch
            {
                await _loop.AskAsync(cursor.Resume);
                throw;
            }
        }

        await EndAsync();
    }
}
