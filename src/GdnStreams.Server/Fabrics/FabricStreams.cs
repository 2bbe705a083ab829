using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Fabrics;

/// <summary>
/// Creates fabrics and streams in them, and deletes fabrics with their streams, one after the other. A deletion that has begun continues when
/// the client leaves, and after a restart.
/// </summary>
internal sealed class FabricStreams(FabricDirectory fabrics, IStreams streams)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, string Name), int> _creating = [];
    private readonly Dictionary<(string Tenant, string Name), Task> _deleting = [];

    /// <summary>Prefixes of a fabric's namespaces: of one scope, or of both (null).</summary>
    public static string[] Scopes(bool? global) => global switch
    {
        true => ["c8global."],
        false => ["c8local."],
        null => ["c8global.", "c8local."],
    };

    /// <summary>Creates a fabric with what its streams need.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.FabricExists"/></exception>
    public async Task CreateFabricAsync(Fabric fabric, CancellationToken cancellationToken)
    {
        // The fabric comes last: where making the rest fails, the caller does all of it again.
        fabrics.EnsureAddable(fabric);
        await streams.CreateFabricAsync(fabric.Tenant, fabric.Name, cancellationToken);
        await fabrics.AddAsync(fabric, cancellationToken);
    }

    /// <summary>Creates a stream; a deletion of the fabric waits until it is there, and then deletes it.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>, <see cref="GdnErrorCode.StreamExists"/>, <see cref="GdnErrorCode.InvalidName"/></exception>
    public async Task CreateAsync(string tenant, string fabric, StreamName stream, CancellationToken cancellationToken)
    {
        stream.EnsureCreatable();
        BeginCreating((tenant, fabric));
        try
        {
            await streams.CreateAsync(TopicName.Of(tenant, fabric, stream), cancellationToken);
        }
        finally
        {
            EndCreating((tenant, fabric));
        }
    }

    /// <summary>Creates streams, each for itself; a deletion of the fabric waits until they are there, and then deletes them.</summary>
    /// <returns>For each why it was not created, as <see cref="CreateAsync"/> has it, or null.</returns>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public async Task<IReadOnlyList<GdnException?>> CreateManyAsync(string tenant, string fabric, IReadOnlyList<StreamName> creatable, CancellationToken cancellationToken)
    {
        BeginCreating((tenant, fabric));
        try
        {
            return await streams.CreateManyAsync([.. creatable.Select(stream => TopicName.Of(tenant, fabric, stream))], cancellationToken);
        }
        finally
        {
            EndCreating((tenant, fabric));
        }
    }

    /// <summary>Deletes a fabric with its streams, even while they are in use. Several callers at once wait for the same deletion.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>; <see cref="GdnErrorCode.Forbidden"/>: <c>_system</c> stays.</exception>
    public Task DeleteAsync(string tenant, string fabric)
    {
        lock (_lock)
        {
            if (_deleting.TryGetValue((tenant, fabric), out var running))
            {
                return running;
            }

            return _deleting[(tenant, fabric)] = Task.Run(() => DeleteAllAsync(tenant, fabric));
        }
    }

    /// <summary>Completes the deletions that an earlier run of the server began, each as often as it takes.</summary>
    public async Task ResumeAsync(ILogger log, TimeProvider time, CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(fabrics.Deleting.Select(fabric => ResumeAsync(fabric, log, time, stopping)));
        }
        catch (OperationCanceledException)
        {
            // The server stops; its next run goes on.
        }
    }

    private async Task ResumeAsync(Fabric fabric, ILogger log, TimeProvider time, CancellationToken stopping)
    {
        for (var pause = FirstPause;; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await DeleteAsync(fabric.Tenant, fabric.Name);
                return;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
            {
                return; // Another server has completed it.
            }
            catch (Exception e)
            {
                log.FabricNotDeleted(e, fabric.Tenant, fabric.Name);
            }

            await Task.Delay(pause, time, stopping);
        }
    }

    private async Task DeleteAllAsync(string tenant, string fabric)
    {
        try
        {
            var deletion = await fabrics.BeginDeletingAsync(tenant, fabric, CancellationToken.None);
            while (!await IsDeletedAsync(tenant, fabric, deletion))
            {
                await Task.Delay(Pause);
            }
        }
        finally
        {
            lock (_lock)
            {
                _deleting.Remove((tenant, fabric));
            }
        }
    }

    /// <summary>Deletes what is there; false where more may have come since it was listed.</summary>
    private async Task<bool> IsDeletedAsync(string tenant, string fabric, string deletion)
    {
        // Streams that are being created now, or by dead letters, appear after the first listing.
        var left = IsCreatedIn((tenant, fabric));
        foreach (var scope in Scopes(global: null))
        {
            foreach (var topic in (await streams.ListAsync(tenant, scope + fabric, CancellationToken.None)).Select(listed => listed.Topic))
            {
                if (!fabrics.IsInDeletion(tenant, fabric, deletion))
                {
                    return true; // Another server was faster, and what is there now is a new fabric's.
                }

                left = true;
                await DeleteAsync(topic);
            }
        }

        if (left)
        {
            return false;
        }

        if (fabrics.IsInDeletion(tenant, fabric, deletion))
        {
            await streams.DeleteFabricAsync(tenant, fabric, CancellationToken.None);
            await fabrics.ForgetAsync(tenant, fabric, deletion);
        }

        return true;
    }

    private async Task DeleteAsync(TopicName topic)
    {
        try
        {
            await streams.DeleteAsync(topic, force: true, CancellationToken.None);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamNotFound)
        {
            // Somebody else deleted it, which is what was wanted.
        }
    }

    private void BeginCreating((string Tenant, string Name) place)
    {
        lock (_lock)
        {
            fabrics.Get(place.Tenant, place.Name);
            _creating[place] = _creating.GetValueOrDefault(place) + 1;
        }
    }

    private void EndCreating((string Tenant, string Name) place)
    {
        lock (_lock)
        {
            if (--_creating[place] == 0)
            {
                _creating.Remove(place);
            }
        }
    }

    private bool IsCreatedIn((string Tenant, string Name) place)
    {
        lock (_lock)
        {
            return _creating.ContainsKey(place);
        }
    }
}
