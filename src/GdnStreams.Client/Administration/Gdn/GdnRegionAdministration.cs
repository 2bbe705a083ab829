using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Regions of a GDN service.</summary>
internal sealed class GdnRegionAdministration(RestClient rest, string tenant) : RegionAdministration
{
    public override Task<RegionDetails> GetLocalAsync(CancellationToken cancellationToken) =>
        rest.AskAsync(RegionCalls.GetLocal, RegionCalls.GetLocal.Path(null), cancellationToken);

    public override Task<IReadOnlyList<RegionDetails>> ListAsync(CancellationToken cancellationToken) =>
        rest.AskAsync(RegionCalls.List, RegionCalls.List.Path(null), cancellationToken);

    public override Task<RegionDetails> GetAsync(string name, CancellationToken cancellationToken) =>
        rest.AskAsync(RegionCalls.Get, RegionCalls.Get.Path(null, name), cancellationToken);

    public override async Task<IReadOnlyList<RegionDetails>> ListOfTenantAsync(string? tenantName, CancellationToken cancellationToken)
    {
        var answer = await rest.AskAsync(RegionCalls.ListOfTenant, RegionCalls.ListOfTenant.Path(null, tenantName ?? tenant), cancellationToken).ConfigureAwait(false);
        return [.. answer.SelectMany(item => item.Regions)];
    }
}
