using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>What administrators do with streams: positions, backlogs, policies, compaction. Thread-safe.</summary>
public sealed class EngineAdministration
{
    private readonly StreamCache _cache;
    private readonly IMessageStore _store;
    private readonly MemoryBudget _memory;
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;

    internal EngineAdministration(StreamCache cache, IMessageStore store, MemoryBudget memory, EngineOptions options, TimeProvider time) =>
        (_cache, _store, _memory, _options, _time) = (cache, store, memory, options, time);

    /// <summary>Where the last message is; entry -1 where there never was one.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task<MessagePosition> GetLastMessageIdAsync(TopicName topic)
    {
        using var lease = await _cache.GetAsync(topic);
        return new MessagePosition(lease.Stream.Id, lease.Stream.Log.Watermark - 1);
    }

    /// <summary>The terminated streams of a namespace, by name.</summary>
    public Task<IReadOnlyList<TopicName>> ListTerminatedAsync(string tenant, string namespaceName, CancellationToken cancellationToken) =>
        _store.Maintenance.ListTerminatedAsync(tenant, namespaceName, cancellationToken);

    /// <summary>Where the first message is that was published at or after a time; where there is none, the place of the next one.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task<MessagePosition> FindByTimeAsync(TopicName topic, DateTimeOffset time, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        var end = lease.Stream.Log.Watermark;
        return new MessagePosition(lease.Stream.Id, await _store.Maintenance.FindByTimeAsync(lease.Stream.Id, time, cancellationToken) ?? end);
    }

    /// <summary>The stream takes no more messages, for ever; it can still be read. Returns where the last message is.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task<MessagePosition> TerminateAsync(TopicName topic, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        return await lease.Stream.TerminateAsync(cancellationToken);
    }

    /// <summary>Makes a durable subscription before anybody consumes it.</summary>
    /// <param name="topic">The stream.</param>
    /// <param name="subscription">Its name.</param>
    /// <param name="position">The first message it gets; <see cref="MessagePosition.Earliest"/> and <see cref="MessagePosition.Latest"/> are allowed, an id of another stream is one of these.</param>
    /// <param name="isExcluded">Whether it starts after that message instead.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionExists"/></exception>
    public async Task CreateSubscriptionAsync(TopicName topic, string subscription, MessagePosition position, bool isExcluded, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        await lease.Stream.CreateSubscriptionAsync(subscription, position, isExcluded, cancellationToken);
    }

    /// <summary>Acknowledges the oldest messages of a subscription's backlog; returns how many, at most as many as there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionNotFound"/></exception>
    public async Task<long> SkipAsync(TopicName topic, string subscription, long count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using var lease = await _cache.GetAsync(topic);
        return await BacklogOf(lease.Stream, subscription).SkipAsync(count, cancellationToken);
    }

    /// <summary>
    /// Messages of a subscription's backlog, without delivering them: fewer than asked for once <see cref="EngineOptions.PeekBytes"/> are read,
    /// or the part of a small <see cref="EngineOptions.Memory"/> that a peek may have, at least one. What they take is held until the result is disposed of.
    /// </summary>
    /// <param name="topic">The stream.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="skip">How many of the oldest ones to leave out.</param>
    /// <param name="count">Most messages to return.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="skip"/> is negative or <paramref name="count"/> below 1.</exception>
    /// <exception cref="GdnException">
    /// <see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionNotFound"/>; <see cref="GdnErrorCode.LimitExceeded"/>: others
    /// hold the memory, and did not give it back for 5 seconds.
    /// </exception>
    public async Task<PeekedMessages> PeekAsync(TopicName topic, string subscription, long skip, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var lease = await _cache.GetAsync(topic);
        var backlog = BacklogOf(lease.Stream, subscription);
        return await PeekedMessages.ReadAsync(_memory, _options.PeekBytes, bytes => backlog.PeekAsync(skip, count, bytes, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Moves a subscription's cursor to a message, backwards or forwards: everything from there on is delivered (again). Consumers stay connected
    /// and their unacknowledged messages are taken back.
    /// </summary>
    /// <param name="topic">The stream.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="position">The message; removed ones mean the first one that is still there.</param>
    /// <param name="isExcluded">Whether it starts after that message instead.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionNotFound"/></exception>
    public async Task ResetCursorAsync(TopicName topic, string subscription, MessagePosition position, bool isExcluded)
    {
        using var lease = await _cache.GetAsync(topic);
        var cursor = lease.Stream.GetSubscription(subscription);
        await cursor.ResetAsync(lease.Stream.Log.Resolve(position, isExcluded));
        await cursor.FlushAsync();
    }

    /// <summary>Moves a subscription to the first message that was published at or after a time, or to the end where there is none.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionNotFound"/></exception>
    public async Task ResetCursorAsync(TopicName topic, string subscription, DateTimeOffset time, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        var cursor = lease.Stream.GetSubscription(subscription);
        var end = lease.Stream.Log.Watermark;
        await cursor.ResetAsync(await _store.Maintenance.FindByTimeAsync(lease.Stream.Id, time, cancellationToken) ?? end);
        await cursor.FlushAsync();
    }

    /// <summary>Acknowledges all messages of at least this age, for one subscription or all (null).</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionNotFound"/></exception>
    public async Task ExpireAsync(TopicName topic, string? subscription, TimeSpan age, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        await lease.Stream.ExpireAsync(subscription, StreamPolicy.Before(_time.GetUtcNow().AddMilliseconds(1), age), cancellationToken);
    }

    /// <summary>
    /// Among the messages that every durable subscription acknowledged (all messages if there is none), keeps the newest of each key and removes the others
    /// of the key; an empty payload removes its key. Messages without a key stay. What is left stays for readers, whatever is acknowledged.
    /// </summary>
    /// <returns>How many messages were removed.</returns>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task<long> CompactAsync(TopicName topic, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        return await lease.Stream.CompactAsync(cancellationToken);
    }

    /// <summary>Whether the stream was ever compacted.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task<bool> IsCompactedAsync(TopicName topic)
    {
        using var lease = await _cache.GetAsync(topic);
        return lease.Stream.Log.IsCompacted;
    }

    /// <summary>A stream's own policy.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task<StreamPolicy> GetPolicyAsync(TopicName topic, CancellationToken cancellationToken)
    {
        using var lease = await _cache.GetAsync(topic);
        return await _store.Maintenance.GetPolicyAsync(lease.Stream.Id, cancellationToken);
    }

    /// <summary>Replaces a stream's own policy; the next sweep applies it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time or size is out of its bounds.</exception>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task SetPolicyAsync(TopicName topic, StreamPolicy policy, CancellationToken cancellationToken)
    {
        policy.Validate();
        using var lease = await _cache.GetAsync(topic);
        await _store.Maintenance.SetPolicyAsync(lease.Stream.Id, policy, cancellationToken);
        await lease.Stream.ReloadPolicyAsync(cancellationToken);
    }

    /// <summary>A namespace's policy; a GDN fabric has two, <c>c8global.{fabric}</c> and <c>c8local.{fabric}</c>.</summary>
    public Task<StreamPolicy> GetNamespacePolicyAsync(string tenant, string namespaceName, CancellationToken cancellationToken) =>
        _store.Maintenance.GetNamespacePolicyAsync(tenant, namespaceName, cancellationToken);

    /// <summary>Replaces a namespace's policy; the next sweep applies it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time or size is out of its bounds.</exception>
    public async Task SetNamespacePolicyAsync(string tenant, string namespaceName, StreamPolicy policy, CancellationToken cancellationToken)
    {
        policy.Validate();
        await _store.Maintenance.SetNamespacePolicyAsync(tenant, namespaceName, policy, cancellationToken);
        foreach (var stream in await _cache.SnapshotAsync())
        {
            if (stream.Topic.Tenant == tenant && stream.Topic.Namespace == namespaceName)
            {
                await stream.ReloadPolicyAsync(cancellationToken);
            }
        }
    }

    private Backlog BacklogOf(EngineStream stream, string subscription) => new(stream, stream.GetSubscription(subscription), _store);
}
