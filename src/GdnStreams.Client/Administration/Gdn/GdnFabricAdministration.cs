using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Fabrics of a GDN server.</summary>
internal sealed class GdnFabricAdministration(RestClient rest, string fabric) : FabricAdministration
{
    private const string SystemFabric = "_system";

    public override async Task<FabricInfo> GetAsync(string? name, CancellationToken cancellationToken) =>
        FabricInfo.From(await DetailsAsync(name, cancellationToken).ConfigureAwait(false));

    public override async Task<IReadOnlyList<FabricInfo>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await rest.AskAsync(FabricCalls.List, FabricCalls.List.Path(fabric), cancellationToken).ConfigureAwait(false)).Select(FabricInfo.From)];

    public override Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        rest.AskAsync(FabricCalls.ListNames, FabricCalls.ListNames.Path(SystemFabric), cancellationToken);

    public override Task CreateAsync(string name, CancellationToken cancellationToken) =>
        rest.DoAsync(FabricCalls.Create, FabricCalls.Create.Path(SystemFabric), new FabricRequest { Name = name }, cancellationToken);

    public override Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        rest.DoAsync(FabricCalls.Delete, FabricCalls.Delete.Path(SystemFabric, name), cancellationToken);

    public override async Task<IReadOnlyDictionary<string, JsonElement>> GetMetadataAsync(string? name, CancellationToken cancellationToken) =>
        (await DetailsAsync(name, cancellationToken).ConfigureAwait(false)).Options.Metadata ?? new Dictionary<string, JsonElement>();

    public override Task SetMetadataAsync(IReadOnlyDictionary<string, JsonElement> metadata, string? name, CancellationToken cancellationToken) =>
        rest.DoAsync(FabricCalls.SetMetadata, FabricCalls.SetMetadata.Path(name ?? fabric), new MetadataRequest { Metadata = metadata }, cancellationToken);

    public override Task AddMetadataAsync(IReadOnlyDictionary<string, JsonElement> metadata, string? name, CancellationToken cancellationToken) =>
        rest.DoAsync(FabricCalls.AddMetadata, FabricCalls.AddMetadata.Path(name ?? fabric), new MetadataRequest { Metadata = metadata }, cancellationToken);

    private Task<FabricDetails> DetailsAsync(string? name, CancellationToken ct) => rest.AskAsync(FabricCalls.Get, FabricCalls.Get.Path(name ?? fabric), ct);
}
