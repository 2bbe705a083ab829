using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>What administration and the background sweep need from the store. Same guarantees as <see cref="IMessageStore"/>.</summary>
public interface IMaintenanceStore
{
    /// <summary>The terminated streams of a namespace, by name.</summary>
    Task<IReadOnlyList<TopicName>> ListTerminatedAsync(string tenant, string namespaceName, CancellationToken cancellationToken);

    /// <summary>How many durable subscriptions a tenant has. Slow: it reads all of the tenant's streams.</summary>
    Task<long> CountSubscriptionsAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Numbers of the messages from an entry on, in order.</summary>
    Task<IReadOnlyList<long>> ListEntriesAsync(long streamId, long firstEntry, int maxEntries, CancellationToken cancellationToken);

    /// <summary>The first entry published at or after a time; null where all are older. Publish times rise with the entries.</summary>
    Task<long?> FindByTimeAsync(long streamId, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>The first entry of the newest messages that have at most this many bytes of payload together; null where even the last has more.</summary>
    Task<long?> FindBySizeAsync(long streamId, long bytes, CancellationToken cancellationToken);

    /// <summary>Messages scheduled after a time (or at the same time and after an entry), in the order in which they come due.</summary>
    Task<IReadOnlyList<(long DeliverAt, long EntryId)>> ListScheduledAsync(long streamId, long afterDeliverAt, long afterEntry, long belowEntry, int maxEntries, CancellationToken cancellationToken);

    /// <summary>
    /// Below an entry, removes messages that a later one of the same key replaces, and those of a key whose last one is empty. What stays
    /// there is not removed by <see cref="IMessageStore.TrimAsync"/> any more.
    /// </summary>
    /// <returns>How many were removed.</returns>
    Task<long> CompactAsync(long streamId, long belowEntry, CancellationToken cancellationToken);

    /// <summary>A stream's own policy.</summary>
    Task<StreamPolicy> GetPolicyAsync(long streamId, CancellationToken cancellationToken);

    /// <summary>Replaces a stream's own policy.</summary>
    Task SetPolicyAsync(long streamId, StreamPolicy policy, CancellationToken cancellationToken);

    /// <summary>A namespace's policy.</summary>
    Task<StreamPolicy> GetNamespacePolicyAsync(string tenant, string namespaceName, CancellationToken cancellationToken);

    /// <summary>Replaces a namespace's policy.</summary>
    Task SetNamespacePolicyAsync(string tenant, string namespaceName, StreamPolicy policy, CancellationToken cancellationToken);

    /// <summary>The streams whose policy (or the inherited one) may allow to remove messages now.</summary>
    Task<IReadOnlyList<TopicName>> ListDueAsync(StreamPolicy inherited, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Forgets the sequence ids of producers that stored nothing since a time.</summary>
    Task ForgetProducersAsync(DateTimeOffset notSeenSince, CancellationToken cancellationToken);

    /// <summary>Gives back some of the space of what was removed; true where there is more to give back.</summary>
    Task<bool> ReclaimAsync(CancellationToken cancellationToken);
}
