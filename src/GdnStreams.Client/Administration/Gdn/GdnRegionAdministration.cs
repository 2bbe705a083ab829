using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Regions of a GDN service.</summary>
internal sealed class GdnRegionAdministration(RestClient rest, string tenant) : RegionAdministration
{
    public override Task<RegionDetails> GetLocalAsync(CancellationToken cancellationToken) =>
        rest.ReadAsync(HttpMethod.Get, RestPaths.LocalRegion, null, RestJson.Default.RegionDetails, cancellationToken);

    public override Task<IReadOnlyList<RegionDetails>> ListAsync(CancellationToken cancellationToken) =>
        rest.ReadAsync(HttpMethod.Get, RestPaths.Regions, null, RestJson.Default.IReadOnlyListRegionDetails, cancellationToken);

    public override Task<RegionDetails> GetAsync(string name, CancellationToken cancellationToken) =>
        rest.ReadAsync(HttpMethod.Get, RestPaths.Region(name), null, RestJson.Default.RegionDetails, cancellationToken);

    public override async Task<IReadOnlyList<RegionDetails>> ListOfTenantAsync(string? tenantName, CancellationToken cancellationToken)
    {
        var path = RestPaths.RegionsOfTenant(tenantName ?? tenant);
        var answer = await rest.ReadAsync(HttpMethod.Get, path, null, RestJson.Default.IReadOnlyListTenantRegions, cancellationToken).ConfigureAwait(false);
        return [.. answer.SelectMany(item => item.Regions)];
    }
}
