using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Tenants of a Pulsar.</summary>
internal sealed class PulsarTenantAdministration(PulsarPlace place) : TenantAdministration
{
    private const int SecondsPerMinute = 60;

    public override async Task<IReadOnlyList<TenantInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await place.Rest.ReadAsync(HttpMethod.Get, PulsarPaths.Tenants, null, RestJson.Default.IReadOnlyListString, cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => new TenantInfo { Name = name })];
    }

    public override async Task<TenantInfo> GetAsync(string? name, CancellationToken cancellationToken)
    {
        await place.GetTenantAsync(name ?? place.Tenant, cancellationToken).ConfigureAwait(false);
        return new TenantInfo { Name = name ?? place.Tenant };
    }

    public override async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        var clusters = await place.Rest.ReadAsync(HttpMethod.Get, PulsarPaths.Clusters, null, RestJson.Default.IReadOnlyListString, cancellationToken).ConfigureAwait(false);
        var tenant = new PulsarTenant { AllowedClusters = [.. clusters.Where(cluster => cluster != PulsarRegionAdministration.Everywhere)] };
        await place.Rest.SendAsync(HttpMethod.Put, PulsarPaths.Tenant(name), RestCalls.Json(tenant, RestJson.Default.PulsarTenant), cancellationToken).ConfigureAwait(false);
    }

    public override async Task<TenantLimits> GetLimitsAsync(string? name, CancellationToken cancellationToken)
    {
        var tenant = (await GetAsync(name, cancellationToken).ConfigureAwait(false)).Name;
        return new TenantLimits
        {
            GlobalStreams = await LimitsAsync(tenant, StreamScope.Global, cancellationToken).ConfigureAwait(false),
            LocalStreams = await LimitsAsync(tenant, StreamScope.Local, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<StreamLimits> LimitsAsync(string tenant, StreamScope scope, CancellationToken ct)
    {
        PulsarPolicies policies;
        try
        {
            policies = await place.GetPoliciesAsync(tenant, place.NamespaceOf(scope), ct).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
        {
            policies = new PulsarPolicies(); // The tenant is there; what it has elsewhere is another fabric's, and a namespace to come has the broker's limits.
        }

        return new StreamLimits
        {
            MaxStreams = Limit(policies.MaxTopics),
            MaxProducers = Limit(policies.MaxProducers),
            MaxConsumers = Limit(policies.MaxConsumers),
            MaxSubscriptions = Limit(policies.MaxSubscriptions),
            MaxBacklogAgeInMinutes = Limit(policies.MessageTtlInSeconds is { } seconds ? (seconds + SecondsPerMinute - 1) / SecondsPerMinute : null),
        };
    }

    /// <summary>Pulsar writes no limit as 0.</summary>
    private static long? Limit(long? value) => value is null or 0 ? null : value;
}
