using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Streams of the session's fabric, over REST. Thread-safe.</summary>
public abstract class StreamAdministration
{
    private const int MostAtATime = 16;

    private protected StreamAdministration()
    {
    }

    /// <summary>Creates a stream and gives its name back. In a Pulsar, also its fabric's namespace where it is missing.</summary>
    /// <exception cref="GdnException">InvalidName, StreamExists, Forbidden, TenantNotFound.</exception>
    public abstract Task<StreamName> CreateAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates any number of streams, each for itself. This product's server creates up to <see cref="ProtocolLimits.MaxStreamsOfRequest"/> with one request; elsewhere
    /// a few single requests are under way at a time.
    /// </summary>
    /// <returns>What became of each, in the order in which they were given.</returns>
    public abstract Task<IReadOnlyList<StreamCreation>> CreateManyAsync(IReadOnlyList<StreamName> streams, CancellationToken cancellationToken = default);

    /// <summary>Creates a stream that has partitions, which share its messages by their keys and on a cluster lie on several brokers. A Pulsar's only.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="partitions">How many; at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="GdnException">InvalidName, StreamExists, Forbidden, TenantNotFound; NotSupported: GDN.</exception>
    public Task<StreamName> CreatePartitionedAsync(StreamName stream, int partitions, CancellationToken cancellationToken = default)
    {
        Option.Require(partitions >= 1, "A stream has at least 1 partition.");
        return CreatePartitionedCoreAsync(stream, partitions, cancellationToken);
    }

    /// <summary>The streams of the fabric, of one scope or of all (null).</summary>
    /// <exception cref="GdnException">FabricNotFound.</exception>
    public abstract Task<IReadOnlyList<StreamInfo>> ListAsync(StreamScope? scope = null, CancellationToken cancellationToken = default);

    /// <summary>Whether the stream exists.</summary>
    /// <exception cref="GdnException">FabricNotFound, Forbidden.</exception>
    public abstract Task<bool> ExistsAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Deletes the stream with its messages; with <paramref name="force"/> also while it is in use.</summary>
    /// <exception cref="GdnException">StreamNotFound; ActiveConsumers when in use and not forced.</exception>
    public abstract Task DeleteAsync(StreamName stream, bool force = false, CancellationToken cancellationToken = default);

    /// <summary>Rates, sizes, producers and subscriptions.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public abstract Task<StreamStatistics> GetStatsAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>How far the subscriptions are behind.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public abstract Task<StreamBacklog> GetBacklogAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Publishes one message without keeping a producer. For more than a few messages a producer is far faster.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="payload">At most 5 MiB; for a Pulsar about 786,000 bytes, as it is a frame there.</param>
    /// <param name="cancellationToken">Gives up waiting; the message may be stored all the same.</param>
    /// <remarks>Over HTTP; to a Pulsar over a socket, as its HTTP takes text only. A Pulsar may create a missing stream, as its settings say.</remarks>
    /// <returns>The message's id.</returns>
    /// <exception cref="GdnException">StreamNotFound, StreamTerminated, MessageTooLarge.</exception>
    public abstract Task<MessageId> PublishAsync(StreamName stream, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default);

    /// <summary>Ends the stream for ever: it takes no more messages and can still be read. Returns the id of the last message.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public abstract Task<MessageId> TerminateAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Whether the stream was terminated.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public abstract Task<bool> IsTerminatedAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Id of the last message; where there never was one, an id before the first.</summary>
    /// <exception cref="GdnException">StreamNotFound; NotSupported: the stream has partitions, each with a last message of its own.</exception>
    public abstract Task<MessageId> GetLastMessageIdAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Id of the first message that was published at an instant or later; where there is none yet, of the one to come.</summary>
    /// <exception cref="GdnException">StreamNotFound; RouteNotFound from a GDN service that does not tell; NotSupported: the stream has partitions.</exception>
    public abstract Task<MessageId> GetMessageIdAsync(StreamName stream, DateTimeOffset time, CancellationToken cancellationToken = default);

    /// <summary>Keeps the newest message of each key. A GDN server does it before it answers, a Pulsar starts with it.</summary>
    /// <returns>How many messages were removed; null from a Pulsar, which tells the end by <see cref="GetCompactionStatusAsync"/>.</returns>
    /// <exception cref="GdnException">StreamNotFound; SubscriptionBusy: a compaction runs already.</exception>
    public abstract Task<long?> CompactAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>How the last compaction goes: of a Pulsar, also behind a gateway, or whether a GDN server, which does it before it answers, has done one.</summary>
    /// <exception cref="GdnException">StreamNotFound; RouteNotFound from a GDN service that does not tell.</exception>
    public abstract Task<CompactionStatus> GetCompactionStatusAsync(StreamName stream, CancellationToken cancellationToken = default);

    private protected abstract Task<StreamName> CreatePartitionedCoreAsync(StreamName stream, int partitions, CancellationToken ct);

    /// <summary>Creates streams by single requests.</summary>
    private protected async Task<IReadOnlyList<StreamCreation>> CreateSinglyAsync(IReadOnlyList<StreamName> streams, CancellationToken ct)
    {
        var created = new StreamCreation[streams.Count];

        // One after the other where a name is there twice: asked at the same time, a Pulsar says yes to both.
        var names = Enumerable.Range(0, streams.Count).GroupBy(i => streams[i]).ToArray();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(MostAtATime, names.Length)).Select(_ => CreateNextAsync())).ConfigureAwait(false);
        return created;

        async Task CreateNextAsync()
        {
            for (int n; (n = Interlocked.Increment(ref next)) < names.Length;)
            {
                foreach (var i in names[n])
                {
                    created[i] = await CreateOneAsync(streams[i]).ConfigureAwait(false);
                }
            }
        }

        async Task<StreamCreation> CreateOneAsync(StreamName stream)
        {
            try
            {
                await CreateAsync(stream, ct).ConfigureAwait(false);
                return new StreamCreation { Stream = stream };
            }
            catch (GdnException e)
            {
                return new StreamCreation { Stream = stream, Failure = e };
            }
        }
    }
}
