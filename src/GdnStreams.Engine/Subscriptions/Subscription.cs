using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// A cursor and its consumers: who joins and leaves, what is acknowledged. One pump moves messages from the stream to the consumers'
/// windows. History and live messages take the same path: the pump reads from the cursor to the end, and the next append wakes it again.
/// </summary>
internal sealed class Subscription
{
    private readonly Lock _lock = new();
    private readonly EngineStream _stream;
    private readonly TimeProvider _time;
    private readonly AckSet _acks;
    private readonly Dispatcher _dispatcher;
    private readonly DurableCursor? _cursor;
    private readonly Once _deletion;
    private readonly Pump _pump;
    private readonly Burials _burials;
    private bool _deleted;
    private long _consumersEver;

    public Subscription(EngineStream stream, string name, AckSet acks, bool isDurable, TimeProvider time)
    {
        (_stream, Name, _acks, IsDurable, _time) = (stream, name, acks, isDurable, time);
        _burials = new Burials((entry, settings) => stream.BuryAsync(this, entry, settings), entry => Change(() => _dispatcher!.Acknowledge(entry)), entry => Change(() => _dispatcher!.Return(entry)), FailConsumers);
        _dispatcher = new Dispatcher(stream, acks, time, Ring, _burials.Add);
        _pump = new Pump(new Feed(_lock, _dispatcher, stream).StepAsync, FailConsumers);
        _deletion = new Once(DeleteAsync);
        _cursor = isDurable ? new DurableCursor(stream, name, Snapshot) : null;
    }

    public string Name { get; }

    public bool IsDurable { get; }

    /// <summary>The first entry not acknowledged.</summary>
    public long LowMark => Locked(() => _acks.LowMark);

    /// <summary>Everything below is acknowledged, and also where the server crashes now. Null where it keeps no cursor on disk.</summary>
    public long? DurableLowMark => _cursor is null ? null : Math.Min(_cursor.StoredLowMark, LowMark);

    public bool IsConnected => Locked(() => _dispatcher.Choice.Consumers.Count > 0);

    /// <summary>Nobody is connected and everything is written.</summary>
    public bool IsIdle => !IsConnected && _pump.IsIdle && _burials.IsIdle && _cursor is null or { IsIdle: true };

    public bool HasReachedEnd => Locked(() => _stream.IsTerminated && _dispatcher.IsDrained);

    /// <summary>It was read from the disk.</summary>
    public void MarkStored() => _cursor?.MarkStored(LowMark);

