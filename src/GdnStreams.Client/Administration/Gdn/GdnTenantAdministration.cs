using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Tenants of a GDN service.</summary>
internal sealed class GdnTenantAdministration(RestClient rest, string tenant) : TenantAdministration
{
    public override async Task<IReadOnlyList<TenantInfo>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await rest.AskAsync(AccountCalls.ListTenants, AccountCalls.ListTenants.Path(null), cancellationToken).ConfigureAwait(false)).Select(TenantInfo.From)];

    public override async Task<TenantInfo> GetAsync(string? name, CancellationToken cancellationToken) =>
        TenantInfo.From(await rest.AskAsync(AccountCalls.GetTenant, AccountCalls.GetTenant.Path(null, name ?? tenant), cancellationToken).ConfigureAwait(false));

    public override Task CreateAsync(string name, CancellationToken cancellationToken) =>
        Task.FromException(new GdnException(GdnErrorCode.NotSupported, "A GDN service makes a tenant with its first user."));

    public override async Task<TenantLimits> GetLimitsAsync(string? name, CancellationToken cancellationToken) =>
        TenantLimits.From(await rest.AskAsync(AccountCalls.GetLimits, AccountCalls.GetLimits.Path(null, name ?? tenant), cancellationToken).ConfigureAwait(false));
}
