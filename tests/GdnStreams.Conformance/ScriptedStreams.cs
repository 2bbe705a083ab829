using System.Collections.Concurrent;
using GdnStreams.Protocol;
using GdnStreams.Server.Backends;

namespace GdnStreams.Conformance;

/// <summary>Streams of one cluster in memory, of which a test holds up or breaks creation and deletion.</summary>
internal sealed class ScriptedStreams : IStreams
{
    private readonly ConcurrentDictionary<TopicName, bool> _topics = new();

    /// <summary>Called before a stream is made.</summary>
    public Func<TopicName, Task> Creating { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before a stream is deleted.</summary>
    public Func<TopicName, Task> Deleting { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before what is left of a fabric is deleted.</summary>
    public Func<Task> DeletingFabric { get; set; } = () => Task.CompletedTask;

    /// <summary>Called before what a fabric needs is made.</summary>
    public Func<Task> CreatingFabric { get; set; } = () => Task.CompletedTask;

    /// <summary>The same streams at another server.</summary>
    public ScriptedStreams Elsewhere() => new(_topics);

    public ScriptedStreams()
    {
    }

    private ScriptedStreams(ConcurrentDictionary<TopicName, bool> topics) => _topics = topics;

    public Task CreateFabricAsync(string tenant, string fabric, CancellationToken cancellationToken) => CreatingFabric();

    public Task DeleteFabricAsync(string tenant, string fabric, CancellationToken cancellationToken) => DeletingFabric();

    public async Task CreateAsync(TopicName topic, CancellationToken cancellationToken)
    {
        await Creating(topic);
        _topics[topic] = true;
    }

    public Task<IReadOnlyList<GdnException?>> CreateManyAsync(IReadOnlyList<TopicName> topics, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ExistsAsync(TopicName topic, CancellationToken cancellationToken) => Task.FromResult(_topics.ContainsKey(topic));

    public Task<IReadOnlyList<ListedStream>> ListAsync(string tenant, string namespaceName, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ListedStream>>(
        [.. _topics.Keys.Where(topic => topic.Tenant == tenant && topic.Namespace == namespaceName).OrderBy(topic => topic.Topic, StringComparer.Ordinal).Select(topic => new ListedStream(topic, false))]);

    public async Task DeleteAsync(TopicName topic, bool force, CancellationToken cancellationToken)
    {
        await Deleting(topic);
        if (!_topics.TryRemove(topic, out _))
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, "It is gone.");
        }
    }

    public Task<MessageId> PublishAsync(TopicName topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StreamStats> GetStatsAsync(TopicName topic, bool withBacklogSizes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BacklogStats> GetBacklogAsync(TopicName topic, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<MessageId> TerminateAsync(TopicName topic, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<MessageId> GetLastMessageIdAsync(TopicName topic, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<MessageId> FindByTimeAsync(TopicName topic, DateTimeOffset time, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> CompactAsync(TopicName topic, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CompactionReply> GetCompactionAsync(TopicName topic, CancellationToken cancellationToken) => throw new NotSupportedException();
}
