using GdnStreams.Engine;

namespace GdnStreams.Server.Fabrics;

/// <summary>What administrators say of the region, in the store.</summary>
internal sealed class RegionSettings(IDocumentStore documents)
{
    private const string Kind = "setting";
    private const string SpotKey = "spot-region";

    /// <summary>Whether fabrics may keep their spot data here.</summary>
    public async Task<bool> IsSpotAsync(CancellationToken cancellationToken) => await documents.GetDocumentAsync(Kind, SpotKey, cancellationToken) == bool.TrueString;

    public Task SetSpotAsync(bool isSpot, CancellationToken cancellationToken) => documents.PutDocumentAsync(Kind, SpotKey, isSpot.ToString(), cancellationToken);
}
