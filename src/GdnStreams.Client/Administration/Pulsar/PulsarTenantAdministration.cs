using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Tenants of a Pulsar.</summary>
internal sealed class PulsarTenantAdministration(PulsarPlace place) : TenantAdministration
{
    private const int SecondsPerMinute = 60;

    public override async Task<IReadOnlyList<TenantItem>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await place.Rest.ReadAsync(HttpMethod.Get, PulsarPaths.Tenants, null, RestJson.Default.IReadOnlyListString, cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => new TenantItem { Tenant = name })];
    }

    public override async Task<TenantItem> GetAsync(string? name, CancellationToken cancellationToken)
    {
        await place.GetTenantAsync(name ?? place.Tenant, cancellationToken).ConfigureAwait(false);
        return new TenantItem { Tenant = name ?? place.Tenant };
    }

    public override async Task<TenantLimits> GetLimitsAsync(string? name, CancellationToken cancellationToken)
    {
        var tenant = (await GetAsync(name, cancellationToken).ConfigureAwait(false)).Tenant;
        return new TenantLimits
        {
            StreamsGlobal = await LimitsAsync(tenant, StreamScope.Global, cancellationToken).ConfigureAwait(false),
            StreamsLocal = await LimitsAsync(tenant, StreamScope.Local, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<StreamLimits> LimitsAsync(string tenant, StreamScope scope, CancellationToken ct)
    {
        var policies = await place.GetPoliciesAsync(tenant, FabricNamespace.Of(scope, place.Fabric), ct).ConfigureAwait(false);
        return new StreamLimits
        {
            MaxStreamsCount = Limit(policies.MaxTopics),
            MaxProducersCount = Limit(policies.MaxProducers),
            MaxConsumersCount = Limit(policies.MaxConsumers),
            MaxSubscriptionsCount = Limit(policies.MaxSubscriptions),
            MaxBacklogMessageTTLMin = Limit(policies.MessageTtlInSeconds is { } seconds ? (seconds + SecondsPerMinute - 1) / SecondsPerMinute : null),
        };
    }

    /// <summary>Pulsar writes no limit as 0, GDN as -1.</summary>
    private static long Limit(long? value) => value is null or 0 ? -1 : value.Value;
}
