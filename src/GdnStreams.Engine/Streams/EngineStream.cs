using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One loaded stream: its messages, its producers, its subscriptions, and who uses it now.</summary>
internal sealed class EngineStream
{
    private readonly Lock _lock = new();
    private readonly IMessageStore _store;
    private readonly TimeProvider _time;
    private readonly ProducerRegistry _producers;
    private readonly SortedDictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private Subscription[]? _listed;
    private readonly StreamUse _use;
    private readonly Trimmer _trimmer;
    private readonly Once _deletion;
    private StreamPolicy _policy;

    public EngineStream(StreamEngine engine, IMessageStore store, StreamRecord record, IReadOnlyList<SubscriptionRecord> subscriptions, EngineOptions options, TimeProvider time)
    {
        (Engine, _store, Id, Topic, _time) = (engine, store, record.Id, record.Topic, time);
        Log = new MessageLog(store, record, options, engine.WriteBudget, time, Doorbell.Ring);
        _producers = new ProducerRegistry(this, store, time);
        _use = new StreamUse(time);
        _trimmer = new Trimmer(this, store.Maintenance);
        _deletion = new Once(DeleteAsync);
        Options = options;
        _policy = record.Policy.Or(options.DefaultPolicy);
        if (record.IsTerminated)
        {
            CloseTerminated();
        }

        foreach (var subscription in subscriptions)
        {
            var acks = new AckSet(subscription);
            acks.AddAllBelow(record.FirstEntryId); // An earlier version could remove messages before it had saved that they were acknowledged.
            var loaded = new Subscription(this, subscription.Name, acks, isDurable: true, time);
            loaded.MarkStored();
            _subscriptions[subscription.Name] = loaded;
        }
    }

    public StreamEngine Engine { get; }

    public long Id { get; }

    public TopicName Topic { get; }

    public MessageLog Log { get; }

    public EngineOptions Options { get; }

    /// <summary>Where subscriptions wait for the next message.</summary>
    public Doorbell Doorbell { get; } = new();

    public MemoryBudget Memory => Engine.Memory;

    public bool IsTerminated { get; private set; }

    /// <summary>Whether it was unloaded.</summary>
    public bool IsRetired => _use.IsRetired;

    private bool IsDeleted { get; set; }

    public async Task<EngineProducer> AddProducerAsync(string? name, long? initialSequenceId, string address, CancellationToken cancellationToken)
    {
        if (Log.Refusal is { } refusal)
        {
            throw refusal;
        }

        return await _producers.AddAsync(name, initialSequenceId, address, cancellationToken);
    }

    public void Remove(EngineProducer producer)
    {
        _producers.Remove(producer);
        Touch();
    }

    /// <summary>Keeps the stream loaded until <see cref="Release"/>; false if it is already unloaded.</summary>
    public bool TryHold() => _use.TryHold();

    public void Release() => _use.Release();

    /// <summary>Unloads the stream if nobody uses it. Not while it is being deleted: whoever loaded it again would not learn of the deletion.</summary>
    public bool TryRetire(DateTimeOffset unusedSince) =>
        _use.TryRetire(unusedSince, () => !_deletion.HasBegun && _producers.Count == 0 && Log.IsIdle && Subscriptions().All(subscription => subscription.IsIdle));

    /// <summary>It was used now.</summary>
    public void Touch() => _use.Touch();

    public async Task<EngineConsumer> SubscribeAsync(ConsumerSettings settings, CancellationToken cancellationToken)
    {
        while (true)
        {
            var subscription = FindOrCreate(settings);
            await subscription.EnsureStoredAsync(cancellationToken);
            if (await subscription.AddAsync(settings) is { } consumer)
            {
                return consumer;
            }

            Forget(subscription); // It has just ended or been deleted: make a new one.
        }
    }

    /// <summary>Makes a durable subscription that starts at an entry.</summary>
    public async Task CreateSubscriptionAsync(string name, MessagePosition position, bool isExcluded, CancellationToken cancellationToken)
    {
        Subscription subscription;
        lock (_lock)
        {
            ThrowIfDeletedNeedsLock();
            if (_subscriptions.ContainsKey(name))
            {
                throw new GdnException(GdnErrorCode.SubscriptionExists, $"The stream {Topic.Topic} has a subscription {name} already.");
            }

            SubscriptionLimits.EnsureRoom(Topic, _subscriptions.Count, Options);
            subscription = new Subscription(this, name, new AckSet(Log.Resolve(position, isExcluded)), isDurable: true, _time);
            _subscriptions[name] = subscription;
            _listed = null;
        }

        await subscription.EnsureStoredAsync(cancellationToken);
    }

    public Subscription GetSubscription(string name)
    {
        lock (_lock)
        {
            return _subscriptions.TryGetValue(name, out var subscription)
                ? subscription
                : throw NoSubscription(name);
        }
    }

    public IReadOnlyList<Subscription> Subscriptions()
    {
        lock (_lock)
        {
            return _listed ??= [.. _subscriptions.Values];
        }
    }

    public void Forget(Subscription subscription)
    {
        lock (_lock)
        {
            if (_subscriptions.TryGetValue(subscription.Name, out var current) && current == subscription)
            {
                _subscriptions.Remove(subscription.Name);
                _listed = null;
            }
        }
    }

