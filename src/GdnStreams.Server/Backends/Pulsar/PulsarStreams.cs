using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Streams as topics of a Pulsar: the calls of the client library, in the shapes of this server's answers.</summary>
internal sealed class PulsarStreams(PulsarCluster cluster) : IStreams
{
    private const int MostCreations = 16;

    public Task CreateFabricAsync(string tenant, string fabric, CancellationToken cancellationToken) => cluster.AskAsync(tenant, fabric, async session =>
    {
        await PulsarCluster.MakeFabricAsync(session, cancellationToken);
        return true;
    });

    public async Task DeleteFabricAsync(string tenant, string fabric, CancellationToken cancellationToken)
    {
        await cluster.AskAsync(tenant, fabric, async session =>
        {
            await DeleteFabricAsync(session, cancellationToken);
            return true;
        });
        await cluster.CloseAsync(tenant, fabric);
    }

    public Task CreateAsync(TopicName topic, CancellationToken cancellationToken) =>
        cluster.DoAsync(topic, (session, stream) => CreateAsync(session, stream, cancellationToken));

    /// <summary>A Pulsar has no such call: so many are under way at a time, and one after the other where a name is there twice, as it says yes to both that come at the same time.</summary>
    public async Task<IReadOnlyList<GdnException?>> CreateManyAsync(IReadOnlyList<TopicName> topics, CancellationToken cancellationToken)
    {
        var failures = new GdnException?[topics.Count];
        GdnException? outOfReach = null;
        var names = Enumerable.Range(0, topics.Count).GroupBy(i => topics[i]);
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = MostCreations, CancellationToken = cancellationToken }, async (name, cancelled) =>
        {
            foreach (var i in name)
            {
                try
                {
                    if (outOfReach is { } reason)
                    {
                        failures[i] = reason; // Nobody waits for each of the others.
                        continue;
                    }

                    await CreateAsync(topics[i], cancelled);
                }
                catch (GdnException e)
                {
                    failures[i] = e;
                    outOfReach = e.Code is GdnErrorCode.Unavailable or GdnErrorCode.Timeout ? e : outOfReach;
                }
            }
        });
        return failures;
    }

    public Task<bool> ExistsAsync(TopicName topic, CancellationToken cancellationToken) => topic.TryGetStream(out var fabric, out var stream)
        ? cluster.AskAsync(topic.Tenant, fabric, async session =>
        {
            try
            {
                return await session.Streams.ExistsAsync(stream, cancellationToken);
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.FabricNotFound or GdnErrorCode.TenantNotFound)
            {
                return false;
            }
        })
        : Task.FromResult(false);

    public async Task<IReadOnlyList<ListedStream>> ListAsync(string tenant, string namespaceName, CancellationToken cancellationToken)
    {
        if (!FabricNamespace.TryGetFabric(namespaceName, out var fabric))
        {
            return [];
        }

        // The local namespace has collections, too.
        StreamScope? scope = namespaceName == FabricNamespace.Of(StreamScope.Global, fabric) ? StreamScope.Global : null;
        return await cluster.AskAsync<IReadOnlyList<ListedStream>>(tenant, fabric, async session =>
        {
            try
            {
                var listed = (await session.Streams.ListAsync(scope, cancellationToken)).Select(stream => new ListedStream(session.TopicOf(stream.Name), stream.IsTerminated));
                return [.. listed.Where(stream => stream.Topic.Namespace == namespaceName).OrderBy(stream => stream.Topic.Topic, StringComparer.Ordinal)];
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.FabricNotFound or GdnErrorCode.TenantNotFound)
            {
                return [];
            }
        });
    }

    public Task DeleteAsync(TopicName topic, bool force, CancellationToken cancellationToken) =>
        cluster.DoAsync(topic, (session, stream) => session.Streams.DeleteAsync(stream, force, cancellationToken));

    public Task<MessageId> PublishAsync(TopicName topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => cluster.AskAsync(topic, async (session, stream) =>
        await session.Streams.ExistsAsync(stream, cancellationToken)
            ? await session.Streams.PublishAsync(stream, payload, cancellationToken)
            : throw new GdnException(GdnErrorCode.StreamNotFound, $"There is no stream {stream}."));

    public Task<StreamStats> GetStatsAsync(TopicName topic, bool withBacklogSizes, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, async (session, stream) => PulsarStatistics.Of(await session.Streams.GetStatsAsync(stream, cancellationToken), withBacklogSizes));

    public Task<BacklogStats> GetBacklogAsync(TopicName topic, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, async (session, stream) => PulsarStatistics.Of(topic, await session.Streams.GetBacklogAsync(stream, cancellationToken)));

    public Task<MessageId> TerminateAsync(TopicName topic, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, (session, stream) => session.Streams.TerminateAsync(stream, cancellationToken));

    public Task<MessageId> GetLastMessageIdAsync(TopicName topic, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, (session, stream) => session.Streams.GetLastMessageIdAsync(stream, cancellationToken));

    public Task<MessageId> FindByTimeAsync(TopicName topic, DateTimeOffset time, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, (session, stream) => session.Streams.GetMessageIdAsync(stream, time, cancellationToken));

    /// <summary>A Pulsar begins with it; nobody knows yet how many that removes.</summary>
    public Task<long> CompactAsync(TopicName topic, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, async (session, stream) => await session.Streams.CompactAsync(stream, cancellationToken) ?? 0);

    public Task<CompactionReply> GetCompactionAsync(TopicName topic, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, async (session, stream) => Body(await session.Streams.GetCompactionStatusAsync(stream, cancellationToken)));

    private static CompactionReply Body(CompactionStatus status) => new()
    {
        Status = status.State switch
        {
            CompactionState.Running => "RUNNING",
            CompactionState.Succeeded => "SUCCESS",
            CompactionState.Failed => "ERROR",
            _ => "NOT_RUN",
        },
        LastError = status.LastError ?? "",
    };

    private static async Task CreateAsync(GdnSession session, StreamName stream, CancellationToken cancellationToken)
    {
        try
        {
            await session.Streams.CreateAsync(stream, cancellationToken);
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.TenantNotFound)
        {
            await PulsarCluster.MakeTenantAsync(session, cancellationToken);
            await session.Streams.CreateAsync(stream, cancellationToken);
        }
    }

    private static async Task DeleteFabricAsync(GdnSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.Fabrics.DeleteAsync(session.Fabric, cancellationToken);
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.FabricNotFound or GdnErrorCode.TenantNotFound)
        {
            // It never had a stream.
        }
    }
}
