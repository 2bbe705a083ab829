using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends;

/// <summary>Streams and their messages. Failures are <see cref="GdnException"/>s with the code that clients get.</summary>
internal interface IStreams
{
    /// <summary>Makes what a fabric needs before it has streams.</summary>
    Task CreateFabricAsync(string tenant, string fabric, CancellationToken cancellationToken);

    /// <summary>Removes what is left of a fabric once its streams are gone.</summary>
    Task DeleteFabricAsync(string tenant, string fabric, CancellationToken cancellationToken);

    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamExists"/>, <see cref="GdnErrorCode.LimitExceeded"/></exception>
    Task CreateAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>Creates streams, each for itself.</summary>
    /// <param name="topics">Their names, in one fabric.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>For each why it was not created, as <see cref="CreateAsync"/> has it, or null.</returns>
    Task<IReadOnlyList<GdnException?>> CreateManyAsync(IReadOnlyList<TopicName> topics, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>The streams of a namespace, by name.</summary>
    Task<IReadOnlyList<ListedStream>> ListAsync(string tenant, string namespaceName, CancellationToken cancellationToken);

    /// <summary>Deletes a stream with its messages and subscriptions; by force also while somebody is connected.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.ActiveConsumers"/></exception>
    Task DeleteAsync(TopicName topic, bool force, CancellationToken cancellationToken);

    /// <summary>Stores one message without a producer.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.StreamTerminated"/></exception>
    Task<MessageId> PublishAsync(TopicName topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

    /// <param name="topic">The stream.</param>
    /// <param name="withBacklogSizes">Whether each subscription tells the size of its backlog.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task<StreamStats> GetStatsAsync(TopicName topic, bool withBacklogSizes, CancellationToken cancellationToken);

    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task<BacklogStats> GetBacklogAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>The stream takes no more messages, for ever. Returns the id of the last one.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task<MessageId> TerminateAsync(TopicName topic, CancellationToken cancellationToken);

    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task<MessageId> GetLastMessageIdAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>The first message that was published at or after a time.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task<MessageId> FindByTimeAsync(TopicName topic, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Keeps the newest message of each key; returns how many were removed, as far as that is known by then.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task<long> CompactAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>How the last compaction went.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task<CompactionReply> GetCompactionAsync(TopicName topic, CancellationToken cancellationToken);
}
