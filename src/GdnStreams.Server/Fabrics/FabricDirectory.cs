using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Fabrics;

/// <summary>The fabrics of all tenants, in memory and in the store. Every tenant has <c>_system</c>.</summary>
internal sealed partial class FabricDirectory : IDisposable
{
    public const string SystemFabric = "_system";
    private const string Kind = "fabric";
    private static readonly TimeSpan FollowInterval = TimeSpan.FromSeconds(1);
    private readonly IDocumentStore _documents;
    private readonly ConcurrentDictionary<(string Tenant, string Name), Fabric> _fabrics;

    /// <summary>Changes reach the memory in the order in which they reached the store.</summary>
    private readonly SemaphoreSlim _changing = new(1);

    private FabricDirectory(IDocumentStore documents, IEnumerable<Fabric> fabrics)
    {
        _documents = documents;
        _fabrics = new(fabrics.Select(fabric => KeyValuePair.Create((fabric.Tenant, fabric.Name), fabric)));
    }

    public static async Task<FabricDirectory> OpenAsync(IDocumentStore documents, CancellationToken cancellationToken) =>
        new(documents, (await documents.ListDocumentsAsync(Kind, cancellationToken)).Values.Select(Read));

    /// <summary>Takes over, within a second, what other servers change in the same documents.</summary>
    public async Task FollowAsync(TimeProvider time, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(FollowInterval, time);
        var seen = _documents.Changes;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                if (_documents.Changes is var now && now != seen)
                {
                    await InTurnAsync(() => ReadAllAsync(stopping), stopping);
                    seen = now;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>Fabrics whose deletion has begun but not ended.</summary>
    public IReadOnlyList<Fabric> Deleting => [.. _fabrics.Values.Where(fabric => fabric.IsDeleting)];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public Fabric Get(string tenant, string name) => Find(tenant, name) ?? throw NotFound();

    /// <summary>All of a tenant, <c>_system</c> first.</summary>
    public IReadOnlyList<Fabric> List(string tenant) =>
    [
        Get(tenant, SystemFabric),
        .. _fabrics.Values
            .Where(fabric => fabric.Tenant == tenant && fabric.Name != SystemFabric && !fabric.IsDeleting)
            .OrderBy(fabric => fabric.Name, StringComparer.Ordinal),
    ];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.FabricExists"/></exception>
    public Task AddAsync(Fabric fabric, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(fabric.Name))
        {
            throw new GdnException(GdnErrorCode.InvalidName, $"'{fabric.Name}' is not a valid fabric name. It starts with a letter and has at most 64 letters, digits, '_' and '-'.");
        }

        return WriteAsync(
            fabric.Tenant,
            fabric.Name,
            stored => stored is null ? fabric
                : stored.IsDeleting ? throw new GdnException(GdnErrorCode.FabricExists, $"The fabric {fabric.Name} is being deleted. Try again in a moment.")
                : throw new GdnException(GdnErrorCode.FabricExists, "duplicate database name"),
            cancellationToken);
    }

    /// <summary>Changes a fabric as one store operation.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public Task ChangeAsync(string tenant, string name, Func<Fabric, Fabric> change, CancellationToken cancellationToken) => WriteAsync(
        tenant,
        name,
        stored => stored is { IsDeleting: false } ? change(stored)
            : stored is null && name == SystemFabric ? change(new Fabric(tenant, SystemFabric, ""))
            : throw NotFound(),
        cancellationToken);

    /// <summary>From now on nobody finds the fabric; its name becomes free with <see cref="ForgetAsync"/>.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>; <see cref="GdnErrorCode.Forbidden"/>: <c>_system</c> stays.</exception>
    public Task BeginDeletingAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        if (name == SystemFabric)
        {
            throw new GdnException(GdnErrorCode.Forbidden, "The fabric _system cannot be deleted.");
        }

        return WriteAsync(tenant, name, stored => (stored ?? throw NotFound()) with { IsDeleting = true }, cancellationToken);
    }

    /// <summary>Ends a deletion.</summary>
    public Task ForgetAsync(string tenant, string name) => InTurnAsync(
        async () =>
        {
            await _documents.DeleteDocumentAsync(Kind, Key(tenant, name), CancellationToken.None);
            _fabrics.TryRemove((tenant, name), out _);
        },
        CancellationToken.None);

    /// <summary>Does something while no fabric changes.</summary>
    public async Task InTurnAsync(Func<Task> body, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await body();
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        var stored = (await _documents.ListDocumentsAsync(Kind, cancellationToken)).Values.Select(Read).ToDictionary(fabric => (fabric.Tenant, fabric.Name));
        foreach (var gone in _fabrics.Keys.Where(place => !stored.ContainsKey(place)))
        {
            _fabrics.TryRemove(gone, out _);
        }

        foreach (var (place, fabric) in stored)
        {
            _fabrics[place] = fabric;
        }
    }

    private Fabric? Find(string tenant, string name) =>
        _fabrics.TryGetValue((tenant, name), out var fabric) ? (fabric.IsDeleting ? null : fabric)
        : name == SystemFabric ? new Fabric(tenant, SystemFabric, "")
        : null;

    /// <summary>Once its turn has come it is completed, even if the caller leaves.</summary>
    private Task WriteAsync(string tenant, string name, Func<Fabric?, Fabric> change, CancellationToken cancellationToken) => InTurnAsync(
        async () => _fabrics[(tenant, name)] = await _documents.UpdateAsync(
            transaction =>
            {
                var made = change(transaction.Get(Kind, Key(tenant, name)) is { } json ? Read(json) : null);
                transaction.Put(Kind, Key(tenant, name), JsonSerializer.Serialize(made, FabricJson.Default.Fabric));
                return made;
            },
            CancellationToken.None),
        cancellationToken);

    private static GdnException NotFound() => new(GdnErrorCode.FabricNotFound, "database not found");

    private static Fabric Read(string json) => JsonSerializer.Deserialize(json, FabricJson.Default.Fabric)!;

    private static string Key(string tenant, string name) => $"{tenant}/{name}";

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex Name();
}
