using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Streams of a GDN server.</summary>
internal sealed class GdnStreamAdministration(RestClient rest, string fabric) : StreamAdministration
{
    public override async Task<StreamName> CreateAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var path = RestPaths.CreateStream(fabric, stream.EnsureCreatable());
        await rest.SendAsync(HttpMethod.Post, path, null, cancellationToken).ConfigureAwait(false);
        return stream;
    }

    public override async Task<IReadOnlyList<StreamInfo>> ListAsync(StreamScope? scope, CancellationToken cancellationToken)
    {
        var reply = await rest.GetAsync(RestPaths.Streams(fabric, scope), RestJson.Default.EnvelopeIReadOnlyListStreamItem, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. from item in reply
               where StreamName.TryParse(item.Topic, out _)
               let name = StreamName.Parse(item.Topic)
               where scope is null || name.Scope == scope
               select new StreamInfo { Name = name, Fabric = item.Fabric, Tenant = item.Tenant },
        ];
    }

    public override async Task<bool> ExistsAsync(StreamName stream, CancellationToken cancellationToken) =>
        (await ListAsync(stream.Scope, cancellationToken).ConfigureAwait(false)).Any(info => info.Name == stream);

    public override Task DeleteAsync(StreamName stream, bool force, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Delete, RestPaths.Stream(fabric, stream, force), null, cancellationToken);

    public override Task<StreamStats> GetStatsAsync(StreamName stream, CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Stats(fabric, stream), RestJson.Default.EnvelopeStreamStats, cancellationToken);

    public override Task<BacklogStats> GetBacklogAsync(StreamName stream, CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Backlog(fabric, stream), RestJson.Default.EnvelopeBacklogStats, cancellationToken);

    public override Task<MessageId> PublishAsync(StreamName stream, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        IdAsync(HttpMethod.Post, RestPaths.Publish(fabric, stream), payload, cancellationToken);

    public override Task<MessageId> TerminateAsync(StreamName stream, CancellationToken cancellationToken) =>
        IdAsync(HttpMethod.Post, RestPaths.Terminate(fabric, stream), null, cancellationToken);

    public override Task<MessageId> GetLastMessageIdAsync(StreamName stream, CancellationToken cancellationToken) =>
        IdAsync(HttpMethod.Get, RestPaths.LastMessageId(fabric, stream), null, cancellationToken);

    public override Task<MessageId> GetMessageIdAsync(StreamName stream, DateTimeOffset time, CancellationToken cancellationToken) =>
        IdAsync(HttpMethod.Get, RestPaths.MessageIdAt(fabric, stream, time.ToUnixTimeMilliseconds()), null, cancellationToken);

    public override async Task<long?> CompactAsync(StreamName stream, CancellationToken cancellationToken) =>
        await rest.ResultAsync(HttpMethod.Put, RestPaths.Compaction(fabric, stream), null, RestJson.Default.EnvelopeInt64, cancellationToken).ConfigureAwait(false);

    public override Task<CompactionStatus> GetCompactionStatusAsync(StreamName stream, CancellationToken cancellationToken) =>
        Task.FromException<CompactionStatus>(new GdnException(GdnErrorCode.NotSupported, "A GDN server compacts before it answers: there is nothing to ask for."));

    private async Task<MessageId> IdAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct) =>
        new(await rest.ResultAsync(method, path, body, RestJson.Default.EnvelopeString, ct).ConfigureAwait(false));
}
