using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Fabrics;

/// <summary>The fabrics of all tenants, in the store, and in memory where the store is not. Every tenant has <c>_system</c>.</summary>
internal sealed partial class FabricDirectory : IDisposable
{
    public const string SystemFabric = "_system";
    private const string Kind = "fabric";

    /// <summary>In which others that follow the same documents see a change.</summary>
    private static readonly TimeSpan FollowTime = TimeSpan.FromSeconds(1);

    private readonly IDocumentStore _documents;

    /// <summary>Those of the store; null where others change them, too, and the store has them in memory.</summary>
    private readonly ConcurrentDictionary<(string Tenant, string Name), Fabric>? _fabrics;

    /// <summary>Changes reach the memory in the order in which they reached the store.</summary>
    private readonly SemaphoreSlim _changing = new(1);

    private FabricDirectory(IDocumentStore documents, IEnumerable<Fabric>? fabrics)
    {
        _documents = documents;
        _fabrics = fabrics is null ? null : new(fabrics.Select(fabric => KeyValuePair.Create((fabric.Tenant, fabric.Name), fabric)));
    }

    public static async Task<FabricDirectory> OpenAsync(IDocumentStore documents, CancellationToken cancellationToken) =>
        documents.Shared(Kind) is not null ? new(documents, null) : new(documents, (await documents.ListDocumentsAsync(Kind, cancellationToken)).Values.Select(Read));

    /// <summary>Fabrics whose deletion has begun but not ended.</summary>
    public IReadOnlyList<Fabric> Deleting => [.. All.Where(fabric => fabric.IsDeleting)];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public Fabric Get(string tenant, string name) => Find(tenant, name) ?? throw NotFound();

    /// <summary>All of a tenant, <c>_system</c> first.</summary>
    public IReadOnlyList<Fabric> List(string tenant) =>
    [
        Get(tenant, SystemFabric),
        .. All
            .Where(fabric => fabric.Tenant == tenant && fabric.Name != SystemFabric && !fabric.IsDeleting)
            .OrderBy(fabric => fabric.Name, StringComparer.Ordinal),
    ];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.FabricExists"/></exception>
    public Task AddAsync(Fabric fabric, CancellationToken cancellationToken)
    {
        EnsureAddable(fabric);
        return WriteAsync(
            fabric.Tenant,
            fabric.Name,
            stored =>
            {
                EnsureFree(fabric.Name, stored);
                return fabric;
            },
            cancellationToken);
    }

    /// <summary>Whether it could be added now.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.FabricExists"/></exception>
    public void EnsureAddable(Fabric fabric)
    {
        if (!Name().IsMatch(fabric.Name))
        {
            throw new GdnException(GdnErrorCode.InvalidName, $"'{fabric.Name}' is not a valid fabric name. It starts with a letter and has at most 64 letters, digits, '_' and '-'.");
        }

        EnsureFree(fabric.Name, Stored(fabric.Tenant, fabric.Name));
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

    /// <summary>Begins a deletion, or joins the one that has begun: once it completes, nobody finds the fabric, and its name becomes free with <see cref="ForgetAsync"/>. Returns which deletion it is.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>; <see cref="GdnErrorCode.Forbidden"/>: <c>_system</c> stays.</exception>
    public async Task<string> BeginDeletingAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        if (name == SystemFabric)
        {
            throw new GdnException(GdnErrorCode.Forbidden, "The fabric _system cannot be deleted.");
        }

        var begun = Guid.NewGuid().ToString("N");
        var fabric = await WriteAsync(
            tenant, name, stored => stored is null ? throw NotFound() : stored with { IsDeleting = true, Deletion = stored.Deletion ?? begun }, cancellationToken);
        if (_fabrics is null)
        {
            await Task.Delay(FollowTime, cancellationToken); // Then the others, too, make no stream in it any more.
        }

        return fabric.Deletion!;
    }

    /// <summary>Whether a deletion has not ended, here or at another server.</summary>
    public bool IsInDeletion(string tenant, string name, string deletion) => Stored(tenant, name)?.Deletion == deletion;

    /// <summary>Ends a deletion.</summary>
    public Task ForgetAsync(string tenant, string name, string deletion) => InTurnAsync(
        async () =>
        {
            var key = Key(tenant, name);
            await _documents.UpdateAsync(
                transaction =>
                {
                    if (transaction.Get(Kind, key) is { } json && Read(json).Deletion == deletion)
                    {
                        transaction.Delete(Kind, key);
                    }

                    return true;
                },
                CancellationToken.None);
            _fabrics?.TryRemove((tenant, name), out _);
        },
        CancellationToken.None);

    public void Dispose() => _changing.Dispose();

    private IEnumerable<Fabric> All => _fabrics?.Values ?? _documents.Shared(Kind)!.Values.Select(Read);

    private Fabric? Stored(string tenant, string name) => _fabrics is not null ? _fabrics.GetValueOrDefault((tenant, name))
        : _documents.Shared(Kind)!.TryGetValue(Key(tenant, name), out var json) ? Read(json)
        : null;

    private async Task InTurnAsync(Func<Task> body, CancellationToken cancellationToken)
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

    private Fabric? Find(string tenant, string name) => Stored(tenant, name) is { } fabric ? (fabric.IsDeleting ? null : fabric)
        : name == SystemFabric ? new Fabric(tenant, SystemFabric, "")
        : null;

    private static void EnsureFree(string name, Fabric? stored)
    {
        if (stored is not null)
        {
            throw new GdnException(GdnErrorCode.FabricExists, stored.IsDeleting ? $"The fabric {name} is being deleted. Try again in a moment." : "duplicate database name");
        }
    }

    /// <summary>Once its turn has come it is completed, even if the caller leaves.</summary>
    private async Task<Fabric> WriteAsync(string tenant, string name, Func<Fabric?, Fabric> change, CancellationToken cancellationToken)
    {
        Fabric? written = null;
        await InTurnAsync(
            async () =>
            {
                written = await _documents.UpdateAsync(
                    transaction =>
                    {
                        var made = change(transaction.Get(Kind, Key(tenant, name)) is { } json ? Read(json) : null);
                        transaction.Put(Kind, Key(tenant, name), JsonSerializer.Serialize(made, FabricJson.Default.Fabric));
                        return made;
                    },
                    CancellationToken.None);
                if (_fabrics is not null)
                {
                    _fabrics[(tenant, name)] = written;
                }
            },
            cancellationToken);
        return written!;
    }

    private static GdnException NotFound() => new(GdnErrorCode.FabricNotFound, "database not found");

    private static Fabric Read(string json) => JsonSerializer.Deserialize(json, FabricJson.Default.Fabric)!;

    private static string Key(string tenant, string name) => $"{tenant}/{name}";

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex Name();
}
