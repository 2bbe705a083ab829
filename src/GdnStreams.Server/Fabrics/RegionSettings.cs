using GdnStreams.Engine;

namespace GdnStreams.Server.Fabrics;

/// <summary>A tenant's settings of the region, in the store.</summary>
internal sealed class RegionSettings(IDocumentStore documents)
{
    private const string Kind = "spot-region";

    /// <summary>Whether a tenant's fabrics may keep their spot data here.</summary>
    public async Task<bool> IsSpotAsync(string tenant, CancellationToken cancellationToken) => await documents.GetDocumentAsync(Kind, tenant, cancellationToken) == bool.TrueString;

    public Task SetSpotAsync(string tenant, bool isSpot, CancellationToken cancellationToken) => documents.PutDocumentAsync(Kind, tenant, isSpot.ToString(), cancellationToken);
}
