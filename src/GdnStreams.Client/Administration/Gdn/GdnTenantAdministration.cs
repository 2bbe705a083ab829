using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Tenants of a GDN service.</summary>
internal sealed class GdnTenantAdministration(RestClient rest, string tenant) : TenantAdministration
{
    public override Task<IReadOnlyList<TenantItem>> ListAsync(CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Tenants, RestJson.Default.EnvelopeIReadOnlyListTenantItem, cancellationToken);

    public override Task<TenantItem> GetAsync(string? name, CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Tenant(name ?? tenant), RestJson.Default.EnvelopeTenantItem, cancellationToken);

    public override Task<TenantLimits> GetLimitsAsync(string? name, CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Limits(name ?? tenant), RestJson.Default.EnvelopeTenantLimits, cancellationToken);
}
