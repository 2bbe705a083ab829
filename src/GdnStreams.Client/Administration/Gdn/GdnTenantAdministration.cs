using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Tenants of a GDN service.</summary>
internal sealed class GdnTenantAdministration(RestClient rest, string tenant) : TenantAdministration
{
    public override Task<IReadOnlyList<TenantItem>> ListAsync(CancellationToken cancellationToken) =>
        rest.AskAsync(AccountCalls.ListTenants, AccountCalls.ListTenants.Path(null), cancellationToken);

    public override Task<TenantItem> GetAsync(string? name, CancellationToken cancellationToken) =>
        rest.AskAsync(AccountCalls.GetTenant, AccountCalls.GetTenant.Path(null, name ?? tenant), cancellationToken);

    public override Task<TenantLimits> GetLimitsAsync(string? name, CancellationToken cancellationToken) =>
        rest.AskAsync(AccountCalls.GetLimits, AccountCalls.GetLimits.Path(null, name ?? tenant), cancellationToken);
}
