using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Policies of namespaces and topics in a Pulsar.</summary>
internal sealed class PulsarPolicies(PulsarCluster cluster) : IPolicies
{
    public Task<RetentionBody> GetAsync(string tenant, string namespaceName, CancellationToken cancellationToken)
    {
        var (fabric, scope) = Of(namespaceName);
        return cluster.AskAsync(tenant, fabric, async session =>
        {
            try
            {
                return Body(await session.Policies.GetFabricRetentionAsync(scope, cancellationToken));
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.FabricNotFound or GdnErrorCode.TenantNotFound)
            {
                return new RetentionBody(); // Nothing was set yet.
            }
        });
    }

    public async Task SetAsync(string tenant, string namespaceName, RetentionBody policy, CancellationToken cancellationToken)
    {
        var (fabric, scope) = Of(namespaceName);
        await cluster.AskAsync(tenant, fabric, async session =>
        {
            try
            {
                await session.Policies.SetFabricRetentionAsync(Policy(policy), scope, cancellationToken);
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.FabricNotFound or GdnErrorCode.TenantNotFound)
            {
                await PulsarCluster.MakeFabricAsync(session, cancellationToken);
                await session.Policies.SetFabricRetentionAsync(Policy(policy), scope, cancellationToken);
            }

            return true;
        });
    }

    public Task<RetentionBody> GetAsync(TopicName topic, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, async (session, stream) => Body(await session.Policies.GetRetentionAsync(stream, cancellationToken)));

    public Task SetAsync(TopicName topic, RetentionBody policy, CancellationToken cancellationToken) =>
        cluster.DoAsync(topic, (session, stream) => session.Policies.SetRetentionAsync(stream, Policy(policy), cancellationToken));

    private static (string Fabric, StreamScope Scope) Of(string namespaceName) => FabricNamespace.TryGetFabric(namespaceName, out var fabric)
        ? (fabric, namespaceName == FabricNamespace.Of(StreamScope.Global, fabric) ? StreamScope.Global : StreamScope.Local)
        : throw new GdnException(GdnErrorCode.FabricNotFound, $"There is no namespace {namespaceName}.");

    private static RetentionBody Body(RetentionPolicy policy) => new()
    {
        TimeInMinutes = policy.TimeInMinutes, SizeInMegabytes = policy.SizeInMegabytes, MessageTtlInSeconds = policy.MessageTtlInSeconds,
    };

    private static RetentionPolicy Policy(RetentionBody body) => new()
    {
        TimeInMinutes = body.TimeInMinutes, SizeInMegabytes = body.SizeInMegabytes, MessageTtlInSeconds = body.MessageTtlInSeconds,
    };
}
