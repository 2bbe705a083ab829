using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Fabrics;

/// <summary>The fabrics of all tenants, in memory and in the store. Every tenant has <c>_system</c>.</summary>
internal sealed partial class FabricDirectory
{
    public const string SystemFabric = "_system";
    private const string Kind = "fabric";
    private readonly IDocumentStore _documents;
    private readonly ConcurrentDictionary<(string Tenant, string Name), Fabric> _fabrics;

    private FabricDirectory(IDocumentStore documents, IEnumerable<Fabric> fabrics)
    {
        _documents = documents;
        _fabrics = new(fabrics.Select(fabric => KeyValuePair.Create((fabric.Tenant, fabric.Name), fabric)));
    }

    public static async Task<FabricDirectory> OpenAsync(IDocumentStore documents, CancellationToken cancellationToken) =>
        new(documents, (await documents.ListDocumentsAsync(Kind, cancellationToken)).Values.Select(json => JsonSerializer.Deserialize(json, FabricJson.Default.Fabric)!));

    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public Fabric Get(string tenant, string name) =>
        _fabrics.TryGetValue((tenant, name), out var fabric) ? fabric
        : name == SystemFabric ? new Fabric(tenant, SystemFabric, "")
        : throw new GdnException(GdnErrorCode.FabricNotFound, "database not found");

    /// <summary>All of a tenant, <c>_system</c> first.</summary>
    public IReadOnlyList<Fabric> List(string tenant) =>
        [Get(tenant, SystemFabric), .. _fabrics.Values.Where(fabric => fabric.Tenant == tenant && fabric.Name != SystemFabric).OrderBy(fabric => fabric.Name, StringComparer.Ordinal)];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.FabricExists"/></exception>
    public async Task AddAsync(Fabric fabric, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(fabric.Name))
        {
            throw new GdnException(GdnErrorCode.InvalidName, $"'{fabric.Name}' is not a valid fabric name. It starts with a letter and has at most 64 letters, digits, '_' and '-'.");
        }

        if (!_fabrics.TryAdd((fabric.Tenant, fabric.Name), fabric))
        {
            throw new GdnException(GdnErrorCode.FabricExists, "duplicate database name");
        }

        await SaveAsync(fabric, cancellationToken);
    }

    /// <summary>Replaces the free data of a fabric.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public Task SetMetadataAsync(string tenant, string name, IReadOnlyDictionary<string, JsonElement>? metadata, CancellationToken cancellationToken) =>
        ReplaceAsync(Get(tenant, name) with { Metadata = metadata }, cancellationToken);

    /// <summary>Says in which region a fabric keeps its spot data; empty is in none.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public Task SetSpotRegionAsync(string tenant, string name, string region, CancellationToken cancellationToken) =>
        ReplaceAsync(Get(tenant, name) with { SpotRegion = region }, cancellationToken);

    /// <summary>Forgets a fabric; its streams are the caller's to delete.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>; <see cref="GdnErrorCode.Forbidden"/>: <c>_system</c> stays.</exception>
    public async Task RemoveAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        if (name == SystemFabric)
        {
            throw new GdnException(GdnErrorCode.Forbidden, "The fabric _system cannot be deleted.");
        }

        _ = Get(tenant, name);
        await _documents.DeleteDocumentAsync(Kind, Key(tenant, name), cancellationToken);
        _fabrics.TryRemove((tenant, name), out _);
    }

    private Task ReplaceAsync(Fabric fabric, CancellationToken cancellationToken)
    {
        _fabrics[(fabric.Tenant, fabric.Name)] = fabric;
        return SaveAsync(fabric, cancellationToken);
    }

    private Task SaveAsync(Fabric fabric, CancellationToken cancellationToken) =>
        _documents.PutDocumentAsync(Kind, Key(fabric.Tenant, fabric.Name), JsonSerializer.Serialize(fabric, FabricJson.Default.Fabric), cancellationToken);

    private static string Key(string tenant, string name) => $"{tenant}/{name}";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex Name();
}
