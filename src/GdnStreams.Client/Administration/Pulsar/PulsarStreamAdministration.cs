using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Streams as topics of a Pulsar.</summary>
internal sealed class PulsarStreamAdministration(PulsarPlace place, TimeProvider time, Func<StreamName, CancellationToken, Task<Producer>> connect) : StreamAdministration
{
    private const string Terminated = "Terminated";
    private readonly RestClient _rest = place.Rest;

    public override Task<StreamName> CreateAsync(StreamName stream, CancellationToken cancellationToken) =>
        CreateAsync(stream, PulsarPaths.Topic(place.TopicOf(stream.EnsureCreatable())), null, cancellationToken);

    public override Task<IReadOnlyList<StreamCreation>> CreateManyAsync(IReadOnlyList<StreamName> streams, CancellationToken cancellationToken) => CreateSinglyAsync(streams, cancellationToken);

    public override Task<IReadOnlyList<StreamInfo>> ListAsync(StreamScope? scope, CancellationToken cancellationToken) => place.ListAsync(scope, cancellationToken);

    public override async Task<bool> ExistsAsync(StreamName stream, CancellationToken cancellationToken)
    {
        try
        {
            await _rest.SendAsync(HttpMethod.Get, PulsarPaths.Subscriptions(place.TopicOf(stream)), null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamNotFound || (e.Code == GdnErrorCode.FabricNotFound && place.IsAlwaysThere))
        {
            return false;
        }
    }

    public override Task DeleteAsync(StreamName stream, bool force, CancellationToken cancellationToken) =>
        PulsarPartitions.DeleteAsync(place, place.TopicOf(stream), force, cancellationToken);

    public override async Task<StreamStatistics> GetStatsAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var stats = await PulsarPartitions.StatsAsync(place, place.TopicOf(stream), cancellationToken).ConfigureAwait(false);
        return StreamStatistics.From(stats);
    }