    public Task CreateRecordAsync(SubscriptionRecord record) =>
        Engine.Limits.CreateAsync(Topic.Tenant, () => _store.CreateSubscriptionAsync(Id, record, CancellationToken.None));

    public Task DeleteRecordAsync(string subscription) =>
        Engine.Limits.DeleteAsync(Topic.Tenant, () => _store.DeleteSubscriptionAsync(Id, subscription, CancellationToken.None));

    /// <summary>Completes when no deletion is running, whatever the result.</summary>
    public Task DeletionEndedAsync() => _deletion.WaitAsync();

    public Task SaveCursorAsync(SubscriptionRecord record) => _store.SaveSubscriptionAsync(Id, record, CancellationToken.None);

    /// <summary>Removes what everybody acknowledged, unless it is retained.</summary>
    /// <param name="isAtRest">Whether even a little: the cursor that was saved rests now.</param>
    public Task TrimAsync(bool isAtRest) => _trimmer.AfterAcknowledgementAsync(_policy, isAtRest);

    /// <summary>Applies expiry and retention.</summary>
    public Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken) => _trimmer.SweepAsync(_policy, now, cancellationToken);

    /// <summary>Acknowledges what was published before a time, for one subscription or all durable ones.</summary>
    public Task ExpireAsync(string? subscription, DateTimeOffset before, CancellationToken cancellationToken) =>
        _trimmer.ExpireAsync(subscription is null ? null : GetSubscription(subscription), before, cancellationToken);

    /// <summary>Compacts what no durable subscription waits for.</summary>
    public Task<long> CompactAsync(CancellationToken cancellationToken) =>
        Log.CompactAsync(_trimmer.LowMark() ?? Log.Watermark, cancellationToken);

    /// <summary>The policy in the store has changed.</summary>
    public async Task ReloadPolicyAsync(CancellationToken cancellationToken)
    {
        if (await _store.FindStreamAsync(Topic, cancellationToken) is { } record)
        {
            _policy = record.Policy.Or(Options.DefaultPolicy);
        }
    }

    public async Task<MessagePosition> TerminateAsync(CancellationToken cancellationToken)
    {
        await _store.TerminateStreamAsync(Log.End, cancellationToken);
        CloseTerminated();
        return new MessagePosition(Id, Log.Watermark - 1);
    }

    /// <summary>
    /// Deletes the stream; with force even while somebody is connected. All or nothing, and only once, however many callers ask at the same time.
    /// </summary>
    public Task DeleteAsync(bool force, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_deletion.HasBegun && !force && (_producers.Count > 0 || _subscriptions.Values.Any(s => s.IsConnected)))
            {
                throw new GdnException(GdnErrorCode.ActiveConsumers, $"The stream {Topic.Topic} has connected producers or consumers. Close them, or delete it by force.");
            }

            return _deletion.RunAsync().WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops all work for the stream and writes what is still unwritten, trying again until a deadline.</summary>
    /// <exception cref="GdnException">Something could not be written.</exception>
    public Task CloseAsync(CancellationToken giveUp) => Task.WhenAll(Subscriptions().Select(subscription => subscription.CloseAsync(giveUp)));

    public async Task<StreamStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var (messages, bytes) = await Log.MeasureAsync(cancellationToken);
        var subscriptions = await Task.WhenAll(Subscriptions().Select(subscription => subscription.StatusAsync()));
        return new StreamStatus(Topic, Id, messages, bytes, Log.Taken, IsTerminated, _producers.Status(), subscriptions);
    }

    private Subscription FindOrCreate(ConsumerSettings settings)
    {
        lock (_lock)
        {
            ThrowIfDeletedNeedsLock();
            if (!_subscriptions.TryGetValue(settings.Subscription, out var subscription))
            {
                if (settings.MustExist)
                {
                    throw NoSubscription(settings.Subscription);
                }

                SubscriptionLimits.EnsureRoom(Topic, _subscriptions.Count, Options);
                var isDurable = settings.Mode == SubscriptionMode.Durable;
                subscription = new Subscription(this, settings.Subscription, new AckSet(Log.Start(settings)), isDurable, _time);
                _subscriptions[settings.Subscription] = subscription;
                _listed = null;
            }

            return subscription;
        }
    }

    private async Task DeleteAsync()
    {
        await _store.DeleteStreamAsync(Log.End, CancellationToken.None);
        lock (_lock)
        {
            IsDeleted = true;
            Log.Close(() => new GdnException(GdnErrorCode.StreamNotFound, $"The stream {Topic.Topic} was deleted."));
        }

        Engine.Limits.Forget(Topic.Tenant);
        _use.Retire();
        foreach (var subscription in Subscriptions())
        {
            await subscription.EndAsync();
        }
    }

    private void CloseTerminated()
    {
        lock (_lock)
        {
            IsTerminated = true;
            if (!IsDeleted)
            {
                Log.Close(() => new GdnException(GdnErrorCode.StreamTerminated, $"The stream {Topic.Topic} is terminated: it can be read, not written."));
            }
        }
    }

    private GdnException NoSubscription(string name) => new(GdnErrorCode.SubscriptionNotFound, $"The stream {Topic.Topic} has no subscription {name}.");

    private void ThrowIfDeletedNeedsLock()
    {
        if (IsDeleted)
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, $"The stream {Topic.Topic} was deleted.");
        }
    }
}