    /// <summary>Completes when a new subscription is on disk. If that fails, the subscription has ended.</summary>
    public async Task EnsureStoredAsync(CancellationToken cancellationToken)
    {
        var storing = _cursor?.EnsureStoredAsync() ?? Task.CompletedTask;
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
    public EngineConsumer? Add(ConsumerSettings settings)
    {
        EngineConsumer consumer;
        lock (_lock)
        {
            if (_deleted)
            {
                return null;
            }

            _dispatcher.Choice.EnsureAdmits(settings.Type, $"{Name} of {_stream.Topic.Topic}");
            var name = settings.ConsumerName ?? $"{Name}-{++_consumersEver}";
            consumer = new EngineConsumer(this, _stream, settings, name, _time);
            _dispatcher.Add(consumer);
        }

        Ring();
        return consumer;
    }

    public void Acknowledge(EngineConsumer consumer, ReadOnlySpan<MessagePosition> positions)
    {
        var isChanged = false;
        lock (_lock)
        {
            // A consumer that has left must not touch the cursor: the stream may have been unloaded since.
            foreach (var position in _deleted || !consumer.IsConnected ? [] : positions)
            {
                isChanged |= position.LedgerId == _stream.Id && _dispatcher.Acknowledge(position.EntryId);
            }
        }

        if (isChanged)
        {
            Changed();
        }
    }

    public void NegativeAcknowledge(EngineConsumer consumer, MessagePosition position)
    {
        lock (_lock)
        {
            _ = position.LedgerId == _stream.Id && _dispatcher.Deny(consumer, position.EntryId);
        }

        Ring();
    }

    public void Permit(EngineConsumer consumer, int messages)
    {
        lock (_lock)
        {
            if (messages > 0 && (consumer.Settings.PullMode || consumer.Settings.IsReader))
            {
                consumer.Permits = (int)Math.Min(int.MaxValue, (long)consumer.Permits + messages);
            }
        }

        Ring();
    }

    public async ValueTask RemoveAsync(EngineConsumer consumer)
    {
        bool last;
        lock (_lock)
        {
            if (!_dispatcher.Remove(consumer))
            {
                return;
            }

            consumer.Outbox.Complete();
            last = _dispatcher.Choice.Consumers.Count == 0;
            _deleted |= last && !IsDurable;
        }

        if (last && !IsDurable)
        {
            await EndAsync();
        }
        else if (last && _cursor is not null)
        {
            // Wait until its acknowledgements are on disk. If that fails, they are tried again in the background.
            await _cursor.FlushAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stream.Touch();
        Ring();
    }

    public async Task UnsubscribeAsync(EngineConsumer consumer, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _dispatcher.Choice.EnsureAlone(consumer, Name);
        }

        await DeleteAsync(force: true, cancellationToken);
    }

    /// <summary>Deletes the subscription; with force even while consumers are connected, whose deliveries then end. All or nothing.</summary>
    public Task DeleteAsync(bool force, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_dispatcher.Choice.Consumers.Count > 0 && !force)
            {
                throw new GdnException(GdnErrorCode.ActiveConsumers, $"Subscription {Name} has active connected consumers. Close them first.");
            }

            return _deletion.RunAsync().WaitAsync(cancellationToken);
        }
    }

    /// <summary>The subscription is gone: stops its work and ends its consumers' deliveries.</summary>
    public async Task EndAsync()
    {
        EngineConsumer[] consumers;
        lock (_lock)
        {
            _deleted = true;
            consumers = [.. _dispatcher.Choice.Consumers];
            _dispatcher.Clear();
        }

        await (_cursor?.EndAsync() ?? Task.CompletedTask);
        _stream.Forget(this);
        await _pump.StopAsync();
        await _burials.StopAsync();
        foreach (var consumer in consumers)
        {
            consumer.Outbox.Clear();
            consumer.Outbox.Complete();
        }
    }

    /// <summary>Stops the subscription's work and writes what is still unwritten, trying again until a deadline.</summary>
    /// <exception cref="GdnException">It could not be written.</exception>
    public async Task CloseAsync(CancellationToken giveUp)
    {
        await _pump.StopAsync();
        await _burials.StopAsync();
        await (_cursor?.CloseAsync(giveUp) ?? Task.CompletedTask);
    }

    public Task FlushAsync() => _cursor?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>Acknowledges everything below an entry: clear backlog, expiry.</summary>
    public void SkipTo(long entry) => Change(() => _dispatcher.SkipTo(entry));

    /// <summary>Moves the cursor: everything below the entry is acknowledged, nothing from it on.</summary>
    public void Reset(long entry) => Change(() => _dispatcher.Reset(entry));

    public SubscriptionStatus Status()
    {
        lock (_lock)
        {
            var choice = _dispatcher.Choice;
            var consumers = choice.Consumers.Select(c => new ConsumerStatus(c.Name, c.ConnectedSince, c.Permits, c.Unacknowledged, c.Sent.Status(), c.Settings.Address)).ToArray();
            var backlog = Math.Max(0, _stream.Log.Watermark - _acks.LowMark - _acks.IslandEntries);
            return new SubscriptionStatus(
                Name, IsDurable, consumers.Length > 0 ? choice.Type : null, backlog, _dispatcher.Unacknowledged, _dispatcher.Delayed,
                _dispatcher.Sent.Status(), _dispatcher.SentAgain.Status(), _acks.LowMark, choice.Active?.Name, consumers);
        }
    }

    /// <summary>Wakes the pump: something was appended, acknowledged, permitted, or came due.</summary>
    public void Ring()
    {
        lock (_lock)
        {
            if (_deleted || _dispatcher.Choice.Consumers.Count == 0)
            {
                return;
            }
        }

        _pump.Ring();
    }

    /// <summary>The cursor as it is stored.</summary>
    public SubscriptionRecord Snapshot() => Locked(() => _acks.ToRecord(Name));

    private void Change(Action action)
    {
        lock (_lock)
        {
            if (_deleted)
            {
                return; // The cursor must not be written again.
            }

            action();
        }

        Changed();
    }

    private void Changed()
    {
        _cursor?.MarkDirty();
        Ring();
    }

    private async Task DeleteAsync()
    {
        await (_cursor?.DeleteAsync() ?? Task.CompletedTask);
        await EndAsync();
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    private void FailConsumers(Exception failure)
    {
        var shown = failure as GdnException ?? new GdnException(GdnErrorCode.Internal, $"The subscription {Name} failed: {failure.Message}", failure);
        lock (_lock)
        {
            foreach (var consumer in _dispatcher.Choice.Consumers)
            {
                consumer.Outbox.Complete(shown);
            }
        }
    }
}
