using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One loaded stream: its messages, its producers, its subscriptions, and who uses it now.</summary>
internal sealed class EngineStream
{
    private const int TrimStep = 1_000;
    private readonly Lock _lock = new();
    private readonly IMessageStore _store;
    private readonly StreamEngine _engine;
    private readonly TimeProvider _time;
    private readonly ProducerRegistry _producers;
    private readonly SortedDictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private long _trimmed;

    public EngineStream(StreamEngine engine, IMessageStore store, StreamRecord record, IReadOnlyList<SubscriptionRecord> subscriptions, EngineOptions options, TimeProvider time)
    {
        (_engine, _store, Id, Topic, _time) = (engine, store, record.Id, record.Topic, time);
        Log = new MessageLog(store, record, options, time, Ring);
        _producers = new ProducerRegistry(this, store, time);
        if (record.IsTerminated)
        {
            CloseTerminated();
        }

        foreach (var subscription in subscriptions)
        {
            _subscriptions[subscription.Name] = new Subscription(this, subscription.Name, new AckSet(subscription), isDurable: true, time);
        }
    }

    public long Id { get; }

    public TopicName Topic { get; }

    public MessageLog Log { get; }

    public bool IsTerminated { get; private set; }

    private bool IsDeleted { get; set; }

    public async Task<EngineProducer> AddProducerAsync(string? name, long? initialSequenceId, CancellationToken cancellationToken)
    {
        Log.ThrowIfClosed();
        return await _producers.AddAsync(name, initialSequenceId, cancellationToken);
    }

    public void Remove(EngineProducer producer) => _producers.Remove(producer);

    public async Task<EngineConsumer> SubscribeAsync(ConsumerSettings settings, CancellationToken cancellationToken)
    {
        Subscription? subscription;
        var isNew = false;
        lock (_lock)
        {
            ThrowIfDeletedNeedsLock();
            if (!_subscriptions.TryGetValue(settings.Subscription, out subscription))
            {
                isNew = true;
                var isDurable = settings.Mode == SubscriptionMode.Durable;
                subscription = new Subscription(this, settings.Subscription, new AckSet(Log.Start(settings)), isDurable, _time);
                _subscriptions[settings.Subscription] = subscription;
            }
        }

        if (isNew && subscription.IsDurable)
        {
            await _store.SaveSubscriptionAsync(Id, new SubscriptionRecord(subscription.Name, subscription.LowMark, []), cancellationToken);
        }

        return subscription.Add(settings);
    }

    public Subscription GetSubscription(string name)
    {
        lock (_lock)
        {
            return _subscriptions.TryGetValue(name, out var subscription)
                ? subscription
                : throw new GdnException(GdnErrorCode.SubscriptionNotFound, $"The stream {Topic.Topic} has no subscription {name}.");
        }
    }

    public IReadOnlyList<Subscription> Subscriptions()
    {
        lock (_lock)
        {
            return [.. _subscriptions.Values];
        }
    }

    public void Forget(Subscription subscription)
    {
        lock (_lock)
        {
            if (_subscriptions.TryGetValue(subscription.Name, out var current) && current == subscription)
            {
                _subscriptions.Remove(subscription.Name);
            }
        }
    }

    public async Task DeleteSubscriptionAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        if (subscription.IsDurable)
        {
            await _store.DeleteSubscriptionAsync(Id, subscription.Name, cancellationToken);
        }

        Forget(subscription);
    }

    public async Task SaveCursorAsync(SubscriptionRecord record)
    {
        await _store.SaveSubscriptionAsync(Id, record, CancellationToken.None);
        long below;
        lock (_lock)
        {
            below = _subscriptions.Values.Where(s => s.IsDurable).Min(s => (long?)s.LowMark) ?? 0;
            if (below < _trimmed + TrimStep && (below < Log.Watermark || below == _trimmed))
            {
                return;
            }

            _trimmed = below;
        }

        await Log.TrimAsync(below, CancellationToken.None);
    }

    /// <summary>Sends a message that was redelivered too often to the dead letter topic.</summary>
    public Task BuryAsync(Subscription subscription, StoredMessage message, ConsumerSettings settings) =>
        _engine.BuryAsync(this, subscription, message, settings);

    public async Task DeleteAsync(bool force, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!force && (_producers.Count > 0 || _subscriptions.Values.Any(s => s.IsConnected)))
            {
                throw new GdnException(GdnErrorCode.ActiveConsumers, $"The stream {Topic.Topic} has connected producers or consumers. Close them, or delete it by force.");
            }

            IsDeleted = true;
        }

        Log.Close(() => new GdnException(GdnErrorCode.StreamNotFound, $"The stream {Topic.Topic} was deleted."));
        foreach (var subscription in Subscriptions())
        {
            await subscription.DeleteAsync(force: true, cancellationToken);
        }

        await _store.DeleteStreamAsync(Id, cancellationToken);
    }

    /// <summary>Ends all that runs for the stream and writes what is not yet written.</summary>
    public async Task CloseAsync()
    {
        foreach (var subscription in Subscriptions())
        {
            await subscription.CloseAsync();
        }
    }

    public async Task<StreamStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var (messages, bytes) = await _store.MeasureAsync(Id, cancellationToken);
        var taken = Log.Taken;
        return new StreamStatus(
            Topic, Id, messages, bytes, taken.Messages, taken.Bytes, IsTerminated, _producers.Status(), [.. Subscriptions().Select(s => s.Status())]);
    }

    private void Ring()
    {
        foreach (var subscription in Subscriptions())
        {
            subscription.Ring();
        }
    }

    private void CloseTerminated()
    {
        IsTerminated = true;
        Log.Close(() => new GdnException(GdnErrorCode.StreamTerminated, $"The stream {Topic.Topic} is terminated: it can be read, not written."));
    }

    private void ThrowIfDeletedNeedsLock()
    {
        if (IsDeleted)
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, $"The stream {Topic.Topic} was deleted.");
        }
    }
}
