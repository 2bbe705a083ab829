using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Durable storage of streams, messages and cursors. A returned write task completes once the write is on disk; writes
/// are done in the order in which they were given, and one that fails fails alone. Reads see completed writes. Thread-safe.
/// </summary>
public interface IMessageStore : IAsyncDisposable
{
    /// <summary>What administration and the background sweep need.</summary>
    IMaintenanceStore Maintenance { get; }

    /// <summary>The stream of this name, or null.</summary>
    Task<StreamRecord?> FindStreamAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>The names of all streams of a namespace, sorted.</summary>
    Task<IReadOnlyList<TopicName>> ListStreamsAsync(string tenant, string namespaceName, CancellationToken cancellationToken);

    /// <summary>Creates a stream.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="mostOfTenant">Most streams that its tenant may have with it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamExists"/>; <see cref="GdnErrorCode.LimitExceeded"/>: the tenant has as many as it may.</exception>
    Task<StreamRecord> CreateStreamAsync(TopicName topic, int mostOfTenant, CancellationToken cancellationToken);

    /// <summary>Creates streams, each for itself, in one commit.</summary>
    /// <param name="topics">Their names.</param>
    /// <param name="mostOfTenant">Most streams that a tenant may have with them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>For each why it was not created, as <see cref="CreateStreamAsync"/> has it, or null.</returns>
    Task<IReadOnlyList<GdnException?>> CreateStreamsAsync(IReadOnlyList<TopicName> topics, int mostOfTenant, CancellationToken cancellationToken);

    /// <summary>Marks a stream as taking no more messages, and its end as terminated: what is written after it is refused.</summary>
    Task TerminateStreamAsync(StreamEnd end, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a stream with its messages and subscriptions, and marks its end as deleted: what is written after it is refused. Once it is
    /// removed, doing it again changes nothing.
    /// </summary>
    Task DeleteStreamAsync(StreamEnd end, CancellationToken cancellationToken);

    /// <summary>
    /// Stores messages, numbered after those that were given before them. One that fails takes no number, and of other senders' none with it.
    /// <see cref="Engine.Append.Settle"/> is then called with the result, for the messages of a stream in order.
    /// </summary>
    void Append(Append append);

    /// <summary>
    /// Takes the turn to write, where nothing is being written and nothing waits: until <see cref="WriteInTurn"/>, which must follow, the store's own thread does not write. What is
    /// appended between the two is stored without a change of threads.
    /// </summary>
    bool TryTakeTurn();

    /// <summary>Writes what was given since <see cref="TryTakeTurn"/>, on this thread, and ends the turn.</summary>
    void WriteInTurn();

    /// <summary>Reads messages from <paramref name="firstEntry"/> on, in order, at least one if there is one.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="firstEntry">First entry wanted; removed ones are skipped.</param>
    /// <param name="maxMessages">Most messages to return.</param>
    /// <param name="maxBytes">No further message is read once this many bytes (<see cref="StoredMessage.Size"/>) are.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<StoredMessage>> ReadAsync(long streamId, long firstEntry, int maxMessages, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Reads single messages, in the order asked for. Removed ones are left out. It stops once this many bytes (<see cref="StoredMessage.Size"/>) are read.</summary>
    Task<IReadOnlyList<StoredMessage>> ReadEntriesAsync(long streamId, IReadOnlyList<long> entries, long maxBytes, CancellationToken cancellationToken);

    /// <summary>How many messages, and bytes of payload, a stream holds below an entry. Slow: it reads every row.</summary>
    Task<(long Messages, long Bytes)> MeasureAsync(long streamId, long belowEntry, CancellationToken cancellationToken);

    /// <summary>Removes the messages below an entry, except compacted ones.</summary>
    Task TrimAsync(long streamId, long belowEntry, CancellationToken cancellationToken);

    /// <summary>The durable subscriptions of a stream, sorted by name.</summary>
    Task<IReadOnlyList<SubscriptionRecord>> ListSubscriptionsAsync(long streamId, CancellationToken cancellationToken);

    /// <summary>Creates a durable subscription.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>: the stream was deleted.</exception>
    Task CreateSubscriptionAsync(long streamId, SubscriptionRecord subscription, CancellationToken cancellationToken);

    /// <summary>Replaces the cursor of a durable subscription that exists.</summary>
    Task SaveSubscriptionAsync(long streamId, SubscriptionRecord subscription, CancellationToken cancellationToken);

    /// <summary>Removes a durable subscription.</summary>
    Task DeleteSubscriptionAsync(long streamId, string name, CancellationToken cancellationToken);

    /// <summary>The last sequence id that each producer stored on a stream.</summary>
    Task<long> GetLastSequenceIdAsync(long streamId, string producerName, CancellationToken cancellationToken);
}
