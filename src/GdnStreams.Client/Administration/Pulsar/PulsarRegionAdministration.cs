using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Clusters of a Pulsar as regions.</summary>
internal sealed class PulsarRegionAdministration(PulsarPlace place, Uri session) : RegionAdministration
{
    /// <summary>Not a cluster: in old Pulsars the place of namespaces that are everywhere.</summary>
    public const string Everywhere = "global";

    private readonly RestClient _rest = place.Rest;

    public override async Task<RegionInfo> GetLocalAsync(CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(region => region.IsLocal)
        ?? throw new GdnException(GdnErrorCode.RegionNotFound, $"None of the clusters has the address {session.Authority}. List them, and choose by name.");

    public override async Task<IReadOnlyList<RegionInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Clusters, null, RestJson.Default.IReadOnlyListString, cancellationToken).ConfigureAwait(false);
        return await DetailsAsync([.. names.Where(name => name != Everywhere)], cancellationToken).ConfigureAwait(false);
    }

    public override async Task<RegionInfo> GetAsync(string name, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(region => region.Name == name)
        ?? throw new GdnException(GdnErrorCode.RegionNotFound, $"There is no cluster '{name}'.");

    public override async Task<IReadOnlyList<RegionInfo>> ListOfTenantAsync(string? tenant, CancellationToken cancellationToken)
    {
        var allowed = (await place.GetTenantAsync(tenant ?? place.Tenant, cancellationToken).ConfigureAwait(false)).AllowedClusters;
        return [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(region => allowed.Contains(region.Name, StringComparer.Ordinal))];
    }

    private async Task<IReadOnlyList<RegionInfo>> DetailsAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var regions = new List<RegionInfo>();
        foreach (var name in names)
        {
            var cluster = await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Cluster(name), null, RestJson.Default.PulsarCluster, ct).ConfigureAwait(false);
            var addresses = new[] { cluster.ServiceUrl, cluster.ServiceUrlTls }.Select(AddressOf).OfType<Uri>().ToArray();
            var host = addresses.FirstOrDefault()?.Authority ?? "";
            regions.Add(new RegionInfo
            {
                Name = name,
                Host = addresses.FirstOrDefault()?.Host ?? "",

                // A broker does not tell its cluster: take the only one, or the one whose address this session uses.
                IsLocal = names.Count == 1 || addresses.Any(address => address.Authority == session.Authority),
                Authority = host,
                ApiAuthority = host,
            });
        }

        return regions;
    }

    // A cluster of several brokers may list their addresses: http://one:8080,two:8080.
    private static Uri? AddressOf(string? url) => Uri.TryCreate(url?.Split(',')[0], UriKind.Absolute, out var address) ? address : null;
}