    /// <remarks>Not from Pulsar's own <c>backlog</c>: that one is of topics that no broker has open, and all zero for the others.</remarks>
    public override async Task<StreamBacklog> GetBacklogAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var stats = await GetStatsAsync(stream, cancellationToken).ConfigureAwait(false);
        var parts = await LedgersAsync(stream, cancellationToken).ConfigureAwait(false);
        return new StreamBacklog
        {
            StorageSize = parts.Sum(part => part.Size),
            TotalMessages = parts.Sum(part => part.Entries),
            MessageBacklog = stats.Subscriptions.Values.Sum(subscription => subscription.Backlog),
            Subscriptions = stats.Subscriptions.ToDictionary(pair => pair.Key, pair => pair.Value.Backlog, StringComparer.Ordinal),
            Ledgers = [.. parts.SelectMany(part => part.Counted()).Select(StreamLedger.From)],
            TakenAt = time.GetUtcNow(),
        };
    }

    /// <remarks>Pulsar's publishing over HTTP takes a text for the payload, so bytes go through a producer.</remarks>
    public override async Task<MessageId> PublishAsync(StreamName stream, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        Producer producer;
        try
        {
            producer = await connect(stream, cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Unavailable)
        {
            // The socket's only answer is 503, which an overloaded broker gives too.
            throw await IsTerminatedAsync(stream, cancellationToken).ConfigureAwait(false) ? new GdnException(GdnErrorCode.StreamTerminated, $"The stream {stream} is terminated: it takes no more messages.", e) { Status = e.Status } : e;
        }

        await using (producer.ConfigureAwait(false))
        {
            return await producer.SendAsync(new OutgoingMessage { Payload = payload }, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task<bool> IsTerminatedAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var parts = await LedgersAsync(stream, cancellationToken).ConfigureAwait(false);
        return parts.Count > 0 && parts.All(part => part.State == Terminated);
    }

    /// <remarks>Of a partitioned stream, the id of the message that lies furthest: there is no order among the partitions.</remarks>
    public override Task<MessageId> TerminateAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var topic = place.TopicOf(stream);
        return PulsarPartitions.AskAsync(
            place, topic, () => IdAsync(HttpMethod.Post, PulsarPaths.Terminate(topic), cancellationToken), _ => TerminateAllAsync(topic, cancellationToken), cancellationToken);
    }

    public override Task<MessageId> GetLastMessageIdAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var topic = place.TopicOf(stream);
        return PulsarPartitions.AskAsync(
            place,
            topic,
            () => IdAsync(HttpMethod.Get, PulsarPaths.LastMessageId(topic), cancellationToken),
            count => throw PulsarPartitions.NotOfAll(stream, count, "a last message"),
            cancellationToken);
    }

    public override Task<MessageId> GetMessageIdAsync(StreamName stream, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var topic = place.TopicOf(stream);
        return PulsarPartitions.AskAsync(
            place,
            topic,
            () => IdAsync(HttpMethod.Get, PulsarPaths.MessageIdAt(topic, time.ToUnixTimeMilliseconds()), cancellationToken),
            count => throw PulsarPartitions.NotOfAll(stream, count, "a message at that time"),
            cancellationToken);
    }

    public override async Task<long?> CompactAsync(StreamName stream, CancellationToken cancellationToken)
    {
        await _rest.SendAsync(HttpMethod.Put, PulsarPaths.Compaction(place.TopicOf(stream)), null, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private protected override Task<StreamName> CreatePartitionedCoreAsync(StreamName stream, int partitions, CancellationToken ct) => CreateAsync(
        stream, PulsarPaths.Partitions(place.TopicOf(stream.EnsureCreatable())), RestCalls.Json<long?>(partitions, RestJson.Default.NullableInt64), ct);

    public override async Task<CompactionStatus> GetCompactionStatusAsync(StreamName stream, CancellationToken cancellationToken) => CompactionStatus.From(
        await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Compaction(place.TopicOf(stream)), null, RestJson.Default.CompactionReply, cancellationToken).ConfigureAwait(false));

    private async Task<StreamName> CreateAsync(StreamName stream, string path, ReadOnlyMemory<byte>? body, CancellationToken ct)
    {
        try
        {
            await _rest.SendAsync(HttpMethod.Put, path, body, ct).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
        {
            await place.EnsureNamespaceAsync(stream.Scope, place.Fabric, ct).ConfigureAwait(false);
            await _rest.SendAsync(HttpMethod.Put, path, body, ct).ConfigureAwait(false);
        }

        return stream;
    }

    /// <summary>The ledgers of the topic, or of each of its partitions.</summary>
    private Task<IReadOnlyList<PulsarLedgers>> LedgersAsync(StreamName stream, CancellationToken ct)
    {
        var topic = place.TopicOf(stream);
        return PulsarPartitions.AskAsync<IReadOnlyList<PulsarLedgers>>(
            place,
            topic,
            async () => [await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Ledgers(topic), null, RestJson.Default.PulsarLedgers, ct).ConfigureAwait(false)],
            async _ => [.. (await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.PartitionedLedgers(topic), null, RestJson.Default.PulsarPartitionLedgers, ct).ConfigureAwait(false)).Partitions.Values],
            ct);
    }

    private async Task<MessageId> TerminateAllAsync(TopicName topic, CancellationToken ct)
    {
        var ends = await _rest.ReadAsync(HttpMethod.Post, PulsarPaths.TerminatePartitions(topic), null, RestJson.Default.IReadOnlyDictionaryStringPulsarPosition, ct).ConfigureAwait(false);
        return ends.Values.Select(end => new MessagePosition(end.LedgerId, end.EntryId)).DefaultIfEmpty(MessagePosition.Earliest).Max().ToMessageId();
    }

    private async Task<MessageId> IdAsync(HttpMethod method, string path, CancellationToken ct) =>
        (await _rest.ReadAsync(method, path, null, RestJson.Default.PulsarPosition, ct).ConfigureAwait(false)).ToMessageId();
}
