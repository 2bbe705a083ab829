using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Fabrics as pairs of namespaces in a Pulsar.</summary>
internal sealed class PulsarFabricAdministration(PulsarPlace place) : FabricAdministration
{
    private const string SystemFabric = "_system";
    private readonly RestClient _rest = place.Rest;

    public override async Task<FabricInfo> GetAsync(string? name, CancellationToken cancellationToken)
    {
        var fabric = name ?? place.Fabric;
        IReadOnlyList<string> clusters;
        try
        {
            clusters = await ClustersAsync(StreamScope.Global, fabric, cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
        {
            // A fabric with one namespace: its creator wanted no global streams.
            clusters = await ClustersAsync(StreamScope.Local, fabric, cancellationToken).ConfigureAwait(false);
        }

        return new FabricInfo { Name = fabric, Tenant = place.Tenant, Regions = clusters, IsSystem = fabric == SystemFabric };
    }

    public override async Task<IReadOnlyList<FabricInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var fabrics = new List<FabricInfo>();
        foreach (var name in await ListNamesAsync(cancellationToken).ConfigureAwait(false))
        {
            fabrics.Add(await GetAsync(name, cancellationToken).ConfigureAwait(false));
        }

        return fabrics;
    }

    public override async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken)
    {
        var full = await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Namespaces(place.Tenant), null, RestJson.Default.IReadOnlyListString, cancellationToken).ConfigureAwait(false);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in full)
        {
            if (FabricNamespace.TryGetFabric(text.Substring(text.IndexOf('/') + 1), out var fabric))
            {
                names.Add(fabric);
            }
        }

        return [.. names];
    }

    public override async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        var madeGlobal = await place.EnsureNamespaceAsync(StreamScope.Global, name, cancellationToken).ConfigureAwait(false);
        var madeLocal = await place.EnsureNamespaceAsync(StreamScope.Local, name, cancellationToken).ConfigureAwait(false);
        if (!madeGlobal && !madeLocal)
        {
            throw new GdnException(GdnErrorCode.FabricExists, $"The namespaces {place.Tenant}/{FabricNamespace.Of(StreamScope.Global, name)} and {place.Tenant}/{FabricNamespace.Of(StreamScope.Local, name)} are there already.");
        }
    }

    public override async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        GdnException? missing = null;
        foreach (var part in FabricNamespace.All(null, name))
        {
            try
            {
                await DeleteNamespaceAsync(part, cancellationToken).ConfigureAwait(false);
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound && missing is null)
            {
                missing = e;
            }
        }
    }

    public override async Task<IReadOnlyDictionary<string, JsonElement>> GetMetadataAsync(string? name, CancellationToken cancellationToken)
    {
        var texts = await _rest.ReadAsync(HttpMethod.Get, Properties(name), null, RestJson.Default.IReadOnlyDictionaryStringString, cancellationToken).ConfigureAwait(false);
        return texts.ToDictionary(pair => pair.Key, pair => JsonSerializer.SerializeToElement(pair.Value, RestJson.Default.String), StringComparer.Ordinal);
    }

    public override async Task SetMetadataAsync(IReadOnlyDictionary<string, JsonElement> metadata, string? name, CancellationToken cancellationToken)
    {
        await _rest.SendAsync(HttpMethod.Delete, Properties(name), null, cancellationToken).ConfigureAwait(false);
        await AddMetadataAsync(metadata, name, cancellationToken).ConfigureAwait(false);
    }

    public override Task AddMetadataAsync(IReadOnlyDictionary<string, JsonElement> metadata, string? name, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> texts = metadata.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        return _rest.SendAsync(HttpMethod.Put, Properties(name), RestCalls.Json(texts, RestJson.Default.IReadOnlyDictionaryStringString), cancellationToken);
    }

    /// <summary>Pulsar deletes empty namespaces only, and consumers that connect again would fill it at once.</summary>
    private async Task DeleteNamespaceAsync(string name, CancellationToken ct)
    {
        var noNewTopics = RestCalls.Json(new PulsarAutoTopicCreation { IsAllowed = false }, RestJson.Default.PulsarAutoTopicCreation);
        await _rest.SendAsync(HttpMethod.Post, PulsarPaths.AutoTopicCreation(place.Tenant, name), noNewTopics, ct).ConfigureAwait(false);
        foreach (var topic in await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Topics(place.Tenant, name), null, RestJson.Default.IReadOnlyListString, ct).ConfigureAwait(false))
        {
            await _rest.SendAsync(HttpMethod.Delete, PulsarPaths.Topic(TopicName.Parse(topic), force: true), null, ct).ConfigureAwait(false);
        }

        await _rest.SendAsync(HttpMethod.Delete, PulsarPaths.Namespace(place.Tenant, name), null, ct).ConfigureAwait(false);
    }

    private string Properties(string? name) => PulsarPaths.Properties(place.Tenant, FabricNamespace.Of(StreamScope.Global, name ?? place.Fabric));

    private Task<IReadOnlyList<string>> ClustersAsync(StreamScope scope, string fabric, CancellationToken ct) =>
        _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Replication(place.Tenant, FabricNamespace.Of(scope, fabric)), null, RestJson.Default.IReadOnlyListString, ct);
}
