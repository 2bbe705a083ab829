using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Streams of a GDN server.</summary>
internal sealed class GdnStreamAdministration(RestClient rest, string fabric) : StreamAdministration
{
    private readonly GdnStreamCreation _creation = new(rest, fabric);

    public override async Task<StreamName> CreateAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var path = StreamCalls.Create.Path(fabric, stream.EnsureCreatable().Name) + RestApi.Scope(stream.Scope);
        await rest.DoAsync(StreamCalls.Create, path, cancellationToken).ConfigureAwait(false);
        return stream;
    }

    public override async Task<IReadOnlyList<StreamCreation>> CreateManyAsync(IReadOnlyList<StreamName> streams, CancellationToken cancellationToken)
    {
        var created = new StreamCreation[streams.Count];
        foreach (var places in GdnStreamCreation.Parts(streams))
        {
            IReadOnlyList<StreamName> part = [.. places.Select(place => streams[place])];
            var results = await _creation.TryCreateAsync(part, cancellationToken).ConfigureAwait(false) ?? await CreateSinglyAsync(part, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < results.Count; i++)
            {
                created[places[i]] = results[i];
            }
        }

        return created;
    }

    public override async Task<IReadOnlyList<StreamInfo>> ListAsync(StreamScope? scope, CancellationToken cancellationToken)
    {
        var reply = await rest.AskAsync(StreamCalls.List, StreamCalls.List.Path(fabric) + RestApi.Scope(scope), cancellationToken).ConfigureAwait(false);
        return
        [
            .. from item in reply
               where StreamName.TryParse(item.Topic, out _)
               let name = StreamName.Parse(item.Topic)
               where scope is null || name.Scope == scope
               select new StreamInfo { Name = name, Fabric = item.Fabric, Tenant = item.Tenant, IsTerminated = item.Terminated ?? false },
        ];
    }

    /// <remarks>No call asks just that. The names of its subscriptions are the least that every GDN service tells of a stream.</remarks>
    public override async Task<bool> ExistsAsync(StreamName stream, CancellationToken cancellationToken)
    {
        try
        {
            await rest.DoAsync(SubscriptionCalls.List, Path(SubscriptionCalls.List, stream), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamNotFound)
        {
            return false;
        }
    }

    public override Task DeleteAsync(StreamName stream, bool force, CancellationToken cancellationToken) =>
        rest.DoAsync(StreamCalls.Delete, Path(StreamCalls.Delete, stream) + (force ? "&force=true" : ""), cancellationToken);

    public override async Task<StreamStatistics> GetStatsAsync(StreamName stream, CancellationToken cancellationToken) =>
        StreamStatistics.From(await AskAsync(StreamCalls.GetStats, stream, cancellationToken).ConfigureAwait(false));

    public override async Task<StreamBacklog> GetBacklogAsync(StreamName stream, CancellationToken cancellationToken) =>
        StreamBacklog.From(await AskAsync(StreamCalls.GetBacklog, stream, cancellationToken).ConfigureAwait(false));

    public override async Task<MessageId> PublishAsync(StreamName stream, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        new(await rest.AskAsync(StreamCalls.Publish, Path(StreamCalls.Publish, stream), cancellationToken, payload).ConfigureAwait(false));

    /// <remarks>The list alone tells it.</remarks>
    public override async Task<bool> IsTerminatedAsync(StreamName stream, CancellationToken cancellationToken) =>
        ((await ListAsync(stream.Scope, cancellationToken).ConfigureAwait(false)).FirstOrDefault(info => info.Name == stream)
            ?? throw new GdnException(GdnErrorCode.StreamNotFound, $"There is no stream {stream}.")).IsTerminated;

    public override async Task<MessageId> TerminateAsync(StreamName stream, CancellationToken cancellationToken) =>
        new(await AskAsync(StreamCalls.Terminate, stream, cancellationToken).ConfigureAwait(false));

    public override async Task<MessageId> GetLastMessageIdAsync(StreamName stream, CancellationToken cancellationToken) =>
        new(await AskAsync(StreamCalls.GetLastMessageId, stream, cancellationToken).ConfigureAwait(false));

    public override async Task<MessageId> GetMessageIdAsync(StreamName stream, DateTimeOffset time, CancellationToken cancellationToken) =>
        new(await rest.AskAsync(StreamCalls.GetMessageIdAt, Path(StreamCalls.GetMessageIdAt, stream, time.ToUnixTimeMilliseconds()), cancellationToken).ConfigureAwait(false));

    public override async Task<long?> CompactAsync(StreamName stream, CancellationToken cancellationToken) =>
        await AskAsync(StreamCalls.Compact, stream, cancellationToken).ConfigureAwait(false);

    public override async Task<CompactionStatus> GetCompactionStatusAsync(StreamName stream, CancellationToken cancellationToken) =>
        CompactionStatus.From(await AskAsync(StreamCalls.GetCompaction, stream, cancellationToken).ConfigureAwait(false));

    private protected override Task<StreamName> CreatePartitionedCoreAsync(StreamName stream, int partitions, CancellationToken ct) =>
        Task.FromException<StreamName>(new GdnException(GdnErrorCode.NotSupported, "A GDN server has no partitioned streams: create it without partitions."));

    private Task<T> AskAsync<T>(JsonCall<T> call, StreamName stream, CancellationToken ct) => rest.AskAsync(call, Path(call, stream), ct);

    private string Path(RestCall call, StreamName stream, params object[] values) => call.Path(fabric, [stream.Topic, .. values]) + RestApi.Scope(stream.Scope);
}
