using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Regions of a GDN service.</summary>
internal sealed class GdnRegionAdministration(RestClient rest, string tenant) : RegionAdministration
{
    public override async Task<RegionInfo> GetLocalAsync(CancellationToken cancellationToken) =>
        RegionInfo.From(await rest.AskAsync(RegionCalls.GetLocal, RegionCalls.GetLocal.Path(null), cancellationToken).ConfigureAwait(false));

    public override async Task<IReadOnlyList<RegionInfo>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await rest.AskAsync(RegionCalls.List, RegionCalls.List.Path(null), cancellationToken).ConfigureAwait(false)).Select(RegionInfo.From)];

    public override async Task<RegionInfo> GetAsync(string name, CancellationToken cancellationToken) =>
        RegionInfo.From(await rest.AskAsync(RegionCalls.Get, RegionCalls.Get.Path(null, name), cancellationToken).ConfigureAwait(false));

    public override async Task<IReadOnlyList<RegionInfo>> ListOfTenantAsync(string? tenantName, CancellationToken cancellationToken)
    {
        var answer = await rest.AskAsync(RegionCalls.ListOfTenant, RegionCalls.ListOfTenant.Path(null, tenantName ?? tenant), cancellationToken).ConfigureAwait(false);
        return [.. answer.SelectMany(item => item.Regions).Select(RegionInfo.From)];
    }
}
