using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Fabrics as namespaces of a Pulsar.</summary>
internal sealed class PulsarFabricAdministration(PulsarPlace place, PulsarRegionAdministration regions, TimeProvider time) : FabricAdministration
{
    private const int MostDeletions = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private readonly RestClient _rest = place.Rest;

    public override async Task<FabricInfo> GetAsync(string? name, CancellationToken cancellationToken)
    {
        var fabric = name ?? place.Fabric;
        GdnException? missing = null;

        // One namespace is enough: a fabric's creator may have wanted no global streams.
        foreach (var part in place.Naming.NamespacesOf(null, fabric))
        {
            try
            {
                var clusters = await _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Replication(place.Tenant, part), null, RestJson.Default.IReadOnlyListString, cancellationToken).ConfigureAwait(false);
                return InfoOf(fabric, clusters);
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
            {
                missing = e;
            }
        }

        return place.Naming.IsAlwaysThere(fabric)
            ? InfoOf(fabric, (await place.GetTenantAsync(place.Tenant, cancellationToken).ConfigureAwait(false)).AllowedClusters)
            : throw missing!;
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
            if (place.Naming.TryGetFabric(text.Substring(text.IndexOf('/') + 1), out var fabric))
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
            var parts = place.Naming.NamespacesOf(null, name).Select(part => $"{place.Tenant}/{part}");
            throw new GdnException(GdnErrorCode.FabricExists, $"The fabric {name} is there already, as {string.Join(" and ", parts)}.");
        }
    }

    public override Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        place.ForEachNamespaceAsync(name, null, part => DeleteNamespaceAsync(part, cancellationToken));

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
        for (var count = 1;; count++)
        {
            foreach (var (topic, _) in await PulsarPartitions.ListAsync(place, name, ct).ConfigureAwait(false))
            {
                await PulsarPartitions.DeleteAsync(place, topic, force: true, ct).ConfigureAwait(false);
            }

            await LeaveOtherClustersAsync(name, ct).ConfigureAwait(false);
            try
            {
                await _rest.SendAsync(HttpMethod.Delete, PulsarPaths.Namespace(place.Tenant, name), null, ct).ConfigureAwait(false);
                return;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.ActiveConsumers && count < MostDeletions)
            {
                // A consumer was connecting when the topics were listed, and has made one again.
                await Clock.WaitAsync(time, Pause, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Pulsar deletes no namespace that is replicated; each other cluster removes its copies.</summary>
    private async Task LeaveOtherClustersAsync(string name, CancellationToken ct)
    {
        var path = PulsarPaths.Replication(place.Tenant, name);
        var clusters = await _rest.ReadAsync(HttpMethod.Get, path, null, RestJson.Default.IReadOnlyListString, ct).ConfigureAwait(false);
        if (clusters.Count > 1)
        {
            var here = (await regions.ListAsync(ct).ConfigureAwait(false)).FirstOrDefault(region => region.IsLocal)?.Name;
            IReadOnlyList<string> left = [here is not null && clusters.Contains(here, StringComparer.Ordinal) ? here : clusters[0]];
            await _rest.SendAsync(HttpMethod.Post, path, RestCalls.Json(left, RestJson.Default.IReadOnlyListString), ct).ConfigureAwait(false);
        }
    }

    private string Properties(string? name) => PulsarPaths.Properties(place.Tenant, place.Naming.NamespacesOf(StreamScope.Global, name ?? place.Fabric)[0]);

    private FabricInfo InfoOf(string fabric, IReadOnlyList<string> clusters) =>
        new() { Name = fabric, Tenant = place.Tenant, Regions = clusters, IsSystem = fabric == FabricNaming.SystemFabric };
}
