using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One loaded stream: numbers its messages, knows which are on disk, and rings its subscriptions.</summary>
internal sealed class EngineStream
{
    private const int TrimStep = 1_000;
    private readonly Lock _lock = new();
    private readonly IMessageStore _store;
    private readonly StreamEngine _engine;
    private readonly TimeProvider _time;
    private readonly Tail _tail;
    private readonly Queue<PendingAppend> _pending = new();
    private readonly Dictionary<string, EngineProducer> _producers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private long _next;
    private long _watermark;
    private long _trimmed;
    private long _producersEver;
    private long _messagesIn;
    private long _bytesIn;
    private bool _deleted;

    public EngineStream(StreamEngine engine, IMessageStore store, StreamRecord record, IReadOnlyList<SubscriptionRecord> subscriptions, EngineOptions options, TimeProvider time)
    {
        (_engine, _store, Id, Topic, _time) = (engine, store, record.Id, record.Topic, time);
        (_next, _watermark, IsTerminated) = (record.NextEntryId, record.NextEntryId, record.IsTerminated);
        _tail = new Tail(options.TailMessages, options.TailBytes);
        foreach (var subscription in subscriptions)
        {
            _subscriptions[subscription.Name] = new Subscription(this, subscription.Name, new AckSet(subscription), isDurable: true, time);
        }
    }

    public long Id { get; }

    public TopicName Topic { get; }

    public bool IsTerminated { get; private set; }

    /// <summary>Everything below is on disk (or failed) and may be delivered.</summary>
    public long Watermark => Volatile.Read(ref _watermark);

    public EngineProducer AddProducer(string? name, long initialSequenceId)
    {
        lock (_lock)
        {
            ThrowIfClosedNeedsLock(forWriting: true);
            var number = ++_producersEver;
            var producer = new EngineProducer(this, name ?? $"gdn-{Id}-{number}", number, initialSequenceId, _time.GetUtcNow());
            return _producers.TryAdd(producer.Name, producer)
                ? producer
                : throw new GdnException(GdnErrorCode.ProducerBusy, $"Producer with name '{producer.Name}' is already connected to {Topic.Topic}. Close it or choose another name.");
        }
    }

    public void Remove(EngineProducer producer)
    {
        lock (_lock)
        {
            _producers.Remove(producer.Name);
        }
    }

    public async Task<MessagePosition> AppendAsync(NewMessage message, string? producerName, long sequenceId)
    {
        PendingAppend pending;
        Task written;
        lock (_lock)
        {
            ThrowIfClosedNeedsLock(forWriting: true);
            pending = new PendingAppend(new StoredMessage
            {
                EntryId = _next++,
                Payload = message.Payload,
                PublishTime = _time.GetUtcNow().ToUnixTimeMilliseconds(),
                Key = message.Key,
                Properties = message.Properties,
                EventTime = message.EventTime?.ToUnixTimeMilliseconds(),
                DeliverAt = message.DeliverAt?.ToUnixTimeMilliseconds() ?? 0,
                ProducerName = producerName,
                SequenceId = sequenceId,
            });
            _pending.Enqueue(pending);

            // Queued under the lock: the store writes the entries in their order.
            written = _store.AppendAsync(Id, pending.Message, CancellationToken.None);
        }

        try
        {
            await written;
            Settle(pending, stored: true);
        }
        catch
        {
            Settle(pending, stored: false);
            throw;
        }

        return new MessagePosition(Id, pending.Message.EntryId);
    }

    /// <summary>Messages from an entry on, at most up to the watermark.</summary>
    public async Task<IReadOnlyList<StoredMessage>> ReadAsync(long firstEntry, int count, long maxBytes)
    {
        lock (_lock)
        {
            if (_tail.Read(firstEntry, count) is { } page)
            {
                return page;
            }
        }

        return await _store.ReadAsync(Id, firstEntry, count, maxBytes, CancellationToken.None);
    }

    public async Task<EngineConsumer> SubscribeAsync(ConsumerSettings settings, CancellationToken cancellationToken)
    {
        Subscription? subscription;
        var isNew = false;
        lock (_lock)
        {
            ThrowIfClosedNeedsLock(forWriting: false);
            if (!_subscriptions.TryGetValue(settings.Subscription, out subscription))
            {
                isNew = true;
                var isDurable = settings.Mode == SubscriptionMode.Durable;
                subscription = new Subscription(this, settings.Subscription, new AckSet(StartNeedsLock(settings)), isDurable, _time);
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
            if (below < _trimmed + TrimStep && (below < _watermark || below == _trimmed))
            {
                return;
            }

            _trimmed = below;
        }

        await _store.TrimAsync(Id, below, CancellationToken.None);
    }

    /// <summary>Sends a message that was redelivered too often to the dead letter topic, then acknowledges it.</summary>
    public Task BuryAsync(Subscription subscription, StoredMessage message, ConsumerSettings settings) =>
        _engine.BuryAsync(this, subscription, message, settings);

    public async Task DeleteAsync(bool force, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!force && (_producers.Count > 0 || _subscriptions.Values.Any(s => s.Status().Consumers.Count > 0)))
            {
                throw new GdnException(GdnErrorCode.ActiveConsumers, $"The stream {Topic.Topic} has connected producers or consumers. Close them, or delete it by force.");
            }

            _deleted = true;
        }

        foreach (var subscription in Subscriptions())
        {
            await subscription.DeleteAsync(force: true, cancellationToken);
        }

        await _store.DeleteStreamAsync(Id, cancellationToken);
    }

    public async Task<StreamStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var (messages, bytes) = await _store.MeasureAsync(Id, cancellationToken);
        lock (_lock)
        {
            return new StreamStatus(
                Topic,
                Id,
                messages,
                bytes,
                _messagesIn,
                _bytesIn,
                IsTerminated,
                [.. _producers.Values.Select(p => (p.Name, p.ConnectedSince))],
                [.. _subscriptions.Values.Select(s => s.Status())]);
        }
    }

    private void Settle(PendingAppend pending, bool stored)
    {
        Subscription[] ring;
        lock (_lock)
        {
            (pending.IsDone, pending.IsStored) = (true, stored);
            while (_pending.TryPeek(out var head) && head.IsDone)
            {
                _pending.Dequeue();
                if (head.IsStored)
                {
                    _tail.Add(head.Message);
                    _messagesIn++;
                    _bytesIn += head.Message.Payload.Length;
                }
                else
                {
                    _tail.Clear();
                }

                Volatile.Write(ref _watermark, head.Message.EntryId + 1);
            }

            ring = [.. _subscriptions.Values];
        }

        foreach (var subscription in ring)
        {
            subscription.Ring();
        }
    }

    private long StartNeedsLock(ConsumerSettings settings)
    {
        if (settings.StartAfter is { } after)
        {
            return after.LedgerId < Id ? 0 : after.LedgerId > Id ? _next : Math.Clamp(after.EntryId, -1, _next - 1) + 1;
        }

        return settings.InitialPosition == InitialPosition.Earliest ? 0 : _next;
    }

    private void ThrowIfClosedNeedsLock(bool forWriting)
    {
        if (_deleted)
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, $"The stream {Topic.Topic} was deleted.");
        }

        if (forWriting && IsTerminated)
        {
            throw new GdnException(GdnErrorCode.StreamTerminated, $"The stream {Topic.Topic} is terminated: it can be read, not written.");
        }
    }
}
