using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The tenant and fabric of a session, where a Pulsar keeps them.</summary>
internal sealed class PulsarPlace(RestClient rest, string tenant, string fabric, StreamNaming naming)
{
    public RestClient Rest => rest;

    public string Tenant => tenant;

    public string Fabric => fabric;

    public StreamNaming Naming => naming;

    /// <summary>Whether the fabric is there also while it has no namespace yet.</summary>
    public bool IsAlwaysThere => naming.IsAlwaysThere(fabric);

    public TopicName TopicOf(StreamName stream) => naming.TopicOf(tenant, fabric, stream);

    /// <summary>The namespace of the fabric's streams of one scope.</summary>
    public string NamespaceOf(StreamScope scope) => naming.NamespacesOf(scope, fabric)[0];

    /// <summary>The fabric's streams, each partitioned one once; <c>_system</c> is there from the start, also while it has no namespace yet.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>: none of its namespaces is there.</exception>
    public async Task<IReadOnlyList<StreamInfo>> ListAsync(StreamScope? scope, CancellationToken ct)
    {
        var streams = new List<StreamInfo>();
        await ForEachNamespaceAsync(fabric, scope, AddAsync).ConfigureAwait(false);
        return streams;

        async Task AddAsync(string name)
        {
            foreach (var (topic, partitions) in await PulsarPartitions.ListAsync(this, name, ct).ConfigureAwait(false))
            {
                if (naming.TryGetStream(topic, out _, out var stream) && (scope is null || stream.Scope == scope))
                {
                    streams.Add(new StreamInfo { Name = stream, Fabric = fabric, Tenant = tenant, Partitions = partitions });
                }
            }
        }
    }

    /// <summary>Does something to each namespace of a fabric that is there; a fabric may have one only.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>: none of them is there.</exception>
    public async Task ForEachNamespaceAsync(string name, StreamScope? scope, Func<string, Task> body)
    {
        GdnException? missing = null;
        var found = naming.IsAlwaysThere(name);
        foreach (var part in naming.NamespacesOf(scope, name))
        {
            try
            {
                await body(part).ConfigureAwait(false);
                found = true;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
            {
                missing = e;
            }
        }

        if (!found)
        {
            throw missing!;
        }
    }

    /// <summary>Changes the namespaces of the fabric; those of <c>_system</c> are made where they are missing.</summary>
    public async Task ChangeNamespacesAsync(StreamScope? scope, Func<string, Task> change, CancellationToken ct)
    {
        var names = naming.NamespacesOf(scope, fabric);
        for (var i = 0; i < names.Count; i++)
        {
            try
            {
                await change(names[i]).ConfigureAwait(false);
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound && IsAlwaysThere)
            {
                await EnsureNamespaceAsync(scope ?? (i == 0 ? StreamScope.Global : StreamScope.Local), fabric, ct).ConfigureAwait(false);
                await change(names[i]).ConfigureAwait(false);
            }
        }
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
            await rest.SendAsync(HttpMethod.Put, PulsarPaths.Namespace(tenant, naming.NamespacesOf(scope, name)[0]), policies, ct).ConfigureAwait(false);
            return true;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.FabricExists)
        {
            return false;
        }
    }
}
