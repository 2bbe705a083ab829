using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Fabrics of a GDN server.</summary>
internal sealed class GdnFabricAdministration(RestClient rest, string fabric) : FabricAdministration
{
    public override Task<FabricDetails> GetAsync(string? name, CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Fabric(name ?? fabric), RestJson.Default.EnvelopeFabricDetails, cancellationToken);

    public override Task<IReadOnlyList<FabricDetails>> ListAsync(CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.UserFabrics(fabric), RestJson.Default.EnvelopeIReadOnlyListFabricDetails, cancellationToken);

    public override Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Fabrics, RestJson.Default.EnvelopeIReadOnlyListString, cancellationToken);

    public override Task CreateAsync(string name, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Post, RestPaths.Fabrics, RestCalls.Json(new FabricRequest { Name = name }, RestJson.Default.FabricRequest), cancellationToken);

    public override Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Delete, RestPaths.FabricByName(name), null, cancellationToken);

    public override async Task<IReadOnlyDictionary<string, JsonElement>> GetMetadataAsync(string? name, CancellationToken cancellationToken) =>
        (await rest.GetAsync(RestPaths.Metadata(name ?? fabric), RestJson.Default.EnvelopeFabricDetails, cancellationToken).ConfigureAwait(false)).Options.Metadata
        ?? new Dictionary<string, JsonElement>();

    public override Task SetMetadataAsync(IReadOnlyDictionary<string, JsonElement> metadata, string? name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, metadata, name, cancellationToken);

    public override Task AddMetadataAsync(IReadOnlyDictionary<string, JsonElement> metadata, string? name, CancellationToken cancellationToken) =>
        SendAsync(RestCalls.Patch, metadata, name, cancellationToken);

    private Task SendAsync(HttpMethod method, IReadOnlyDictionary<string, JsonElement> metadata, string? name, CancellationToken ct) =>
        rest.SendAsync(method, RestPaths.Metadata(name ?? fabric), RestCalls.Json(new MetadataRequest { Metadata = metadata }, RestJson.Default.MetadataRequest), ct);
}
