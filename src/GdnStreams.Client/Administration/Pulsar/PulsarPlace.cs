using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The tenant and fabric of a session, where a Pulsar keeps them.</summary>
internal sealed class PulsarPlace(RestClient rest, string tenant, string fabric)
{
    private const string SystemFabric = "_system";

    public RestClient Rest => rest;

    public string Tenant => tenant;

    public string Fabric => fabric;

    /// <summary>Whether the fabric is there also while it has no namespace yet.</summary>
    public bool IsAlwaysThere => fabric == SystemFabric;

    public TopicName TopicOf(StreamName stream) => TopicName.Of(tenant, fabric, stream);

    /// <summary>The fabric's streams; <c>_system</c> is there from the start, also while it has no namespace yet.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>: none of its namespaces is there.</exception>
    public async Task<IReadOnlyList<StreamName>> ListAsync(StreamScope? scope, CancellationToken ct)
    {
        var names = new List<StreamName>();
        GdnException? missing = null;
        var found = IsAlwaysThere;
        foreach (var name in FabricNamespace.All(scope, fabric))
        {
            try
            {
                var topics = await rest.ReadAsync(HttpMethod.Get, PulsarPaths.Topics(tenant, name), null, RestJson.Default.IReadOnlyListString, ct).ConfigureAwait(false);
                found = true;
                foreach (var topic in topics)
                {
                    if (TopicName.Parse(topic).TryGetStream(out _, out var stream) && (scope is null || stream.Scope == scope))
                    {
                        names.Add(stream);
                    }
                }
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
            {
                missing = e;
            }
        }

        return found ? names : throw missing!;
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.TenantNotFound"/></exception>
    public Task<PulsarTenant> GetTenantAsync(string name, CancellationToken ct) =>
        rest.ReadAsync(HttpMethod.Get, PulsarPaths.Tenant(name), null, RestJson.Default.PulsarTenant, ct);

    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public Task<PulsarPolicies> GetPoliciesAsync(string tenantName, string namespaceName, CancellationToken ct) =>
        rest.ReadAsync(HttpMethod.Get, PulsarPaths.Namespace(tenantName, namespaceName), null, RestJson.Default.PulsarPolicies, ct);

    /// <summary>Creates the namespace of one scope, global ones in every cluster of the tenant; false where it was there already.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.TenantNotFound"/>, <see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.Forbidden"/></exception>
    public async Task<bool> EnsureNamespaceAsync(StreamScope scope, string name, CancellationToken ct)
    {
        ReadOnlyMemory<byte>? policies = scope == StreamScope.Global
            ? RestCalls.Json(new PulsarPolicies { ReplicationClusters = (await GetTenantAsync(tenant, ct).ConfigureAwait(false)).AllowedClusters }, RestJson.Default.PulsarPolicies)
            : null;
        try
        {
            await rest.SendAsync(HttpMethod.Put, PulsarPaths.Namespace(tenant, FabricNamespace.Of(scope, name)), policies, ct).ConfigureAwait(false);
            return true;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.FabricExists)
        {
            return false;
        }
    }
}
