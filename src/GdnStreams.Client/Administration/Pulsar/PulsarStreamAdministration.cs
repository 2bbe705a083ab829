using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Streams as topics of a Pulsar.</summary>
internal sealed class PulsarStreamAdministration(PulsarPlace place, TimeProvider time, Func<StreamName, CancellationToken, Task<Producer>> connect) : StreamAdministration
{
    private const string Terminated = "Terminated";
    private readonly RestClient _rest = place.Rest;

    public override async Task<StreamName> CreateAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var path = PulsarPaths.Topic(place.TopicOf(stream.EnsureCreatable()));
        try
        {
            await _rest.SendAsync(HttpMethod.Put, path, null, cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
        {
            await place.EnsureNamespaceAsync(stream.Scope, place.Fabric, cancellationToken).ConfigureAwait(false);
            await _rest.SendAsync(HttpMethod.Put, path, null, cancellationToken).ConfigureAwait(false);
        }

        return stream;
    }

    public override async Task<IReadOnlyList<StreamInfo>> ListAsync(StreamScope? scope, CancellationToken cancellationToken) =>
    [
        .. (await place.ListAsync(scope, cancellationToken).ConfigureAwait(false))
            .Select(name => new StreamInfo { Name = name, Fabric = place.Fabric, Tenant = place.Tenant }),
    ];

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
        _rest.SendAsync(HttpMethod.Delete, PulsarPaths.Topic(place.TopicOf(stream), force), null, cancellationToken);

    public override async Task<StreamStatistics> GetStatsAsync(StreamName stream, CancellationToken cancellationToken) => StreamStatistics.From(
        await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Stats(place.TopicOf(stream)), null, RestJson.Default.StreamStats, cancellationToken).ConfigureAwait(false));

    /// <remarks>Not from Pulsar's own <c>backlog</c>: that one is of topics that no broker has open, and all zero for the others.</remarks>
    public override async Task<StreamBacklog> GetBacklogAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var stats = await GetStatsAsync(stream, cancellationToken).ConfigureAwait(false);
        var ledgers = await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Ledgers(place.TopicOf(stream)), null, RestJson.Default.PulsarLedgers, cancellationToken).ConfigureAwait(false);
        return new StreamBacklog
        {
            StorageSize = ledgers.Size,
            TotalMessages = ledgers.Entries,
            MessageBacklog = stats.Subscriptions.Values.Sum(subscription => subscription.Backlog),
            Subscriptions = stats.Subscriptions.ToDictionary(pair => pair.Key, pair => pair.Value.Backlog, StringComparer.Ordinal),
            Ledgers =
            [
                .. ledgers.Ledgers
                    .Select((ledger, i) => i < ledgers.Ledgers.Count - 1 ? ledger : ledger with { Entries = ledgers.CurrentEntries, Size = ledgers.CurrentSize })
                    .Select(StreamLedger.From),
            ],
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
            var ledgers = await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Ledgers(place.TopicOf(stream)), null, RestJson.Default.PulsarLedgers, cancellationToken).ConfigureAwait(false);
            throw ledgers.State == Terminated ? new GdnException(GdnErrorCode.StreamTerminated, $"The stream {stream} is terminated: it takes no more messages.", e) { Status = e.Status } : e;
        }

        await using (producer.ConfigureAwait(false))
        {
            return await producer.SendAsync(new OutgoingMessage { Payload = payload }, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<MessageId> TerminateAsync(StreamName stream, CancellationToken cancellationToken) =>
        IdAsync(HttpMethod.Post, PulsarPaths.Terminate(place.TopicOf(stream)), cancellationToken);

    public override Task<MessageId> GetLastMessageIdAsync(StreamName stream, CancellationToken cancellationToken) =>
        IdAsync(HttpMethod.Get, PulsarPaths.LastMessageId(place.TopicOf(stream)), cancellationToken);

    public override Task<MessageId> GetMessageIdAsync(StreamName stream, DateTimeOffset time, CancellationToken cancellationToken) =>
        IdAsync(HttpMethod.Get, PulsarPaths.MessageIdAt(place.TopicOf(stream), time.ToUnixTimeMilliseconds()), cancellationToken);

    public override async Task<long?> CompactAsync(StreamName stream, CancellationToken cancellationToken)
    {
        await _rest.SendAsync(HttpMethod.Put, PulsarPaths.Compaction(place.TopicOf(stream)), null, cancellationToken).ConfigureAwait(false);
        return null;
    }

    public override async Task<CompactionStatus> GetCompactionStatusAsync(StreamName stream, CancellationToken cancellationToken) => CompactionStatus.From(
        await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Compaction(place.TopicOf(stream)), null, RestJson.Default.CompactionReply, cancellationToken).ConfigureAwait(false));

    private async Task<MessageId> IdAsync(HttpMethod method, string path, CancellationToken ct) =>
        (await _rest.ReadAsync(method, path, null, RestJson.Default.PulsarPosition, ct).ConfigureAwait(false)).ToMessageId();
}
