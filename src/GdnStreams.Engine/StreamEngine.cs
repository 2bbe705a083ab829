using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>Streams, their producers and subscriptions, over a store. Knows neither HTTP nor SQL. Thread-safe.</summary>
public sealed class StreamEngine : IAsyncDisposable
{
    private readonly IMessageStore _store;
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly StreamCache _cache;
    private readonly Sweeper _sweeper;
    private int _disposed;

    /// <summary>An engine over a store, which it owns.</summary>
    public StreamEngine(IMessageStore store, EngineOptions options, TimeProvider time)
    {
        options.DefaultPolicy.Validate();
        (_store, _options, _time) = (store, options, time);
        WriteBudget = new WriteBudget(options.WriteBytes);
        Memory = new MemoryBudget(options.Memory);
        Limits = new SubscriptionLimits(store.Maintenance, options.MaxSubscriptions);
        _cache = new StreamCache(LoadAsync, options.IdleStreams, time);
        _sweeper = new Sweeper(_cache, store, options, time);
        Administration = new EngineAdministration(_cache, store, Memory, options, time);
    }

    /// <summary>Positions, backlogs, policies and compaction.</summary>
    public EngineAdministration Administration { get; }

    /// <summary>How many streams are in memory now.</summary>
    public int LoadedStreams => _cache.Count;

    /// <summary>How many streams have left the memory so far because nobody used them.</summary>
    public long EvictedStreams => _cache.Evictions;

    /// <summary>Bytes that are held for consumers, peeks and unfinished frames.</summary>
    public MemoryBudget Memory { get; }

    internal WriteBudget WriteBudget { get; }

    internal SubscriptionLimits Limits { get; }

    /// <summary>Creates a stream.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamExists"/>; <see cref="GdnErrorCode.LimitExceeded"/>: the tenant has <see cref="EngineOptions.MaxStreams"/>.</exception>
    public async Task CreateStreamAsync(TopicName topic, CancellationToken cancellationToken)
    {
        await _store.CreateStreamAsync(topic, _options.MaxStreams, cancellationToken);
        await _cache.ForgetMissingAsync(topic);
    }

    /// <summary>Creates streams, each for itself, in one commit.</summary>
    /// <returns>For each why it was not created, as <see cref="CreateStreamAsync"/> has it, or null.</returns>
    public async Task<IReadOnlyList<GdnException?>> CreateStreamsAsync(IReadOnlyList<TopicName> topics, CancellationToken cancellationToken)
    {
        var failures = await _store.CreateStreamsAsync(topics, _options.MaxStreams, cancellationToken);
        foreach (var topic in topics)
        {
            await _cache.ForgetMissingAsync(topic);
        }

        return failures;
    }

    /// <summary>Creates a stream where it does not exist; true where it was created now.</summary>
    public async Task<bool> EnsureStreamAsync(TopicName topic, CancellationToken cancellationToken)
    {
        if (await StreamExistsAsync(topic))
        {
            return false;
        }

        try
        {
            await CreateStreamAsync(topic, cancellationToken);
            return true;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamExists)
        {
            await _cache.ForgetMissingAsync(topic);
            return false; // Somebody else was faster.
        }
    }

    /// <summary>Whether there is such a stream.</summary>
    public async Task<bool> StreamExistsAsync(TopicName topic)
    {
        var lease = await _cache.FindAsync(topic);
        lease?.Dispose();
        return lease is not null;
    }

    /// <summary>The streams of a namespace, by name.</summary>
    public Task<IReadOnlyList<TopicName>> ListStreamsAsync(string tenant, string namespaceName, CancellationToken cancellationToken) =>
        _store.ListStreamsAsync(tenant, namespaceName, cancellationToken);

    /// <summary>Deletes a stream with its messages and subscriptions; by force also while somebody is connected.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.ActiveConsumers"/></exception>
    public async Task DeleteStreamAsync(TopicName topic, bool force, CancellationToken cancellationToken)
    {
        var stream = await _cache.FindLoadedAsync(topic) ?? throw StreamCache.NotFound(topic);
        await stream.DeleteAsync(force, cancellationToken);
    }

    /// <summary>Connects a producer.</summary>
    /// <param name="topic">The stream.</param>
    /// <param name="name">Its name, or null for one made up.</param>
    /// <param name="initialSequenceId">
    /// The first message gets this plus one; what a producer of this name stored under the same or a higher sequence id is not stored again.
    /// Null goes on after the last one that a producer of this name stored.
    /// </param>
    /// <param name="address">Where it is, for the statistics only.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.ProducerBusy"/>, <see cref="GdnErrorCode.StreamTerminated"/></exception>
    public async Task<EngineProducer> OpenProducerAsync(TopicName topic, string? name, long? initialSequenceId = null, string address = "")
    {
        using var lease = await _cache.GetAsync(topic);
        return await lease.Stream.AddProducerAsync(name, initialSequenceId, address, CancellationToken.None);
    }

