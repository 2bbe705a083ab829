using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Http;

namespace GdnStreams.Server.Backends.Embedded;

/// <summary>Streams of the engine in this process.</summary>
internal sealed class EngineStreams(StreamEngine engine, TimeProvider time) : IStreams
{
    private EngineAdministration Administration => engine.Administration;

    /// <summary>A namespace needs nothing.</summary>
    public Task CreateFabricAsync(string tenant, string fabric, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task DeleteFabricAsync(string tenant, string fabric, CancellationToken cancellationToken)
    {
        foreach (var scope in FabricStreams.Scopes(global: null))
        {
            await Administration.SetNamespacePolicyAsync(tenant, scope + fabric, StreamPolicy.Inherited, cancellationToken);
        }
    }

    public Task CreateAsync(TopicName topic, CancellationToken cancellationToken) => engine.CreateStreamAsync(topic, cancellationToken);

    public Task<IReadOnlyList<GdnException?>> CreateManyAsync(IReadOnlyList<TopicName> topics, CancellationToken cancellationToken) => engine.CreateStreamsAsync(topics, cancellationToken);

    public Task<bool> ExistsAsync(TopicName topic, CancellationToken cancellationToken) => engine.StreamExistsAsync(topic);

    public async Task<IReadOnlyList<ListedStream>> ListAsync(string tenant, string namespaceName, CancellationToken cancellationToken)
    {
        var terminated = (await Administration.ListTerminatedAsync(tenant, namespaceName, cancellationToken)).ToHashSet();
        return [.. (await engine.ListStreamsAsync(tenant, namespaceName, cancellationToken)).Select(topic => new ListedStream(topic, terminated.Contains(topic)))];
    }

    public Task DeleteAsync(TopicName topic, bool force, CancellationToken cancellationToken) => engine.DeleteStreamAsync(topic, force, cancellationToken);

    public async Task<MessageId> PublishAsync(TopicName topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        (await engine.PublishAsync(topic, new NewMessage { Payload = payload })).ToMessageId();

    public async Task<StreamStats> GetStatsAsync(TopicName topic, bool withBacklogSizes, CancellationToken cancellationToken) =>
        StatusBodies.Stats(await engine.GetStatusAsync(topic, cancellationToken), withBacklogSizes);

    public async Task<BacklogStats> GetBacklogAsync(TopicName topic, CancellationToken cancellationToken) =>
        StatusBodies.Backlog(await engine.GetStatusAsync(topic, cancellationToken), time.GetUtcNow());

    public async Task<MessageId> TerminateAsync(TopicName topic, CancellationToken cancellationToken) => (await Administration.TerminateAsync(topic, cancellationToken)).ToMessageId();

    public async Task<MessageId> GetLastMessageIdAsync(TopicName topic, CancellationToken cancellationToken) => (await Administration.GetLastMessageIdAsync(topic)).ToMessageId();

    public async Task<MessageId> FindByTimeAsync(TopicName topic, DateTimeOffset time, CancellationToken cancellationToken) =>
        (await Administration.FindByTimeAsync(topic, time, cancellationToken)).ToMessageId();

    public Task<long> CompactAsync(TopicName topic, CancellationToken cancellationToken) => Administration.CompactAsync(topic, cancellationToken);

    public async Task<CompactionReply> GetCompactionAsync(TopicName topic, CancellationToken cancellationToken) =>
        new() { Status = await Administration.IsCompactedAsync(topic) ? "SUCCESS" : "NOT_RUN" };
}