    /// <summary>Stores one message without a producer; completes when it is on disk.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.StreamTerminated"/></exception>
    public async Task<MessagePosition> PublishAsync(TopicName topic, NewMessage message)
    {
        using var lease = await _cache.GetAsync(topic);
        var batch = new MessageBatch();
        batch.Add(message);
        lease.Stream.Log.TryAppend(batch, new AppendChain());
        await batch.Settled;
        return batch.PositionOf(0) ?? throw batch.Failure!;
    }

    /// <summary>Connects a consumer; a new durable subscription is on disk when this completes.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionBusy"/></exception>
    public async Task<EngineConsumer> SubscribeAsync(TopicName topic, ConsumerSettings settings, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        return await lease.Stream.SubscribeAsync(settings, cancellationToken);
    }

    /// <summary>Deletes a subscription; by force also while consumers are connected.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionNotFound"/>, <see cref="GdnErrorCode.ActiveConsumers"/></exception>
    public async Task DeleteSubscriptionAsync(TopicName topic, string subscription, bool force, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        await lease.Stream.GetSubscription(subscription).DeleteAsync(force, cancellationToken);
    }

    /// <summary>Acknowledges everything that is stored, for one subscription or all (null).</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionNotFound"/></exception>
    public async Task ClearBacklogAsync(TopicName topic, string? subscription)
    {
        using var lease = await _cache.GetAsync(topic);
        var end = lease.Stream.Log.Watermark;
        foreach (var one in subscription is null ? lease.Stream.Subscriptions() : [lease.Stream.GetSubscription(subscription)])
        {
            one.SkipTo(end);
            await one.FlushAsync();
        }
    }

    /// <summary>Numbers of a stream.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task<StreamStatus> GetStatusAsync(TopicName topic, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        return await lease.Stream.StatusAsync(cancellationToken);
    }

    /// <summary>
    /// Does now what the background does at every <see cref="EngineOptions.SweepInterval"/>: expiry and retention, forgotten producers, idle
    /// streams out of memory, disk space back to the file system.
    /// </summary>
    public Task SweepAsync(CancellationToken cancellationToken) => _sweeper.SweepAsync(cancellationToken);

    /// <summary>
    /// Stops all work, writes what is still unwritten and closes the store. What cannot be written is tried again for
    /// <see cref="EngineOptions.StopTime"/>.
    /// </summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: acknowledgements could not be written, and their messages come again.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        try
        {
            await _sweeper.DisposeAsync();
            await CloseStreamsAsync();
        }
        finally
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>Stores a message in a dead letter topic, which is created where it does not exist.</summary>
    internal async Task SendDeadLetterAsync(EngineStream stream, string subscription, StoredMessage message, TopicName? deadLetterTopic, IReadOnlyDictionary<string, string>? marks)
    {
        var position = new MessagePosition(stream.Id, message.EntryId);
        var topic = deadLetterTopic ?? stream.Topic with { Topic = $"{stream.Topic.Topic}-{subscription}-DLQ" };
        var properties = new Dictionary<string, string>(message.Properties ?? ConsumerMessage.NoProperties)
        {
            ["REAL_TOPIC"] = stream.Topic.ToString(),
            ["REAL_SUBSCRIPTION"] = subscription,
            ["ORIGIN_MESSAGE_ID"] = position.ToString(),
            ["ORIGIN_MESSAGE_IDY_TIME"] = position.ToString(),
        };
        foreach (var (name, value) in marks ?? ConsumerMessage.NoProperties)
        {
            properties[name] = value;
        }

        await EnsureStreamAsync(topic, CancellationToken.None);
        await PublishAsync(topic, new NewMessage { Payload = message.Payload, Key = message.Key, Properties = properties });
    }

    private async Task CloseStreamsAsync()
    {
        using var giveUp = new CancellationTokenSource(_options.StopTime);
        var closing = (await _cache.SnapshotAsync()).Select(stream => stream.CloseAsync(giveUp.Token)).ToArray();
        await Task.WhenAll(closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var failures = closing.SelectMany(task => task.Exception?.InnerExceptions ?? []).ToArray();
        if (failures is [var first, ..])
        {
            throw new GdnException(
                GdnErrorCode.Unavailable,
                $"The latest acknowledgements of {failures.Length} stream(s) could not be saved, so that their messages are delivered again: {first.Message}",
                first);
        }
    }

    private async Task<EngineStream?> LoadAsync(TopicName topic)
    {
        if (await _store.FindStreamAsync(topic, CancellationToken.None) is not { } record)
        {
            return null;
        }

        var subscriptions = await _store.ListSubscriptionsAsync(record.Id, CancellationToken.None);
        return new EngineStream(this, _store, record, subscriptions, _options, _time);
    }
}
